// Schema::check(): what cannot be right about models, on any engine or on one that they name.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "schema/problems.hpp"
#include "schema/resolve.hpp"

namespace dunlin::schema {
namespace {

using Kind = model::Type::Kind;

bool is_integer(Kind kind) { return kind == Kind::small_integer || kind == Kind::integer || kind == Kind::big_integer; }

std::string show(const std::string& name) { return base::printable(name); }

class Checker {
 public:
  Checker(const Resolved& models, bool any_engine, Problems& problems)
      : models_(models), any_engine_(any_engine), problems_(problems) {}

  void run() {
    for (const auto& table : models_.tables) names_.push_back(table.name);
    for (const auto& table : models_.tables) {
      table_ = &table;
      check_table();
    }
    table_ = nullptr;
    for (const auto& view : models_.views) {
      check_name(view.name, "a view", view.where);
      once(relations_, view.name, "the view " + show(view.name), view.where);
      if (base::trim(view.query).empty()) problems_.add(view.where, "the view " + show(view.name) + " has no query");
    }
  }

 private:
  using Seen = std::map<std::string, std::string>;  ///< lower case -> what has the name

  [[nodiscard]] std::string title(const std::string& column) const { return column_title(table_->name, column); }
  [[nodiscard]] std::string of_table() const { return " of the table " + show(table_->name); }

  bool check_name(const std::string& name, const std::string& what, const model::Where& where) {
    if (name.empty()) {
      problems_.add(where, what + (table_ == nullptr || what == "a table" ? "" : of_table()) + " has no name");
    } else if (name.find('\0') != std::string::npos) {
      problems_.add(where, "the name '" + show(name) + "' holds a NUL character");
    } else if (base::find_invalid_utf8(name) != std::string::npos) {
      problems_.add(where, "the name '" + show(name) + "' is not UTF-8");
    } else {
      return true;
    }
    return false;
  }

  /// Names that differ in case only are the same on some engines, so they are here.
  void once(Seen& seen, const std::string& name, const std::string& what, const model::Where& where) {
    if (name.empty()) return;
    const auto [at, fresh] = seen.emplace(base::lower(name), what);
    if (!fresh) {
      problems_.add(where,
                    what + " is declared twice" + (at->second == what ? "" : ": there is " + at->second + " as well"));
    }
  }

  void check_table() {
    const auto& table = *table_;
    check_name(table.name, "a table", table.where);
    once(relations_, table.name, "the table " + show(table.name), table.where);
    if (table.columns.empty() && !(any_engine_ && table.engine_columns)) {
      problems_.add(table.where, "the table " + show(table.name) + " has no columns");
      return;
    }
    Seen columns;
    std::size_t identities = 0;
    for (const auto& column : table.columns) {
      check_name(column.name, "a column", column.where);
      once(columns, column.name, "the column " + title(column.name), column.where);
      check_type(column);
      check_values(column);
      if (column.identity && ++identities == 2) {
        problems_.add(column.where, "the table " + show(table.name) + " has two columns that count by themselves");
      }
      if (!column.renamed_from.empty() && table.column(column.renamed_from) != nullptr) {
        problems_.add(column.where, title(column.name) + " is renamed from " + show(column.renamed_from) +
                                        ", which is there as well");
      }
    }
    check_table_words();
    Seen constraints;
    if (table.primary_keys.size() > 1) {
      problems_.add(table.primary_keys[1].where, "the table " + show(table.name) + " has two primary keys",
                    "a key of several columns is primary_key({\"a\", \"b\"})");
    }
    for (const auto& key : table.primary_keys) {
      check_columns(key.columns, "the primary key" + of_table(), key.where);
      once(constraints, key.name, "the constraint " + title(key.name), key.where);
    }
    for (const auto& key : table.uniques) {
      check_columns(key.columns, "the unique constraint " + show(key.name) + of_table(), key.where);
      once(relations_, key.name, "the unique constraint " + title(key.name), key.where);
    }
    for (const auto& check : table.checks) {
      if (check_name(check.name, "a check", check.where)) {
        once(constraints, check.name, "the constraint " + title(check.name), check.where);
      }
      if (base::trim(check.expression).empty()) {
        problems_.add(check.where, "the check " + title(check.name) + " has no expression");
      }
    }
    for (const auto& index : table.indexes) check_index(index);
    for (const auto& key : table.foreign_keys) {
      once(constraints, key.name, "the constraint " + title(key.name), key.where);
      once(foreign_keys_, key.name, "the foreign key " + title(key.name), key.where);
      check_foreign_key(key);
    }
  }

  void check_table_words() {
    const auto& table = *table_;
    if (table.comments.size() > 1) {
      problems_.add(table.where, "the table " + show(table.name) + " has two comments");
    }
    for (const auto& option : table.options) {
      if (option.name.empty()) problems_.add(table.where, "an option" + of_table() + " has no name");
    }
    for (const auto& old : table.renamed_from) {
      if (models_.table(old) != nullptr) {
        problems_.add(table.where,
                      "the table " + show(table.name) + " is renamed from " + show(old) + ", which is there as well");
      }
    }
  }

  void check_type(const model::ColumnData& column) {
    const auto& type = column.type;
    const auto wrong = [&](const std::string& what, const std::string& hint = {}) {
      problems_.add(column.where, title(column.name) + ": " + what, hint);
    };
    if (type.kind == Kind::string && type.length <= 0) wrong("a string needs a length above 0", "text() has no limit");
    if (type.kind == Kind::decimal &&
        (type.precision < 1 || type.precision > 65 || type.scale < 0 || type.scale > type.precision)) {
      wrong("decimal(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ") cannot be",
            "the precision is 1 to 65 digits, and the scale says how many of them stand behind the point");
    }
    if (type.kind == Kind::native && base::trim(type.name).empty()) wrong("type() is given no type");
    if (type.kind == Kind::enumeration) check_enumeration(column, wrong);
    if (column.identity && !is_integer(type.kind) && type.kind != Kind::native) {
      wrong("only an integer counts by itself", "use big_integer(), or leave identity() away");
    }
  }

  template <class Wrong>
  void check_enumeration(const model::ColumnData& column, const Wrong& wrong) {
    const auto& type = column.type;
    check_name(type.name, "the enumeration of " + column.name, column.where);
    if (type.labels.empty()) wrong("the enumeration " + show(type.name) + " has no labels");
    std::set<std::string> labels;
    for (const auto& label : type.labels) {
      if (!labels.insert(label).second) {
        wrong("the enumeration " + show(type.name) + " has the label " + show(label) + " twice");
      }
      if (label.find('\0') != std::string::npos || base::find_invalid_utf8(label) != std::string::npos) {
        wrong("the label '" + show(label) + "' is not UTF-8, or holds a NUL character");
      }
    }
    const auto [at, fresh] = enumerations_.emplace(type.name, type.labels);
    if (!fresh && at->second != type.labels) {
      wrong("the enumeration " + show(type.name) + " has other labels elsewhere",
            "give them one name each, or the same labels");
    }
  }

  void check_values(const model::ColumnData& column) {
    const auto wrong = [&](const std::string& what, const std::string& hint = {}) {
      problems_.add(column.where, title(column.name) + ": " + what, hint);
    };
    if (!column.computed.empty()) {
      if (base::trim(column.computed[0].expression).empty()) wrong("a generated column needs an expression");
      if (!column.default_value.empty()) wrong("a generated column has no default");
      if (column.identity) wrong("a generated column does not count by itself");
    }
    if (column.default_value.empty()) return;
    if (column.identity) wrong("a column that counts by itself has no default");
    const auto& value = column.default_value[0];
    const Kind kind = column.type.kind;
    if (const auto* expression = std::get_if<model::Sql>(&value)) {
      if (base::trim(expression->text).empty()) wrong("the default's expression is empty");
      return;
    }
    if (kind == Kind::native) return;
    const auto* text = std::get_if<std::string>(&value);
    const bool number = is_integer(kind) || kind == Kind::decimal || kind == Kind::real;
    if (kind == Kind::boolean && !std::holds_alternative<bool>(value)) wrong("the default must be true or false");
    if (number && (text != nullptr || std::holds_alternative<bool>(value)) && !(text != nullptr && is_number(*text))) {
      wrong("the default must be a number", "default_sql() takes an expression");
    }
    if (is_integer(kind) && std::holds_alternative<double>(value)) wrong("the default must be a whole number");
    if (!number && kind != Kind::boolean && text == nullptr) {
      wrong("the default must be text", "default_sql() takes an expression");
    }
    if (text == nullptr) return;
    if (kind == Kind::string && base::count_characters(*text) > static_cast<std::size_t>(column.type.length)) {
      wrong("the default is longer than " + base::plural(column.type.length, "character"));
    }
    const auto& labels = column.type.labels;
    if (kind == Kind::enumeration && std::find(labels.begin(), labels.end(), *text) == labels.end()) {
      wrong("the default " + show(*text) + " is no label of the enumeration " + show(column.type.name),
            suggestion(*text, labels));
    }
  }

  static bool is_number(std::string_view text) {
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    const auto digits = std::count_if(text.begin(), text.end(), base::is_digit);
    return digits > 0 && text.find_first_not_of("0123456789.") == std::string_view::npos &&
           std::count(text.begin(), text.end(), '.') <= 1;
  }

  bool check_columns(const std::vector<std::string>& columns, const std::string& what, const model::Where& where) {
    bool good = true;
    const auto wrong = [&](const std::string& message, const std::string& hint = {}) {
      problems_.add(where, message, hint);
      good = false;
    };
    if (columns.empty()) wrong(what + " has no columns");
    std::set<std::string> seen;
    for (const auto& column : columns) {
      if (table_->column(column) == nullptr) {
        wrong(what + ": there is no column " + title(column), suggestion(column, table_->column_names()));
      } else if (!seen.insert(column).second) {
        wrong(what + " names " + title(column) + " twice");
      }
    }
    return good;
  }

  void check_index(const model::IndexData& index) {
    const std::string what = "the index " + show(index.name) + of_table();
    if (check_name(index.name, "an index", index.where)) once(relations_, index.name, what, index.where);
    if (index.parts.empty()) problems_.add(index.where, what + " has no columns");
    std::vector<std::string> columns = index.include;
    for (const auto& part : index.parts) {
      if (!part.column.empty()) {
        columns.push_back(part.column);
      } else if (base::trim(part.expression).empty()) {
        problems_.add(index.where, what + " has an empty part");
      }
      if (part.prefix < 0) problems_.add(index.where, what + ": a prefix has at least one character");
    }
    if (!columns.empty()) check_columns(columns, what, index.where);
  }

  static bool fits(const model::Type& a, const model::Type& b) {
    if (a.kind == Kind::native || b.kind == Kind::native) {
      return a.kind != b.kind || base::equals_ignoring_case(a.name, b.name);  // of another's type nothing is known
    }
    if (a.kind == Kind::enumeration && b.kind == Kind::enumeration) return a.name == b.name;
    return a.kind == b.kind;
  }

  static bool is_unique(const ResolvedTable& table, std::vector<std::string> columns) {
    std::sort(columns.begin(), columns.end());
    const auto same = [&](std::vector<std::string> key) {
      std::sort(key.begin(), key.end());
      return key == columns;
    };
    const auto is_key = [&](const model::KeyData& key) { return same(key.columns); };
    if (std::any_of(table.primary_keys.begin(), table.primary_keys.end(), is_key)) return true;
    if (std::any_of(table.uniques.begin(), table.uniques.end(), is_key)) return true;
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const model::IndexData& index) {
      std::vector<std::string> key;
      for (const auto& part : index.parts) key.push_back(part.prefix > 0 ? std::string() : part.column);
      return index.unique && index.condition.empty() && same(key);
    });
  }

  void check_foreign_key(const model::ForeignKeyData& key) {
    const std::string what = "the foreign key " + show(key.name) + of_table();
    const auto wrong = [&](const std::string& message, const std::string& hint = {}) {
      problems_.add(key.where, what + ": " + message, hint);
    };
    bool good = check_columns(key.columns, what, key.where);
    if (key.table.empty()) return wrong("it refers to nothing", "say .references(\"TABLE\", {\"COLUMN\"})");
    const ResolvedTable* other = models_.table(key.table);
    if (other == nullptr) return wrong("there is no table " + show(key.table), suggestion(key.table, names_));
    for (const auto& column : key.referenced) {
      if (other->column(column) != nullptr) continue;
      good = false;
      wrong("there is no column " + column_title(key.table, column), suggestion(column, other->column_names()));
    }
    if (key.columns.size() != key.referenced.size()) {
      return wrong("it has " + base::plural(static_cast<std::int64_t>(key.columns.size()), "column") +
                   " and refers to " + std::to_string(key.referenced.size()));
    }
    if (!good) return;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      if (!fits(table_->column(key.columns[i])->type, other->column(key.referenced[i])->type)) {
        wrong(title(key.columns[i]) + " and " + column_title(key.table, key.referenced[i]) + " have different types");
      }
    }
    if (!is_unique(*other, key.referenced)) {
      wrong(show(key.table) + " (" + show(base::join(key.referenced, ", ")) + ") is neither its primary key nor unique",
            "refer to the primary key, or make these columns unique");
    }
    const bool nulls = key.on_delete == model::set_null || key.on_update == model::set_null;
    for (const auto& column : key.columns) {
      if (nulls && !table_->column(column)->nullable) {
        wrong("set_null cannot be, " + title(column) + " is NOT NULL");
      }
    }
  }

  const Resolved& models_;
  bool any_engine_;
  Problems& problems_;
  const ResolvedTable* table_ = nullptr;
  std::vector<std::string> names_;
  Seen relations_;     ///< tables, views, indexes: one namespace on most engines
  Seen foreign_keys_;  ///< one namespace on some
  std::map<std::string, std::vector<std::string>> enumerations_;
};

}  // namespace
}  // namespace dunlin::schema

namespace dunlin {
inline namespace v0 {

void Schema::check() const {
  schema::Problems problems;
  schema::Checker(schema::resolve(*this, {}), true, problems).run();
  for (const auto& engine : schema::engines_named(*this)) {
    schema::Checker(schema::resolve(*this, {engine}), false, problems).run();
  }
  problems.raise();
}

}  // namespace v0
}  // namespace dunlin
