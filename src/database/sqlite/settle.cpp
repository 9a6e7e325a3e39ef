// What became of a statement that ran outside a transaction when the process was killed. SQLite itself rolls back
// what was not committed, so the question is only whether its commit was before or after.
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>

#include "base/file.hpp"
#include "base/text.hpp"
#include "database/sqlite/catalogue.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/lexis.hpp"

namespace dunlin::database::sqlite {
namespace {

/// The file of VACUUM [schema] INTO 'file'; false where it is an expression.
bool vacuum_target(std::string_view statement, bool& into, std::string& file) {
  const std::vector<sql::Token> words = sql::tokens(statement, sqlite_lex_rules);
  into = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind != sql::TokenKind::word || !base::equals_ignoring_case(words[i].text, "into")) continue;
    into = true;
    if (i + 2 != words.size() || words[i + 1].kind != sql::TokenKind::string) return false;
    const std::string_view text = words[i + 1].text;
    if (text.size() < 2) return false;
    file = base::replace_all(std::string(text.substr(1, text.size() - 2)), "''", "'");
    return !file.empty() && !file.starts_with("file:");
  }
  return false;
}

/// Whether the file is a whole and sound database.
bool is_complete(const std::string& file) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  const Handle db(raw);
  if (opened != SQLITE_OK) return false;
  std::string answer;
  const auto keep = [](void* into, int, char** values, char**) {
    *static_cast<std::string*>(into) = values[0] == nullptr ? "" : values[0];
    return 0;
  };
  return sqlite3_exec(raw, "PRAGMA quick_check(1)", keep, &answer, nullptr) == SQLITE_OK && answer == "ok";
}

std::int64_t file_size(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? std::int64_t{status.st_size} : -1;
}

Settlement settle_vacuum_into(const std::string& file, const std::string& observed) {
  const std::string shown = base::printable(file);
  const std::int64_t size = file_size(file);
  if (size <= 0) return {Settled::had_no_effect, fmt::format("the file {} is not there", shown), {}};
  if (observed != "absent") {
    return {Settled::unknown,
            fmt::format("the file {} was there before; remove it and run the statement again", shown),
            {}};
  }
  if (is_complete(file)) return {Settled::took_effect, fmt::format("the file {} is there and whole", shown), {}};
  return {Settled::unknown,
          fmt::format("the file {} is there and not whole; remove it and run the statement again", shown),
          {}};
}

bool starts_with_word(const sql::StatementInfo& info, std::string_view word) {
  return info.verb == word || info.verb.starts_with(std::string(word) + " ");
}

}  // namespace

std::string SqliteCatalogue::observe(const sql::StatementInfo& info, std::string_view statement) {
  if (starts_with_word(info, "VACUUM")) {
    bool into = false;
    std::string file;
    return vacuum_target(statement, into, file) ? (file_size(file) > 0 ? "present" : "absent") : "";
  }
  if (info.kind != sql::StatementKind::definition) return {};
  // Every change of the schema counts this number up, in the same commit.
  return "schema_version " + to_text(connection_.query("PRAGMA main.schema_version")[0][0]);
}

Settlement SqliteCatalogue::settle(const sql::StatementInfo& info, std::string_view statement,
                                   const std::string& observed) {
  using Kind = sql::StatementKind;
  if (starts_with_word(info, "VACUUM")) {
    bool into = false;
    std::string file;
    if (vacuum_target(statement, into, file)) return settle_vacuum_into(file, observed);
    if (into) return {Settled::unknown, "VACUUM INTO writes a file whose name is computed", {}};
    return {Settled::had_no_effect, "VACUUM may be run again without harm", {}};
  }
  if (starts_with_word(info, "PRAGMA") || starts_with_word(info, "ATTACH") || starts_with_word(info, "DETACH") ||
      info.kind == Kind::session || info.temporary) {
    return {Settled::had_no_effect, "what it set for the session ended with the session", {}};
  }
  if (info.kind == Kind::maintenance || info.kind == Kind::query || info.kind == Kind::empty) {
    return {Settled::had_no_effect, "it may be run again without harm", {}};
  }
  if (info.kind != Kind::definition || !observed.starts_with("schema_version ")) {
    return {Settled::unknown, "the catalogue does not tell whether rows were changed", {}};
  }
  const std::string now = to_text(connection_.query("PRAGMA main.schema_version")[0][0]);
  const bool elsewhere = !info.name.schema.empty() && !base::equals_ignoring_case(info.name.schema, "main");
  if (elsewhere) return {Settled::unknown, "it concerns an attached database", {}};
  if ("schema_version " + now == observed) {
    return {Settled::had_no_effect, fmt::format("the schema is as it was before (schema_version {})", now), {}};
  }
  // Another connection may have changed the schema too: what can be seen must fit.
  const bool created = info.verb.starts_with("CREATE");
  const bool dropped = info.verb.starts_with("DROP");
  const bool visible = info.object == sql::ObjectKind::table || info.object == sql::ObjectKind::index ||
                       info.object == sql::ObjectKind::view || info.object == sql::ObjectKind::trigger;
  if ((created || dropped) && visible && !info.name.empty()) {
    const bool there = exists(info.object, info.name, info.table);
    const std::string what =
        fmt::format("{} {} is {}", sql::to_string(info.object), info.name.text(), there ? "there" : "not there");
    return {there == created ? Settled::took_effect : Settled::had_no_effect, what, {}};
  }
  const std::string before = observed.substr(15);
  if (to_integer(Value(now)) == to_integer(Value(before)) + 1) {
    return {Settled::took_effect, fmt::format("the schema was changed once since (schema_version {})", now), {}};
  }
  return {Settled::unknown,
          fmt::format("the schema was changed more than once since (schema_version {}, before {})", now, before),
          {}};
}

}  // namespace dunlin::database::sqlite
