#include "source/code.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

constexpr std::string_view sql_ending = ".sql";
constexpr std::string_view cpp_ending = ".cpp";

std::string quoted(std::string_view name) { return "\"" + base::printable(name) + "\""; }

/// Names of files end in .sql, those of code in nothing.
std::string without_ending(std::string name) {
  if (name.ends_with(sql_ending)) name.resize(name.size() - sql_ending.size());
  return name;
}

SourceProblem bad_name(std::string_view name, const std::optional<NameParts>& parts) {
  SourceProblem problem;
  const bool numbered = !name.empty() && base::is_digit(name[0]);
  problem.message = "The name " + quoted(name) + " of a migration in C++ " +
                    (numbered || (parts && parts->refused) ? "is not one of a migration"
                                                           : "has no number, so it is not known when to run it");
  if (parts && !parts->right_form.empty()) {
    problem.hint = "Name it \"" + without_ending(parts->right_form) + "\"";
  } else {
    const std::string snake = snake_case(name);
    const std::string stem = snake.empty() ? "add_comments" : snake;
    problem.hint = "Begin the name with a number: \"20261120134500_" + stem + "\" or \"004_" + stem + "\"";
  }
  return problem;
}

/// What the migration says of itself is code as well, and may throw.
bool ask(const Migrations::Entry& entry, std::string& name, Code& code, std::vector<SourceProblem>& problems) {
  std::string reason;
  try {
    name = entry.migration->name();
    code.traits = entry.migration->traits();
    return true;
  } catch (const std::exception& error) {
    reason = error.what();
  } catch (...) {
    reason = "something that is no std::exception";
  }
  SourceProblem problem;
  problem.message = "A migration in C++ " + (name.empty() ? std::string() : quoted(name) + " ") +
                    "threw when it was asked for its name and traits: " + base::printable(reason);
  problem.hint = "name() and traits() only say what the migration is; what it does belongs into up()";
  problems.push_back(std::move(problem));
  return false;
}

/// All but what its name says.
Migration of_code(const std::string& name, Code code) {
  Migration migration;
  migration.layout = &native_layout();
  migration.up = base::Content::memory({}, {});
  migration.checksum = base::sha256_hex(name + '\0' + code.traits.revision);
  migration.code = std::make_shared<Code>(std::move(code));
  return migration;
}

}  // namespace

std::optional<Migration> read_code(const Migrations::Entry& entry, const Layout& names, std::vector<Spelling>& spelling,
                                   std::vector<SourceProblem>& problems) {
  Code code{entry.migration, entry.has_down, {}};
  std::string name;
  if (!ask(entry, name, code, problems)) return std::nullopt;
  const bool readable = !name.empty() && base::find_invalid_utf8(name) == std::string::npos;
  std::optional<NameParts> parts;
  if (readable) {
    for (const std::string_view ending : {".sql", ".cpp"}) {
      if (!name.ends_with(ending)) continue;
      problems.push_back({"The name " + quoted(name) + " of a migration in C++ has the ending of a file",
                          "Name it " + quoted(name.substr(0, name.size() - ending.size())),
                          {},
                          true});
      return std::nullopt;
    }
    parts = names.parse_name(name + std::string(sql_ending), false);
  }
  if (!parts || parts->refused || parts->half != NameParts::Half::whole) {
    problems.push_back(bad_name(name, parts));
    return std::nullopt;
  }
  if (!parts->right_form.empty()) spelling.push_back({name, {}, without_ending(parts->right_form)});
  if (parts->transaction_off) code.traits.transaction = false;
  Migration migration = of_code(name, std::move(code));
  migration.version = std::move(parts->version);
  migration.name = std::move(parts->name);
  migration.kind = parts->kind;
  return migration;
}

std::optional<Migration> read_seed(const Migrations::Entry& entry, std::vector<SourceProblem>& problems) {
  Code code{entry.migration, false, {}};
  std::string name;
  if (!ask(entry, name, code, problems)) return std::nullopt;
  if (name.empty() || base::find_invalid_utf8(name) != std::string::npos) {
    problems.push_back({"The name " + quoted(name) + " of a seed in C++ is " + (name.empty() ? "empty" : "not UTF-8"),
                        "Name it like a seed's file without its ending: \"010_accounts\"",
                        {},
                        true});
    return std::nullopt;
  }
  Migration seed = of_code(name, std::move(code));
  seed.version = seed.name = name;
  seed.kind = MigrationKind::seed;
  return seed;
}

bool is_cpp(std::string_view file) { return file.size() > cpp_ending.size() && file.ends_with(cpp_ending); }

NameParts read_cpp_name(std::string_view file, const Layout& names) {
  const std::string stem(file.substr(0, file.size() - cpp_ending.size()));
  std::optional<NameParts> parts = names.parse_name(stem + std::string(sql_ending), false);
  if (!parts) {
    parts.emplace().refused = true;
    return *parts;
  }
  if (!parts->right_form.empty()) parts->right_form = without_ending(parts->right_form) + std::string(cpp_ending);
  if (parts->half != NameParts::Half::whole) {
    // One file has both halves.
    parts->refused = true;
    parts->right_form = std::string(read_stem(stem).text) + std::string(cpp_ending);
  }
  return *parts;
}

Body body_of_code(const Migration& migration) {
  const Code& code = *migration.code;
  const Traits& traits = code.traits;
  const Half nothing{migration.up, 0, 0, {}};
  Body body;
  body.description = traits.description;
  body.up = nothing;
  if (code.has_down) {
    body.down = nothing;
    body.down_summary.emplace();
  }
  if (!traits.transaction || migration.transaction_off) body.transaction = body.down_transaction = false;
  body.requires_versions = traits.requires_versions;
  body.environments = traits.environments;
  if (!traits.irreversible.empty()) body.irreversible = traits.irreversible;
  body.lock_timeout_ms = traits.lock_timeout.count();
  body.statement_timeout_ms = traits.statement_timeout.count();
  return body;
}

}  // namespace dunlin::source
