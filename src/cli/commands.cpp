#include "cli/commands.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.hpp"

namespace dunlin::cli {
namespace {

constexpr OptionSpec common[] = {
    {"--json", 0, "", "one JSON document on standard output", {}},
    {"--quiet", 'q', "", "only the result and errors", {}},
    {"--verbose", 'v', "", "every statement, with rows and time", {}},
    {"--no-color", 0, "", "plain text (NO_COLOR does the same)", "--no-colour"},
    {"--yes", 'y', "", "do not ask", {}},
    {"--help", 'h', "", "explain the command", {}},
};
/// With what every program has.
template <std::size_t N>
constexpr auto and_common(const OptionSpec (&own)[N]) {
  std::array<OptionSpec, N + std::size(common)> all{};
  std::copy(std::begin(own), std::end(own), all.begin());
  std::copy(std::begin(common), std::end(common), all.begin() + N);
  return all;
}

constexpr OptionSpec own_globals[] = {
    {"--database", 'd', "URL", "the database (else DUNLIN_DATABASE_URL, DATABASE_URL, .env, dunlin.toml)", "--url"},
    {"--migrations", 'm', "DIR", "the migrations folder; several times for several", {}},
    {"--config", 'c', "FILE", "this configuration file instead of the nearest dunlin.toml", {}},
    {"--env", 'e', "NAME", "the environment: section [env.NAME] of dunlin.toml", "--environment"},
};
// In an application, which has a database and migrations of its own.
constexpr OptionSpec application_own_globals[] = {
    {"--database", 'd', "URL", "another database than the application's", "--url"},
    {"--migrations", 'm', "DIR", "this folder instead of the application's files; several times for several", {}},
    {"--env", 'e', "NAME", "the environment, for migrations that are for some only", "--environment"},
};
constexpr auto globals = and_common(own_globals);
constexpr auto application_globals = and_common(application_own_globals);

// Alembic's `revision -m TEXT` wants -m for itself; there the migrations folder has its long name only.
constexpr OptionSpec new_options[] = {
    {"--description", 0, "TEXT", "what it is for: the first comment of the file", {}},
    {"--message", 'm', "TEXT", "the name, as Alembic's `revision -m` has it", {}},
    {"--naming", 0, "KIND", "timestamp or sequence, whatever the configuration says", {}},
    {"--template", 0, "NAME", "templates/NAME.sql instead of templates/migration.sql", {}},
    {"--cpp", 0, "", "a migration in C++", {}},
    {"--auto", 0, "", "what the models, or schema.sql, have beyond the migrations", "--autogenerate"},
    {"--from-database", 0, "", "with --auto: beyond what the database has", {}},
    {"--allow-drop", 0, "", "with --auto: also what destroys data", {}},
    {"--rename", 0, "OLD=NEW", "with --auto: TABLE.COLUMN=COLUMN or TABLE=TABLE is the same under another name", {}},
    {"--no-rename", 0, "OLD", "with --auto: OLD goes, and what looks like it is something new", {}},
    {"--online", 0, "", "with --auto: the least blocking statements", {}},
    {"--zero-downtime", 0, "TABLE.COLUMN", "three migrations: a column that must have a value, without blocking", {}},
    {"--type", 0, "TYPE", "with --zero-downtime: the column's type", {}},
    {"--fill", 0, "EXPRESSION", "with --zero-downtime: what rows get that have no value", {}},
};
constexpr OptionSpec show_schema_options[] = {
    {"--from", 0, "SOURCE", "of which schema (default: database)", {}},
    {"--format", 0, "KIND", "text (default), sql or json", {}},
};
constexpr OptionSpec diff_options[] = {
    {"--format", 0, "KIND", "text (default), sql or json", {}},
    {"--down", 0, "", "with --format sql: the way back", {}},
    {"--rename", 0, "OLD=NEW", "TABLE.COLUMN=COLUMN or TABLE=TABLE is the same under another name", {}},
    {"--no-rename", 0, "OLD", "OLD goes, and what looks like it is something new", {}},
    {"--online", 0, "", "the least blocking statements", {}},
};
constexpr OptionSpec apply_options[] = {
    {"--dry-run", 0, "", "show it only; exit with 3 when there is something to do", {}},
    {"--allow-drop", 0, "", "also what destroys data", {}},
    {"--rename", 0, "OLD=NEW", "TABLE.COLUMN=COLUMN or TABLE=TABLE is the same under another name", {}},
    {"--no-rename", 0, "OLD", "OLD goes, and what looks like it is something new", {}},
    {"--online", 0, "", "the least blocking statements", {}},
};
constexpr OptionSpec drift_options[] = {
    {"--against", 0, "SOURCE", "what the database should be (default: a replay of what it has applied)", {}},
    {"--format", 0, "KIND", "text (default), sql or json", {}},
};
constexpr OptionSpec init_options[] = {
    {"--naming", 0, "KIND", "timestamp (default) or sequence", {}},
};
constexpr OptionSpec up_options[] = {
    {"--steps", 'n', "N", "at most N migrations", {}},
    {"--on-failure", 0, "WHAT", "abort (default), or continue: exit with 0 all the same", {}},
    {"--out-of-order", 0, "", "apply pending migrations that are older than applied ones", {}},
    {"--allow-changed", 0, "", "go ahead although applied files changed or are gone", {}},
};
constexpr OptionSpec steps_option[] = {
    {"--steps", 'n', "N", "N migrations", {}},
    {"--allow-changed", 0, "", "go ahead although applied files changed or are gone", {}},
};
constexpr OptionSpec to_options[] = {
    {"--out-of-order", 0, "", "apply pending migrations that are older than applied ones", {}},
    {"--allow-changed", 0, "", "go ahead although applied files changed or are gone", {}},
};
constexpr OptionSpec run_options[] = {
    {"--out-of-order", 0, "", "apply pending migrations that are older than applied ones", {}},
    {"--force", 'f', "", "again, although it is applied", {}},
    {"--allow-changed", 0, "", "go ahead although applied files changed or are gone", {}},
};
constexpr OptionSpec plan_options[] = {
    {"--down", 0, "", "what `down` would run", {}},
    {"--out-of-order", 0, "", "apply pending migrations that are older than applied ones", {}},
    {"--steps", 'n', "N", "at most N migrations", {}},
    {"--exit-code", 0, "", "exit with 3 when there is something to run", {}},
};
constexpr OptionSpec status_options[] = {
    {"--exit-code", 0, "", "exit with 3 when something is pending", {}},
};
constexpr OptionSpec history_options[] = {
    {"--last", 'n', "N", "only the last N entries", {}},
};
constexpr OptionSpec mark_options[] = {
    {"--status", 0, "STATE", "applied or unapplied, instead of the word", {}},
};
constexpr OptionSpec repair_options[] = {
    {"--took-effect", 0, "", "the statement whose outcome is not known took effect", {}},
    {"--no-effect", 0, "", "it did not: it will be run", {}},
};
constexpr OptionSpec seed_options[] = {
    {"--force", 'f', "", "all seeds again, although they have run", {}},
    {"--list", 0, "", "which seeds there are, and which have run", {}},
};
constexpr OptionSpec backup_options[] = {
    {"--output", 'o', "PATH", "this file, or this folder, instead of backup_dir", {}},
    {"--keep", 'k', "N", "then remove this database's oldest backups beyond N", {}},
};
constexpr OptionSpec restore_options[] = {
    {"--keep-old", 0, "", "back up what is there now first", {}},
    {"--force", 'f', "", "end other connections that stand in the way", {}},
    {"--foreign", 0, "", "although its history is not one of this database", {}},
};
constexpr OptionSpec adopt_options[] = {
    {"--from", 0, "TOOL", "whose table counts, where there are several", {}},
    {"--scripts", 0, "DIR", "the folder of Alembic's revisions", {}},
    {"--dry-run", 0, "", "look only; write nothing", {}},
};
constexpr OptionSpec wait_options[] = {
    {"--timeout", 't', "TIME", "how long to try: 30s, 5min (default 60s)", {}},
};

// clang-format off
constexpr Command table[] = {
    {"init", "", Group::start, "write dunlin.toml and the migrations folder", Needs::files,
     "[DIR]", 0, 1, init_options,
     "Overwrites nothing. With --database the URL is written into the file.",
     "dunlin init\ndunlin init --database sqlite:app.db --naming sequence", cmd_init},
    {"new", "create create-migration revision", Group::start, "make a new migration file", Needs::configuration,
     "NAME...", 0, -1, new_options,
     "The words of NAME are joined to snake_case. The version is a UTC time stamp, or the next number with\n"
     "naming = \"sequence\"; in a folder of another tool's layout the file is named and written as that tool does.\n"
     "With --auto both halves are written from what differs, and tried out before there is a file.",
     "dunlin new add comments\ndunlin new add_comments --description \"Comments on posts\"\n"
     "dunlin revision -m \"add comments\"\ndunlin new fill_slugs --cpp\ndunlin new comments --auto", cmd_new},

    {"up", "upgrade migrate", Group::apply, "apply pending migrations", Needs::run,
     "[TARGET]", 0, 1, up_options,
     "Applies what is pending, oldest first, up to TARGET.",
     "dunlin up\ndunlin up 20261120134500\ndunlin up --steps 1\ndunlin up +2", cmd_up},
    {"down", "downgrade rollback", Group::apply, "undo the last migration, or down to TARGET", Needs::run,
     "[TARGET]", 0, 1, steps_option,
     "Undoes the last migration, or all that came after TARGET. Says what would be lost, and asks.",
     "dunlin down\ndunlin down --steps 2\ndunlin down -2\ndunlin down 003\ndunlin down base", cmd_down},
    {"to", "migrate-to goto", Group::apply, "go to a version, up or down", Needs::run,
     "TARGET", 1, 1, to_options,
     "Whichever direction it takes. Downwards it says what would be lost, and asks.",
     "dunlin to 003\ndunlin to head\ndunlin to base", cmd_to},
    {"redo", "", Group::apply, "undo the last migration and apply it again", Needs::run,
     "[TARGET]", 0, 1, steps_option,
     "Down, then up again. Says what would be lost, and asks.",
     "dunlin redo\ndunlin redo --steps 2", cmd_redo},
    {"run", "", Group::apply, "run one migration", Needs::run,
     "REV", 1, 1, run_options,
     "Applies this one migration and no other; with --force again although it is applied.",
     "dunlin run 004\ndunlin run 004_add_comments.sql --force", cmd_run},

    {"status", "list", Group::look, "which migrations are applied, which are pending", Needs::configuration,
     "", 0, 0, status_options,
     "Reads only. Exits with 0 whatever it finds; with --exit-code 3 when something is pending.",
     "dunlin status\ndunlin status --exit-code\ndunlin status --json", cmd_status},
    {"current", "", Group::look, "the version applied last", Needs::configuration,
     "", 0, 0, {}, "Prints the version, or base when none is applied.", "dunlin current", cmd_current},
    {"history", "log", Group::look, "everything that ever happened, newest last", Needs::configuration,
     "", 0, 0, history_options, "Reads the log table: runs, failures, corrections.",
     "dunlin history\ndunlin history --last 20", cmd_history},
    {"show", "", Group::look, "one migration: state, file, SQL", Needs::configuration,
     "REV", 1, 1, {}, "REV is a version, an unambiguous beginning of one, the file's name, head, -N or +N.",
     "dunlin show 004\ndunlin show head", cmd_show},
    {"plan", "", Group::look, "what up (or --down) would run; nothing is executed", Needs::configuration,
     "[TARGET]", 0, 1, plan_options,
     "Prints the very statements that a run would send, in which transactions, and what stands in its way.",
     "dunlin plan\ndunlin plan --down base\ndunlin plan --exit-code", cmd_plan},

    {"schema show", "show-schema", Group::schema, "the schema as text, SQL or JSON", Needs::configuration,
     "[OBJECT]", 0, 1, show_schema_options,
     "SOURCE is database, a URL, models, migrations, migrations:REV, history (what is applied), desired, a file or\n"
     "folder of SQL, or a file of this command's JSON.",
     "dunlin schema show\ndunlin schema show users --format sql\ndunlin schema show --from migrations --format json",
     cmd_schema_show},
    {"schema diff", "", Group::schema, "what makes of one schema another one", Needs::configuration,
     "FROM TO", 2, 2, diff_options,
     "FROM and TO are sources as `schema show --from` has them. The statements are tried out in a sandbox first, both\n"
     "ways; nothing else is touched. Exits with 3 when there is a difference.",
     "dunlin schema diff database schema.sql\ndunlin schema diff migrations database --format sql", cmd_schema_diff},
    {"schema apply", "", Group::schema, "change the database to be as it is declared", Needs::configuration,
     "[SOURCE]", 0, 1, apply_options,
     "SOURCE is by default the models, or the file that schema = \"...\" names in dunlin.toml. Shows what it would do, and\n"
     "asks. No migration is written or recorded.",
     "dunlin schema apply --dry-run\ndunlin schema apply schema.sql --yes", cmd_schema_apply},
    {"schema snapshot", "", Group::schema, "write the schema that the migrations make into a file", Needs::configuration,
     "[FILE]", 0, 1, {},
     "FILE is by default snapshot.sql. It is made without other programs, diffs well, and was loaded in a sandbox: it\n"
     "makes what the migrations make.",
     "dunlin schema snapshot\ndunlin schema snapshot db/schema_snapshot.sql", cmd_schema_snapshot},
    {"schema load", "", Group::schema, "make a new database's schema from a snapshot", Needs::configuration,
     "[FILE]", 0, 1, {},
     "The migrations that are in FILE count as applied then; `dunlin up` applies those that came later. The database has\n"
     "to be empty.",
     "dunlin schema load && dunlin up", cmd_schema_load},
    {"drift", "", Group::schema, "what was changed in the database beside its migrations", Needs::configuration,
     "", 0, 0, drift_options,
     "Compares the database with a replay of the migrations that it has applied, or with SOURCE: a source as\n"
     "`schema show --from` has it, such as a file of its JSON. Exits with 3 when they differ.",
     "dunlin drift\ndunlin drift --format sql\ndunlin drift --against schema.json", cmd_drift},

    {"mark", "", Group::mend, "correct the history by hand", Needs::configuration,
     "REV applied|unapplied", 1, 2, mark_options,
     "Only the history changes; no statement of the migration is run.",
     "dunlin mark 004 applied\ndunlin mark 004 unapplied\ndunlin mark --status unapplied 004_add_comments.sql",
     cmd_mark},
    {"repair", "", Group::mend, "recover after a failure or after edits of applied files", Needs::run,
     "[REV]", 0, 1, repair_options,
     "Takes over the checksums of changed files and forgets tries that took no effect; prints what it changed.\n"
     "With REV it is told what became of the one statement that `up` or `down` could not find out about.",
     "dunlin repair\ndunlin repair 004 --took-effect", cmd_repair},
    {"baseline", "stamp", Group::mend, "start from a database that has its tables already", Needs::configuration,
     "REV", 1, 1, {},
     "Marks every migration up to REV as applied; none is run.",
     "dunlin baseline 003\ndunlin stamp head", cmd_baseline},

    {"adopt", "", Group::mend, "take over a database from another migration tool", Needs::configuration,
     "", 0, 0, adopt_options,
     "Reads the other tool's table and writes into Dunlin's history what it says is applied. Where a migration has no\n"
     "file that Dunlin can read, a baseline file is written from the schema as it is. The other tool's table stays.\n"
     "TOOL: scripts, versions, alembic, golang-migrate, rails, dbmate, goose, flyway, diesel, sqlx, prisma.",
     "dunlin adopt --dry-run\ndunlin adopt --from alembic", cmd_adopt},

    {"db create", "", Group::database, "create the database", Needs::configuration,
     "", 0, 0, {}, "Fails when it is there already.", "dunlin db create", cmd_db_create},
    {"db drop", "", Group::database, "drop the database, with everything in it", Needs::configuration,
     "", 0, 0, {}, "Names the tables and rows that would be lost, and asks.", "dunlin db drop\ndunlin db drop --yes",
     cmd_db_drop},
    {"db setup", "db_init", Group::database, "create, apply all migrations and run the seeds", Needs::run,
     "", 0, 0, {}, "Creates the database where it is not there, and goes on with one that is.",
     "dunlin db setup\ndunlin db setup --env test", cmd_db_setup},
    {"db seed", "seed", Group::database, "run the seeds that are new or changed", Needs::run,
     "", 0, 0, seed_options,
     "Seeds are seeds/*.sql, in the order of their names, and those of the environment in seeds/NAME/. Each runs once,\n"
     "and again when its text has changed.",
     "dunlin db seed\ndunlin db seed --list\ndunlin db seed --force", cmd_db_seed},
    {"db reset", "reset", Group::database, "drop, create, apply all migrations and run the seeds", Needs::run,
     "", 0, 0, {}, "Names the tables and rows that would be lost, and asks.", "dunlin db reset", cmd_db_reset},
    {"db backup", "backup", Group::database, "copy the database into a file", Needs::run,
     "", 0, 0, backup_options,
     "Consistent while others write, named with the time and the version, checked after it is written. A server's\n"
     "own dump tool must be there.",
     "dunlin db backup\ndunlin db backup --keep 7\ndunlin db backup --output /mnt/backups/", cmd_db_backup},
    {"db restore", "restore", Group::database, "put a backup in the place of what the database holds", Needs::run,
     "FILE", 1, 1, restore_options,
     "FILE may be the name of one in the folder of backups, or latest. Checks the file first, names what would be lost,\n"
     "and asks. Stopped at any moment, the database is as it was or as the backup has it.",
     "dunlin db restore latest\ndunlin db restore backups/app-20261130T224500Z-004.dump", cmd_db_restore},
    {"db wait", "", Group::database, "wait until the database answers", Needs::configuration,
     "", 0, 0, wait_options,
     "For containers that start together. What waiting cannot mend, a wrong password for instance, fails at once.",
     "dunlin db wait --timeout 30s && dunlin up", cmd_db_wait},

    {"doctor", "", Group::other, "what is wrong with this set-up, and how to mend it", Needs::nothing,
     "", 0, 0, {}, "Exits with 0 when all is well and with 3 when something is wrong.", "dunlin doctor", cmd_doctor},
    {"version", "", Group::other, "which Dunlin this is", Needs::nothing,
     "", 0, 0, {}, "", "dunlin version\ndunlin version --json", cmd_version},
    {"help", "", Group::other, "explain a command", Needs::nothing,
     "[COMMAND]", 0, 2, {}, "", "dunlin help\ndunlin help up\ndunlin help db create", cmd_help},
};
// clang-format on

}  // namespace

std::span<const Command> commands() { return table; }
std::vector<std::string> aliases_of(const Command& command) {
  std::vector<std::string> names;
  for (const auto alias : base::words(command.aliases))
    names.push_back(base::replace_all(std::string(alias), "_", " "));
  return names;
}

std::span<const OptionSpec> global_options(bool configuration) {
  if (configuration) return globals;
  return application_globals;
}

std::string_view group_title(Group group) {
  switch (group) {
    case Group::start:
      return "Start";
    case Group::apply:
      return "Apply";
    case Group::look:
      return "Look";
    case Group::schema:
      return "The schema";
    case Group::mend:
      return "Correct";
    case Group::database:
      return "The database itself";
    case Group::other:
      break;
  }
  return "Other";
}

const Command* find_command(std::string_view name) {
  for (const Command& command : table) {
    if (command.name == name) return &command;
    for (const auto& alias : aliases_of(command)) {
      if (alias == name) return &command;
    }
  }
  return nullptr;
}

bool is_command_group(std::string_view word) {
  for (const Command& command : table) {
    const auto space = command.name.find(' ');
    if (space != std::string_view::npos && command.name.substr(0, space) == word) return true;
  }
  return false;
}

}  // namespace dunlin::cli
