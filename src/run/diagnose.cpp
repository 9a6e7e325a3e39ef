// What is wrong with a set-up: everything that a run needs, looked at in turn and told in words.
#include "base/file.hpp"
#include "base/text.hpp"
#include "dunlin/admin.hpp"
#include "dunlin/migrator.hpp"
#include "run/context.hpp"
#include "run/reading.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

using Verdict = Diagnosis::Verdict;

class Examination {
 public:
  explicit Examination(const Options& options) : options_(options) {}

  void look_at_migrations();
  void look_at_database();
  [[nodiscard]] std::vector<Diagnosis> found() && { return std::move(found_); }
  void add(std::vector<Diagnosis> lines) {
    for (auto& line : lines) found_.push_back(std::move(line));
  }

 private:
  void say(Verdict verdict, std::string what, std::string remedy = {}) {
    found_.push_back({verdict, std::move(what), std::move(remedy)});
  }
  void say(Verdict verdict, std::string what, const Place& place, std::string remedy) {
    if (const auto text = place.text(); what.find(text) == std::string::npos) what += " (" + text + ")";
    say(verdict, std::move(what), std::move(remedy));
  }
  void blame(const std::string& about, const Error& error) {
    std::string what = about + error.message;
    if (!error.detail.empty()) what += ": " + error.detail;
    say(Verdict::bad, std::move(what), error.place, error.hint);
  }
  void look_at_rights(database::Connection& connection);
  void look_at_history();

  const Options& options_;
  bool migrations_readable_ = false;
  std::vector<Diagnosis> found_;
};

void Examination::look_at_migrations() {
  const std::vector<std::string> directories = run::source_directories(options_);
  std::vector<std::string> present;
  for (const auto& directory : directories) {
    if (base::directory_exists(directory)) {
      present.push_back(directory);
    } else {
      say(Verdict::bad, "migrations: there is no folder '" + directory + "'",
          "`dunlin new NAME` makes it with the first migration; --migrations DIR names another");
    }
  }
  if (present.empty() && !directories.empty()) return;
  try {
    const source::Source source = run::load_source(options_, present);
    std::string what = "migrations: " + base::plural(static_cast<std::int64_t>(source.migrations.size()), "migration");
    if (!present.empty()) {
      what += " in " + base::join(present, ", ") + ", layout " +
              (source.layout == nullptr ? "native" : std::string(source.layout->name));
    }
    say(Verdict::good, std::move(what));
    migrations_readable_ = present.size() == directories.size();
    for (const auto& problem : source.problems) {
      say(problem.fatal ? Verdict::bad : Verdict::note, "migrations: " + problem.message, problem.place, problem.hint);
    }
  } catch (const Error& error) {
    blame("migrations: ", error);
  }
}

/// Whether tables may be made: tried where the try can be rolled back, so that it leaves nothing behind.
void Examination::look_at_rights(database::Connection& connection) {
  const auto& can = connection.capabilities();
  const std::string user = connection.user();
  const std::string who = user.empty() ? "" : " as " + user;
  if (can.read_only) {
    say(Verdict::bad, "rights: the database is read-only",
        "connect to the primary server, or make the file writable; status and plan work as it is");
    return;
  }
  if (can.pooled) {
    say(Verdict::note, "rights: the connection goes through a transaction pooler",
        "Dunlin works behind it; a direct connection is quicker for long migrations");
  }
  if (!can.transactional_ddl) return;
  try {
    for (const auto& command : connection.begin({}))
      static_cast<void>(connection.execute(command.sql, command.arguments));
    static_cast<void>(connection.execute("CREATE TABLE dunlin_doctor (probe INTEGER)"));
    connection.rollback();
    say(Verdict::good, "rights: tables can be created" + who);
  } catch (const Error& error) {
    connection.rollback();
    blame("rights: no table can be created" + who + ": ", error);
  }
}

void Examination::look_at_history() {
  const Status status = Migrator(options_).status();
  say(Verdict::good, "history: " + base::format_count(status.applied) + " applied, " +
                         base::format_count(status.pending) + " pending");
  for (const Problem& problem : status.problems) {
    if (problem.kind == ProblemKind::source) continue;  // told with the migrations
    std::string what = "history: " + problem.message;
    if (!problem.migration.empty() && what.find(problem.migration) == std::string::npos)
      what += " (" + problem.migration + ")";
    say(problem.blocks ? Verdict::bad : Verdict::note, std::move(what), problem.hint);
  }
}

void Examination::look_at_database() {
  try {
    if (!options_.handle && !database_exists(options_.url)) {
      say(Verdict::bad, "connection: the database does not exist yet",
          "`dunlin db create`, or `dunlin up` where it is a file");
      return;
    }
    {
      run::Context context(options_);
      auto& connection = context.connect(false);
      say(Verdict::good,
          "connection: " + connection.capabilities().product + " " + connection.capabilities().version + " answers");
      look_at_rights(connection);
    }
    if (migrations_readable_) look_at_history();
  } catch (const Error& error) {
    blame("connection: ", error);
  }
}

}  // namespace

std::vector<Diagnosis> diagnose_clients() {
  std::vector<Diagnosis> lines;
  for (const auto* driver : database::drivers()) {
    bool usable = false;
    const std::string words = driver->client(usable);
    lines.push_back({usable ? Verdict::good : Verdict::note, std::string(driver->title) + ": " + words, {}});
  }
  return lines;
}

std::vector<Diagnosis> diagnose(const Options& options) {
  Examination exam(options);
  exam.add(diagnose_clients());
  exam.look_at_migrations();
  if (options.handle || !options.url.empty()) exam.look_at_database();
  return std::move(exam).found();
}

}  // namespace v0
}  // namespace dunlin
