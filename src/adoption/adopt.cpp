#include "dunlin/adopt.hpp"

#include <unistd.h>

#include <algorithm>

#include "adoption/alembic.hpp"
#include "adoption/look.hpp"
#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "dunlin/version.hpp"
#include "run/lock.hpp"
#include "run/reading.hpp"
#include "run/step_text.hpp"
#include "source/version.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

using adoption::Row;
using source::MigrationKind;

constexpr std::string_view adopted_from = "adopted from ";

/// One adoption on its way.
struct Work {
  run::Context& context;
  const AdoptOptions& how;
  const adoption::Tool* tool = nullptr;
  source::Source source{};
  adoption::Reading reading{};
  std::vector<const source::Migration*> files{};  ///< of reading.applied, null where there is none
  std::string baseline_version{};
  Adoption found{};
};

std::vector<std::string> script_folders(const Work& work) {
  if (!work.how.scripts.empty()) return {work.how.scripts, base::join_path(work.how.scripts, "versions")};
  std::vector<std::string> folders;
  if (base::file_exists("alembic.ini")) {
    const std::string text = base::read_file("alembic.ini");
    for (auto line : base::split(text, '\n')) {
      line = base::trim(line);
      const auto equals = line.find('=');
      if (equals == std::string_view::npos || base::trim(line.substr(0, equals)) != "script_location") continue;
      const std::string folder = base::replace_all(std::string(base::trim(line.substr(equals + 1))), "%(here)s/", "");
      folders.push_back(base::join_path(folder, "versions"));
    }
  }
  for (const auto& folder : run::source_directories(work.context.options))
    folders.push_back(base::join_path(folder, "versions"));
  folders.insert(folders.end(), {"alembic/versions", "migrations/versions", "versions"});
  for (const auto& folder : run::source_directories(work.context.options)) folders.push_back(folder);
  return folders;
}

/// Alembic's table has the heads; what stands before them is in its files.
void expand_heads(Work& work) {
  std::vector<std::string> heads;
  for (const auto& row : work.reading.applied) heads.push_back(row.id);
  const auto all = adoption::read_revisions(script_folders(work));
  if (all.empty()) {
    work.found.notes.push_back("no Python file of a revision was found; --scripts DIR names their folder");
    return;
  }
  const auto order = adoption::up_to(all, heads);
  std::vector<Row> applied;
  applied.reserve(order.size());
  for (const auto& revision : order) applied.push_back({revision.id, {}, {}, true, revision.title});
  for (const auto& head : heads) {
    if (std::ranges::none_of(all, [&](const auto& revision) { return revision.id == head; })) {
      applied.push_back({head, {}, {}, true, {}});
      work.found.notes.push_back("the revision " + head + " has no file: what stands before it is not known");
    }
  }
  work.reading.applied = std::move(applied);
  for (const auto& revision : all) {
    if (std::ranges::none_of(order, [&](const auto& done) { return done.id == revision.id; })) {
      work.found.notes.push_back(revision.title + " is not applied yet: apply it with " +
                                 std::string(work.tool->title) + " first, or write it as SQL");
    }
  }
}

void look(Work& work) {
  auto& connection = work.context.connection();
  work.tool = &adoption::find_tool(connection, work.how.from);
  work.found.database = work.context.url.redacted();
  work.found.tool = work.tool->name;
  work.found.title = work.tool->title;
  work.found.table = adoption::table_words(*work.tool);
  const auto folders = run::source_directories(work.context.options);
  // The folder need not be there yet: a baseline is often the first file in it.
  work.source.layout = &source::native_layout();
  const auto& options = work.context.options;
  const bool others = !options.embedded.empty() || !options.migrations.entries().empty();
  if (others || std::ranges::any_of(folders, base::directory_exists)) work.source = run::load_source(work.context);
  for (const auto& problem : work.source.problems) {
    if (problem.fatal) work.found.notes.push_back(problem.place.text() + ": " + problem.message);
  }
  work.reading = work.tool->resolve(adoption::read_rows(connection, *work.tool), work.source);
  if (work.tool->name == "alembic") expand_heads(work);
  for (auto& note : work.reading.notes) work.found.notes.push_back(std::move(note));
}

/// Which files the rows are, and which files are not among them.
void match_files(Work& work) {
  auto& found = work.found;
  for (const auto& row : work.reading.applied) {
    const auto* file = adoption::find_migration(row, work.source);
    if (file != nullptr && std::ranges::count(work.files, file) > 0) {
      found.notes.push_back(row.id + " and another one are both " + file->title());
      file = nullptr;
    }
    work.files.push_back(file);
    const std::string recorded = row.extra.starts_with(row.id) ? row.extra : row.id;
    found.applied.push_back({recorded, file != nullptr ? file->title() : std::string(),
                             file != nullptr ? file->up.name() : std::string(), row.applied_at});
  }
  found.failed = work.reading.failed;
  for (const auto& migration : work.source.migrations) {
    const bool covered =
        !work.reading.baseline.empty() && source::compare_versions(migration.version, work.reading.baseline) <= 0;
    if (std::ranges::count(work.files, &migration) == 0 && migration.kind != MigrationKind::baseline && !covered) {
      found.pending.push_back(migration.title());
    }
  }
}

/// Between what is applied and what is pending.
std::string choose_baseline(const Work& work) {
  if (!work.how.baseline_version.empty()) return work.how.baseline_version;
  const auto is_taken = [&](const std::string& version) {
    return std::ranges::any_of(work.source.migrations, [&](const source::Migration& migration) {
      return source::version_key(migration.version) == source::version_key(version);
    });
  };
  const std::string& last = work.reading.applied.back().id;
  std::string number = last.substr(0, std::min(last.find_first_not_of("0123456789"), last.size()));
  const bool names_number = !number.empty() && (number.size() == last.size() || last[number.size()] == '_');
  if (names_number && !is_taken(number)) return number;
  const source::Migration* lowest = nullptr;
  for (const auto& migration : work.source.migrations) {
    if (migration.kind != MigrationKind::versioned) continue;
    if (lowest == nullptr || source::compare_versions(migration.version, lowest->version) < 0) lowest = &migration;
  }
  std::string now = base::timestamp_version(base::now_milliseconds());
  if (lowest == nullptr || source::compare_versions(now, lowest->version) < 0) return now;
  return std::string(
      std::max<std::size_t>(
          1, lowest->version.find_first_not_of("0123456789") == std::string::npos ? lowest->version.size() : 1),
      '0');
}

std::string baseline_text(const Work& work, const std::string& schema) {
  const auto& applied = work.found.applied;
  return "-- The schema as it was when Dunlin took over from " + work.found.title + ": " +
         base::plural(static_cast<std::int64_t>(applied.size()), "migration") + ", the last " +
         applied.back().recorded +
         ".\n"
         "-- `dunlin adopt` wrote it and marked it as applied there; in a new database it makes the tables.\n"
         "-- dunlin:irreversible it is what was there before Dunlin\n"
         "-- dunlin:up\n" +
         (base::trim(schema).empty() ? "SELECT 1;  -- there was no table\n" : schema);
}

void plan_baseline(Work& work) {
  const auto missing = std::ranges::count(work.files, nullptr);
  if (missing == 0) return;
  const auto& options = work.context.options;
  const std::string version = choose_baseline(work);
  work.baseline_version = version;
  const auto schema = work.context.driver->dump_schema(
      work.context.connection(), work.context.url,
      {std::string(work.tool->table), options.history_table, options.log_table, "dunlin_lock"});
  const auto directories = run::source_directories(work.context.options);
  if (directories.empty()) {
    throw Error(ErrorKind::refused, "there is no folder into which a baseline could be written",
                "name the migrations folder");
  }
  work.found.baseline = base::join_path(directories.front(), version + "_baseline.sql");
  work.found.baseline_sql = baseline_text(work, schema);
  if (missing < std::ssize(work.files)) {
    std::vector<std::string> old;
    for (const auto* file : work.files) {
      if (file != nullptr) old.push_back(file->title());
    }
    work.found.notes.push_back(
        "a new database would run " + base::join(old, ", ") +
        " beside the baseline, which holds what they did: move them elsewhere afterwards, or write those that have no "
        "file as SQL and adopt then");
  }
}

/// Whether the history says that this was done before. Throws Error{refused} where it holds something else.
bool adopted_before(const Work& work, const std::vector<history::Record>& records) {
  if (records.empty()) return false;
  const auto since = std::ranges::count_if(
      records, [](const history::Record& record) { return record.applied_by.starts_with(adopted_from); });
  if (since > 0) return true;
  Error error(
      ErrorKind::refused,
      "Dunlin's history of this database has " + base::plural(std::ssize(records), "row") + " already",
      "what " + std::string(work.tool->title) +
          " applied can be told to it one by one: `dunlin mark REV applied`; `dunlin status` shows what it has");
  error.state = "nothing was changed";
  throw error;
}

/// What the other tool did since it was taken over, and what Dunlin did.
void compare_with_history(Work& work, const std::vector<history::Record>& records) {
  const auto known = [&](const source::Migration& migration) {
    return std::ranges::any_of(records, [&](const history::Record& record) {
      return source::version_key(record.version) == source::version_key(plan::history_version(migration));
    });
  };
  for (const auto& migration : work.source.migrations) {
    if (known(migration)) {
      std::erase(work.found.pending, migration.title());
    } else if (std::ranges::count(work.files, &migration) > 0) {
      work.found.notes.push_back(migration.title() + " was applied by the other tool since: `dunlin mark " +
                                 plan::history_version(migration) + " applied`");
    }
  }
}

void add_record(Work& work, const source::Migration& migration, const std::string& applied_at,
                std::vector<database::Command>& into) {
  auto& context = work.context;
  const auto item = run::recorded_item(context, migration);
  auto record = run::record_of(context, item);
  record.applied_at = applied_at;
  record.applied_by = std::string(adopted_from) + std::string(work.tool->name) + " by " + context.actor();
  into.push_back(context.history().taken_over(record, run::scripts_of(item)));
  auto entry = context.entry("adopt", item.step);
  entry.detail = "from " + work.found.table;
  into.push_back(context.history().logged(entry));
}

/// Flyway's baseline: a version without a file.
void add_baseline_row(Work& work, std::vector<database::Command>& into) {
  history::Record record;
  record.version = work.reading.baseline;
  record.name = record.kind = "baseline";
  record.applied_by = std::string(adopted_from) + std::string(work.tool->name) + " by " + work.context.actor();
  record.tool_version = version();
  into.push_back(work.context.history().taken_over(record, {}));
}

/// Returns whether it made the file.
bool write_baseline(const Work& work) {
  const auto& path = work.found.baseline;
  // One that an adoption wrote which was killed right behind it.
  if (base::file_exists(path) && base::read_file(path) == work.found.baseline_sql) return false;
  base::create_directories(run::source_directories(work.context.options).front());
  base::create_file(path, work.found.baseline_sql);
  return true;
}

void add_baseline_file(Work& work, std::vector<database::Command>& into) {
  const auto with_baseline = run::load_source(work.context);
  const auto file = std::ranges::find_if(with_baseline.migrations, [&](const source::Migration& migration) {
    return migration.up.name() == work.found.baseline;
  });
  if (file == with_baseline.migrations.end()) {
    throw Error(ErrorKind::refused, work.found.baseline + " would not be read as a migration in this folder",
                "name a folder of its own with --migrations");
  }
  add_record(work, *file, work.reading.applied.back().applied_at, into);
}

void write(Work& work) {
  std::vector<database::Command> commands;
  for (std::size_t i = 0; i < work.files.size(); ++i) {
    if (work.files[i] != nullptr) add_record(work, *work.files[i], work.reading.applied[i].applied_at, commands);
  }
  if (!work.reading.baseline.empty()) add_baseline_row(work, commands);
  bool made = false;
  try {
    if (!work.found.baseline.empty()) {
      made = write_baseline(work);
      add_baseline_file(work, commands);
    }
    run::commit_all(work.context, std::move(commands));
  } catch (...) {
    // It would be run as a pending migration, on the very tables that it makes.
    if (made) ::unlink(work.found.baseline.c_str());
    throw;
  }
  work.found.written = true;
}

}  // namespace

Adoption adopt(const Options& options, const AdoptOptions& how) {
  run::Context context(options);
  if (context.driver->creates_on_open && !context.driver->exists(context.url)) {
    throw Error(ErrorKind::refused, "there is no database " + context.url.redacted());
  }
  context.connect(false);
  Work work{context, how};
  look(work);
  match_files(work);
  const auto records = context.history().read(true);
  const bool before = adopted_before(work, records);
  if (before) compare_with_history(work, records);
  work.found.nothing_to_do = before || (work.found.applied.empty() && work.reading.baseline.empty());
  if (work.found.nothing_to_do) return std::move(work.found);
  plan_baseline(work);
  if (how.dry_run) return std::move(work.found);
  if (how.confirm && !how.confirm(work.found)) {
    Error error(ErrorKind::refused, "not confirmed", "say --yes to go ahead without being asked");
    error.state = "nothing was changed";
    throw error;
  }
  run::RunnerLock lock(context);
  lock.acquire();
  context.history().prepare();
  // Another run may have come first.
  if (adopted_before(work, context.history().read(true))) {
    work.found.nothing_to_do = true;
    return std::move(work.found);
  }
  write(work);
  return std::move(work.found);
}

}  // namespace v0
}  // namespace dunlin
