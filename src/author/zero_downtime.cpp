#include "dunlin/zero_downtime.hpp"

#include <algorithm>

#include "author/compare.hpp"
#include "author/migration_files.hpp"
#include "author/replay.hpp"
#include "base/text.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

constexpr int rows_at_a_time = 1000;

const schema::Table& table_of(const schema::Schema& schema, const std::string& called) {
  std::vector<std::string> names;
  for (const auto& table : schema.tables) {
    if (table.name.text() == called || table.name.name == called) return table;
    names.push_back(table.name.text());
  }
  const auto near = base::nearest(called, names);
  throw Error(ErrorKind::usage, "there is no table '" + base::printable(called) + "' in what the migrations make",
              near.empty() ? std::string() : "did you mean " + base::printable(near) + "?");
}

void check(const NewColumn& what, const schema::Table& table) {
  for (const auto& [value, name] :
       {std::pair(&what.column, "a name"), {&what.type, "a type"}, {&what.fill, "a value"}}) {
    if (!base::trim(*value).empty()) continue;
    throw Error(ErrorKind::usage, std::string("the column needs ") + name,
                "`dunlin new --zero-downtime users.phone --type \"varchar(20)\" --fill \"''\"`");
  }
  if (std::ranges::any_of(table.columns, [&](const auto& each) { return each.name == what.column; })) {
    throw Error(ErrorKind::usage, base::printable(table.name.text() + "." + what.column) + " is there already");
  }
  if (!table.primary_key || table.primary_key->columns.size() != 1) {
    throw Error(
        ErrorKind::refused,
        base::printable(table.name.text()) + " has no primary key of one column, by which it can be filled in batches",
        "write the three migrations by hand: docs/zero-downtime.md");
  }
}

class Steps {
 public:
  Steps(author::Workshop& workshop, const NewColumn& what) : workshop_(workshop), what_(what) {
    how_.online = true;
    static_cast<void>(author::replay(workshop, {}));
    before_ = workshop.inspect();
    table_ = &table_of(before_, what.table);
    check(what, *table_);
    const auto& names = workshop.writer();
    quoted_ = (table_->name.space.empty() ? "" : names.quote_name(table_->name.space) + ".") +
              names.quote_name(table_->name.name);
    column_ = names.quote_name(what.column);
    called_ = table_->name.text() + "." + what.column;
    run("ALTER TABLE " + quoted_ + " ADD COLUMN " + column_ + " " + what.type);
    nullable_ = workshop.inspect();
    run(update());
  }

  [[nodiscard]] std::vector<author::Halves> all(const std::string& name) {
    auto after = nullable_;
    for (auto& table : after.tables) {
      for (auto& column : table.columns) {
        if (table.name != table_->name || column.name != what_.column) continue;
        if (!column.nullable || !column.generated.empty()) {
          throw Error(ErrorKind::usage, "the type has more in it than a type: " + base::printable(what_.type),
                      "leave NOT NULL out: the third migration brings it");
        }
        column.nullable = false;
      }
    }
    auto steps = written(before_, nullable_, name, "Step 1 of 3: " + called_ + " is there, and may be null.");
    const auto& key = table_->primary_key->columns.front();
    steps.push_back(
        {name + "_fill",
         "-- dunlin:batch " + std::to_string(rows_at_a_time) + " by " + table_->name.text() + "." + key + "\n" +
             update(" AND " + workshop_.writer().quote_name(key) + " BETWEEN :batch_from AND :batch_to") + ";\n",
         "-- What was filled goes with the column.\n", false, false,
         "Step 2 of 3: rows without " + called_ + " get one. What writes it is released by then."});
    for (auto& each : written(nullable_, after, name + "_not_null",
                              "Step 3 of 3: " + called_ + " has to have a value from here on.")) {
      steps.push_back(std::move(each));
    }
    return steps;
  }

 private:
  [[nodiscard]] std::string update(const std::string& more = {}) const {
    return "UPDATE " + quoted_ + " SET " + column_ + " = " + what_.fill + " WHERE " + column_ + " IS NULL" + more;
  }

  void run(const std::string& sql) {
    database::Statement statement;
    statement.sql = sql;
    workshop_.execute({statement});
  }

  std::vector<author::Halves> written(const schema::Schema& from, const schema::Schema& to, const std::string& name,
                                      const std::string& description) {
    const auto comparison = author::compare(workshop_, from, to, how_);
    auto halves = author::halves_of(comparison.script, name, workshop_.context.driver->lex_rules, {});
    for (auto& each : halves) each.description = description;
    return halves;
  }

  author::Workshop& workshop_;
  const NewColumn& what_;
  DifferenceOptions how_;
  schema::Schema before_, nullable_;
  const schema::Table* table_ = nullptr;  ///< in `before_`
  std::string quoted_, column_, called_;
};

}  // namespace

Generated generate_zero_downtime(const Options& options, const GenerateOptions& what, const NewColumn& column) {
  const auto present = author::look(options, what);
  const std::string name = run::migration_name(what.name.empty() ? "add_" + column.column : what.name);
  author::Workshop workshop(options);
  Steps steps(workshop, column);
  return author::write_migrations(options, what, present, steps.all(name));
}

}  // namespace v0
}  // namespace dunlin
