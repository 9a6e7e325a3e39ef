#include "author/replay.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "run/reading.hpp"

namespace dunlin::author {
namespace {

bool has_sources(const Options& options) {
  return !options.embedded.empty() || !options.migrations.entries().empty() ||
         std::ranges::any_of(run::source_directories(options), base::directory_exists);
}

Options migrations_of(const Options& options) {
  Options replayed;
  replayed.directories = run::source_directories(options);
  std::erase_if(replayed.directories, [](const std::string& folder) { return !base::directory_exists(folder); });
  replayed.embedded = options.embedded;
  replayed.migrations = options.migrations;
  replayed.layout = options.layout;
  return replayed;
}

/// In the sandbox a failure is one of the files, or of what they need.
template <class Run>
void with_words(const Run& run) {
  try {
    run();
  } catch (const RunFailed& failed) {
    Error error = failed;
    error.state = "this was a replay in a sandbox; the database was left alone";
    throw Error(error);
  }
}

/// What comes next in the sandbox has a history of its own.
void forget_history(Workshop& workshop) {
  auto& connection = workshop.connection();
  connection.reset_session();
  for (const auto& table : {workshop.options().history_table, workshop.options().log_table}) {
    static_cast<void>(connection.execute("DROP TABLE IF EXISTS " + connection.quote_name(table)));
  }
}

}  // namespace

std::vector<std::string> replay(Workshop& workshop, const std::string& target) {
  std::vector<std::string> versions;
  if (!has_sources(workshop.options())) return versions;
  with_words([&] {
    workshop.migrate(migrations_of(workshop.options()), [&](Migrator& migrator) {
      static_cast<void>(migrator.up({.target = target}));
      for (const auto& migration : migrator.status().migrations) {
        const bool applied = migration.state == MigrationState::applied;
        if (applied && migration.kind == "versioned") versions.push_back(migration.version);
      }
    });
  });
  forget_history(workshop);
  return versions;
}

std::vector<std::string> replay_history(Workshop& workshop) {
  std::vector<std::string> notes;
  Options options = workshop.options();
  options.hooks = {};
  workshop.context.disconnect();  // an application's own connection serves one at a time
  const Status status = Migrator(std::move(options)).status();
  std::vector<std::string> applied;
  bool first_ones = true, pending_before = false;
  for (const auto& migration : status.migrations) {
    switch (migration.state) {
      case MigrationState::missing:
        throw Error(ErrorKind::refused, migration.title + " is applied and its file is gone, so it cannot be replayed",
                    "bring the file back, or forget it with `dunlin mark " + migration.version + " unapplied`");
      case MigrationState::interrupted:
        throw Error(ErrorKind::refused, migration.title + " stopped part-way: what it made is not known yet",
                    "run `dunlin up` first");
      case MigrationState::changed:
      case MigrationState::outdated:
        notes.push_back(migration.title + " is not what was applied: what its file says now was replayed");
        break;
      case MigrationState::pending:
      case MigrationState::skipped:
        pending_before = true;
        continue;
      case MigrationState::applied:
        break;
    }
    first_ones = first_ones && !pending_before;
    applied.push_back(migration.version);
  }
  if (applied.empty()) return notes;
  with_words([&] {
    workshop.migrate(migrations_of(workshop.options()), [&](Migrator& migrator) {
      if (first_ones && !pending_before) {
        static_cast<void>(migrator.up());
      } else if (first_ones) {
        static_cast<void>(migrator.up({.target = applied.back()}));
      } else {
        for (const auto& version : applied) static_cast<void>(migrator.run(version));
      }
    });
  });
  forget_history(workshop);
  return notes;
}

}  // namespace dunlin::author
