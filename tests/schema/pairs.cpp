// dunlin_pairs URL FILE [FILTER] [--some-refused]: takes pairs of schemas through the author's half: loads both,
// inspects, writes the difference, applies it to the one that is current with rows in it, and looks whether it is then
// as desired, whether rows kept their values, and whether the way back leads back. Prints what is not so, and counts. A
// pair that the database does not take is a failure too, unless --some-refused: for files that were made for others.
//
// FILE has for each pair a line "-- pair NAME", the one schema, a line "-- desired", and the other one.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>

#include "base/text.hpp"
#include "database/ddl.hpp"
#include "database/driver.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"
#include "sql/splitter.hpp"

namespace {

using namespace dunlin;

class Text final : public base::ByteSource {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t count = text_.copy(into, size, at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

struct Pair {
  std::string name, current, desired;
};

std::vector<Pair> read_pairs(const std::string& path) {
  std::ifstream file(path);
  std::vector<Pair> pairs;
  std::string* half = nullptr;
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view begins = "-- pair ";
    if (line.starts_with(begins)) {
      pairs.push_back({line.substr(begins.size()), {}, {}});
      half = &pairs.back().current;
    } else if (line == "-- desired" && half != nullptr) {
      half = &pairs.back().desired;
    } else if (half != nullptr) {
      *half += line + "\n";
    }
  }
  return pairs;
}

void load(database::Connection& connection, const std::string& name, std::string sql) {
  Text text(std::move(sql));
  sql::Splitter splitter(text, connection.lex_rules(), {}, name);
  for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
    if (item.kind == sql::ItemKind::statement) connection.execute(item.text);
  }
}

struct Counts {
  int loaded = 0, refused = 0, right = 0;
  std::map<std::string, int> wrong;
};

class Journey {
 public:
  Journey(const database::Driver& driver, database::Sandbox& current, database::Sandbox& desired, const Pair& pair)
      : driver_(driver), a_(current), b_(desired), pair_(pair), ddl_(driver.ddl(&a_.connection().capabilities())) {}

  void run(Counts& counts) {
    try {
      a_.clear();
      b_.clear();
      load(a_.connection(), pair_.name, pair_.current);
      load(b_.connection(), pair_.name, pair_.desired);
    } catch (const Error& error) {
      ++counts.refused;
      std::printf("-- %s is refused: %s\n", pair_.name.c_str(), error.message.c_str());
      return;
    }
    ++counts.loaded;
    step_ = "inspect";
    try {
      const auto from = inspect(a_), to = inspect(b_);
      fill(from);
      const auto before = values(from, to);
      apply("up", from, to);
      const auto after = values(from, to);
      if (before != after) tell(counts, "rows differ", before + "\n--- now\n" + after);
      apply("down", to, from);
      ++counts.right;
    } catch (const Error& error) {
      tell(counts, step_,
           error.message + (error.detail.empty() ? "" : "\n" + error.detail) +
               (error.statement.empty() ? "" : "\n" + error.statement) +
               (error.hint.empty() ? "" : "\nhint: " + error.hint));
    }
  }

 private:
  schema::Schema inspect(database::Sandbox& box) { return driver_.inspect(box.connection(), {}); }

  void tell(Counts& counts, const std::string& what, const std::string& words) {
    ++counts.wrong[what];
    std::printf("== %s: %s\n%s\n", pair_.name.c_str(), what.c_str(), words.c_str());
  }

  void apply(const std::string& way, const schema::Schema& from, const schema::Schema& to) {
    step_ = way + ": writing";
    const auto statements = diff::write(from, to, *ddl_);
    step_ = way + ": running";
    auto& connection = a_.connection();
    std::string script;
    for (const auto& statement : statements) script += statement.sql + ";\n";
    try {
      for (const auto& statement : statements) connection.execute(statement.sql);
    } catch (Error& error) {
      if (connection.in_transaction()) connection.rollback();
      error.detail += "\n-- all of it:\n" + script;
      throw;
    }
    step_ = way + ": result";
    const auto now = inspect(a_);
    if (now == to) return;
    std::string words;
    for (const auto& change : diff::compare(now, to, {.column_order = ddl_->abilities().column_order}))
      words += change.text() + "\n";
    if (words.empty()) return;  // columns in another order
    throw Error(ErrorKind::internal, words + "-- by\n" + script);
  }

  /// A few rows in each table, as far as it takes them.
  void fill(const schema::Schema& schema) {
    for (int round = 1; round <= 3; ++round) {
      for (const auto& table : schema.tables) {
        std::string columns, row;
        for (const auto& column : table.columns) {
          if (!column.generated.empty() || column.identity != schema::Identity::none) continue;
          columns += (columns.empty() ? "" : ", ") + ddl_->quote_name(column.name);
          row += (row.empty() ? "" : ", ") + value(base::lower(column.type), round);
        }
        if (columns.empty()) continue;
        const std::string name = (table.name.space.empty() ? "" : ddl_->quote_name(table.name.space) + ".") +
                                 ddl_->quote_name(table.name.name);
        try {
          a_.connection().execute("INSERT INTO " + name + " (" + columns + ") VALUES (" + row + ")");
        } catch (const Error&) {
          // It wants other rows than these.
        }
      }
    }
  }

  static std::string value(const std::string& type, int round) {
    const auto has = [&](std::string_view part) { return type.find(part) != std::string::npos; };
    const std::string digit = std::to_string(round);
    if (has("[]")) return "NULL";
    if (has("int") || has("serial") || has("num") || has("dec") || has("real") || has("double") || has("float"))
      return digit;
    if (has("char") || has("text") || has("clob") || type.empty()) return "'" + digit + "'";
    if (has("bool")) return round == 1 ? "true" : "false";
    if (has("date") || has("time")) return "'2026-01-0" + digit + "'";
    if (has("json")) return "'{}'";
    if (has("uuid")) return "'00000000-0000-0000-0000-00000000000" + digit + "'";
    return "NULL";
  }

  /// What stands in the columns that both have and that are the same in both.
  std::string values(const schema::Schema& from, const schema::Schema& to) {
    std::string all;
    for (const auto& table : from.tables) {
      const auto* other = to.table(table.name);
      if (other == nullptr) continue;
      std::string columns;
      for (const auto& column : table.columns) {
        const auto* same = to.column(table.name, column.name);
        if (same != nullptr && same->type == column.type && same->generated == column.generated)
          columns += (columns.empty() ? "" : ", ") + ddl_->quote_name(column.name);
      }
      if (columns.empty()) continue;
      const std::string name = (table.name.space.empty() ? "" : ddl_->quote_name(table.name.space) + ".") +
                               ddl_->quote_name(table.name.name);
      std::vector<std::string> lines;
      try {
        for (const auto& row : a_.connection().query("SELECT " + columns + " FROM " + name).rows) {
          std::string line = "  ";
          for (const auto& cell : row) line += to_text(cell) + "|";
          lines.push_back(line);
        }
      } catch (const Error& error) {
        lines.push_back("  " + error.message);
      }
      std::sort(lines.begin(), lines.end());
      all += name + "\n" + base::join(lines, "\n") + "\n";
    }
    return all;
  }

  const database::Driver& driver_;
  database::Sandbox& a_;
  database::Sandbox& b_;
  const Pair& pair_;
  std::unique_ptr<database::DdlWriter> ddl_;
  std::string step_;
};

}  // namespace

int main(int argc, char** argv) try {
  bool some_refused = false;
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--some-refused") {
      some_refused = true;
    } else {
      words.emplace_back(argv[i]);
    }
  }
  if (words.size() < 2) {
    std::fprintf(stderr, "usage: dunlin_pairs URL FILE [FILTER] [--some-refused]\n");
    return 2;
  }
  const auto url = database::Url::parse(words[0]);
  const auto& driver = database::driver_for(url);
  const auto current = driver.sandbox(url, {}), desired = driver.sandbox(url, {});
  Counts counts;
  for (const auto& pair : read_pairs(words[1])) {
    const bool wanted = words.size() < 3 || pair.name.find(words[2]) != std::string::npos;
    if (wanted) Journey(driver, *current, *desired, pair).run(counts);
  }
  std::printf("%d pairs, %d that the database refuses, %d right there and back\n", counts.loaded + counts.refused,
              counts.refused, counts.right);
  for (const auto& [what, number] : counts.wrong) std::printf("  %4d %s\n", number, what.c_str());
  const bool taken = some_refused || counts.refused == 0;
  return counts.wrong.empty() && counts.loaded > 0 && taken ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "dunlin_pairs: %s\n", error.what());
  return 1;
}
