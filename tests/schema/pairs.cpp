// dunlin_pairs URL FILE [FILTER] [--some-refused] [--online]: takes pairs of schemas through the author's half: loads
// both, inspects, renames what is declared, writes the difference (the least blocking one, if asked), applies it to the
// one that is current with rows in it, and looks whether it is then as desired, whether rows kept their values, and
// whether the way back leads back. Prints what is not so, and counts. A pair that the database does not take is a
// failure too, unless --some-refused: for files that were made for others.
//
// FILE has for each pair a line "-- pair NAME", the one schema, a line "-- desired", and the other one, in which
// `-- dunlin:renamed-from OLD` stands as in a schema.sql. A pair with a line "-- since VERSION" is left out where the
// server is older.
#include <cstdio>
#include <fstream>
#include <map>

#include "author/declared.hpp"
#include "author/renaming.hpp"
#include "author/statements.hpp"
#include "base/content.hpp"
#include "base/text.hpp"
#include "database/ddl.hpp"
#include "database/driver.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"
#include "schema/rows.hpp"

namespace {

using namespace dunlin;

struct Pair {
  std::string name, current, desired;
  int since = 0;  ///< the database's major version
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
    } else if (constexpr std::string_view since = "-- since "; line.starts_with(since) && half != nullptr) {
      pairs.back().since = std::stoi(line.substr(since.size()));
    } else if (line == "-- desired" && half != nullptr) {
      half = &pairs.back().desired;
    } else if (half != nullptr) {
      *half += line + "\n";
    }
  }
  return pairs;
}

std::vector<author::DeclaredRename> load(database::Connection& connection, const std::string& name,
                                         const std::string& sql) {
  std::vector<author::DeclaredRename> declared;
  author::Declarations declarations(connection.lex_rules(), declared);
  const auto content = base::Content::view(name, sql, "-");
  const auto source = content.open();
  sql::Splitter splitter(*source, connection.lex_rules(), {}, name, {}, true);
  for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
    if (item.kind == sql::ItemKind::comment) {
      declarations.take_comment(item);
    } else {
      declarations.take_statement(item, sql::classify(item.text, connection.lex_rules()));
      connection.execute(item.text);
    }
  }
  return declared;
}

struct Counts {
  int loaded = 0, refused = 0, right = 0;
  std::map<std::string, int> wrong;
};

class Journey {
 public:
  Journey(const database::Driver& driver, database::Sandbox& current, database::Sandbox& desired, const Pair& pair,
          bool online)
      : driver_(driver),
        a_(current),
        b_(desired),
        pair_(pair),
        ddl_(driver.ddl(&a_.connection().capabilities())),
        options_{.online = online} {}

  void run(Counts& counts) {
    std::vector<author::DeclaredRename> declared;
    try {
      a_.clear();
      b_.clear();
      load(a_.connection(), pair_.name, pair_.current);
      declared = load(b_.connection(), pair_.name, pair_.desired);
    } catch (const Error& error) {
      ++counts.refused;
      std::printf("-- %s is refused: %s\n", pair_.name.c_str(), error.message.c_str());
      return;
    }
    ++counts.loaded;
    step_ = "inspect";
    try {
      const auto from = inspect(a_), to = inspect(b_);
      fill(a_.connection(), *ddl_, from);
      const auto rows = read_rows(a_.connection(), *ddl_, from);
      const auto renaming = rename(from, to, declared);
      const auto columns = columns_of_both(renaming.schema, to);
      const auto before = text_of(rows, columns, &renaming);
      apply("up", diff::write(renaming.schema, to, *ddl_, options_), to);
      look(counts, before, text_of(read_rows(a_.connection(), *ddl_, to), columns, nullptr));
      auto back = diff::write(to, renaming.schema, *ddl_, options_);
      for (auto& each : renaming.undo(from, *ddl_, options_)) back.push_back(std::move(each));
      apply("down", back, from);
      look(counts, before, text_of(read_rows(a_.connection(), *ddl_, from), columns, &renaming));
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

  void look(Counts& counts, const std::string& before, const std::string& after) {
    if (before != after) tell(counts, step_ + ": rows differ", before + "\n--- now\n" + after);
  }

  /// Only what is declared, and all of that; what merely looks like it is another thing.
  author::Renaming rename(const schema::Schema& from, const schema::Schema& to,
                          const std::vector<author::DeclaredRename>& declared) {
    step_ = "renames";
    DifferenceOptions how;
    how.online = options_.online;
    how.ask_rename = [](const RenameQuestion&) { return false; };
    auto renaming = author::rename(from, to, declared, how, *ddl_, [&](database::Statements& statements) {
      statements = execute("renames", statements);
      return inspect(a_);
    });
    for (const auto& each : declared) {
      const auto is = [&](const author::Renaming::Step& step) {
        const auto& [object, label, name] = step.rename;
        const auto& old = !label.empty() ? label : object.is_part() ? object.part : object.name.name;
        return old == each.from && name == (each.part.empty() ? each.object.name : each.part);
      };
      if (!can_rename(each, renaming.schema) || std::ranges::any_of(renaming.steps, is)) continue;
      throw Error(ErrorKind::internal, each.from + " is not what is called otherwise now");
    }
    return renaming;
  }

  [[nodiscard]] bool can_rename(const author::DeclaredRename& declared, const schema::Schema& schema) const {
    const auto& [kind, name, part, label, from] = declared;
    if (label) return !ddl_->rename({{kind, name, {}}, from, part}, schema).empty();
    if (!part.empty()) return !ddl_->rename({{kind, name, from}, {}, part}, schema).empty();
    return !ddl_->rename({{kind, {name.space, from}, {}}, {}, name.name}, schema).empty();
  }

  database::Statements execute(const std::string& step, const database::Statements& statements) {
    step_ = step;
    try {
      return author::carried_out(a_.connection(), statements);
    } catch (Error& error) {
      error.detail += "\n-- all of it:\n" + author::text_of(statements, a_.connection().lex_rules());
      throw;
    }
  }

  void apply(const std::string& way, const database::Statements& written, const schema::Schema& to) {
    const auto statements = execute(way, written);
    const auto now = inspect(a_);
    if (now == to) return;
    const auto changes = diff::compare(now, to, {.column_order = ddl_->abilities().column_order});
    if (ddl_->adapt(changes, now, to).empty()) return;  // columns in another order, or what cannot be changed
    std::string words;
    for (const auto& change : changes) words += change.text() + "\n";
    throw Error(ErrorKind::internal, words + "-- by\n" + author::text_of(statements, a_.connection().lex_rules()));
  }

  const database::Driver& driver_;
  database::Sandbox& a_;
  database::Sandbox& b_;
  const Pair& pair_;
  std::unique_ptr<database::DdlWriter> ddl_;
  database::DdlOptions options_;
  std::string step_;
};

}  // namespace

int main(int argc, char** argv) try {
  bool some_refused = false, online = false;
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--some-refused") {
      some_refused = true;
    } else if (std::string_view(argv[i]) == "--online") {
      online = true;
    } else {
      words.emplace_back(argv[i]);
    }
  }
  if (words.size() < 2) {
    std::fprintf(stderr, "usage: dunlin_pairs URL FILE [FILTER] [--some-refused] [--online]\n");
    return 2;
  }
  const auto url = database::Url::parse(words[0]);
  const auto& driver = database::driver_for(url);
  const auto current = driver.sandbox(url, {}), desired = driver.sandbox(url, {});
  const int version = current->connection().capabilities().version_number / 1'000'000;
  Counts counts;
  for (const auto& pair : read_pairs(words[1])) {
    const bool wanted = version >= pair.since && (words.size() < 3 || pair.name.find(words[2]) != std::string::npos);
    if (wanted) Journey(driver, *current, *desired, pair, online).run(counts);
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
