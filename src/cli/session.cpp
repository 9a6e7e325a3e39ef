#include "cli/session.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dunlin::cli {

const Settings& Session::settings() {
  if (!settings_)
    settings_ = read_settings(arguments, process_environment(), given.options, out.program().configuration());
  return *settings_;
}

Migrator& Session::migrator() {
  if (!migrator_) {
    Options options = library_options(settings());
    if (arguments.has("--out-of-order")) options.out_of_order = OutOfOrder::allow;
    migrator_.emplace(std::move(options));
  }
  return *migrator_;
}

std::string Session::url() { return complete_url(settings()); }

std::string Session::revision(const std::string& word) {
  std::uint64_t distance = 0;
  const bool relative = !word.empty() && (word[0] == '-' || word[0] == '+') &&
                        base::parse_number(std::string_view(word).substr(1), distance);
  if (word != "head" && !relative) return word;
  const Status status = migrator().status();
  std::vector<std::string> versions;
  std::size_t current = 0;  // how many stand up to the current one
  for (const MigrationStatus& migration : status.migrations) {
    if (migration.kind == "repeatable" || (word == "head" && migration.state == MigrationState::missing)) continue;
    versions.push_back(migration.version);
    if (!status.current.empty() && migration.version == status.current) current = versions.size();
  }
  std::size_t at = versions.size();
  if (relative) {
    at = word[0] == '+' ? current + std::min<std::size_t>(distance, versions.size() + 1)
                        : current - std::min<std::size_t>(distance, current);
  }
  if (at == 0 || at > versions.size()) {
    throw Error(ErrorKind::usage, "there is no migration at '" + word + "'", "`dunlin status` lists them");
  }
  return versions[at - 1];
}

RunOptions Session::run_options() const {
  RunOptions options;
  options.target = arguments.word(0);
  options.steps = arguments.number("--steps", -1);
  if (!options.target.empty() && options.steps >= 0) {
    throw Error(ErrorKind::usage, "TARGET and --steps both say how far to go", "give one of them");
  }
  if (options.steps == 0) throw Error(ErrorKind::usage, "--steps must be at least 1");
  options.force = arguments.has("--force");
  options.allow_changed = arguments.has("--allow-changed");
  return options;
}

OnFailure Session::on_failure() {
  if (arguments.has("--on-failure")) return parse_on_failure(arguments.value("--on-failure"));
  return settings().config.on_failure.value_or(settings().given.on_failure);
}

}  // namespace dunlin::cli
