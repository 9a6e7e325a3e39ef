// An application that goes on while its database is migrated, and tests itself.
#include <dunlin/dunlin.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iostream>
#include <mutex>
#include <stop_token>

namespace {

volatile std::sig_atomic_t interrupted = 0;

dunlin::Schema models() {
  using namespace dunlin::model;
  return {table("streams",  //
                column("id", big_integer()).identity().primary_key(), column("title", string(200)).not_null(),
                column("started_at", timestamp_tz()).not_null().default_now()),
          table("viewers",  //
                column("id", big_integer()).identity().primary_key(), column("stream_id", big_integer()).not_null(),
                column("name", text()).not_null(), foreign_key({"stream_id"}).references("streams", {"id"}))};
}

dunlin::Options options() {
  const char* file = std::getenv("DASHBOARD_DATABASE");
  dunlin::Options options;
  options.url = std::string("sqlite:") + (file == nullptr ? "dashboard.db" : file);
  options.directories = {"migrations"};
  options.models = models();
  return options;
}

/// What the migration's thread says and the window shows.
class Progress {
 public:
  void see(const dunlin::Event& event) {
    const std::lock_guard hold(mutex_);
    if (event.kind == dunlin::EventKind::migration_started) {
      text_ = "step " + std::to_string(event.index) + " of " + std::to_string(event.total) + ": " + event.migration;
    } else if (event.kind == dunlin::EventKind::batch) {
      text_ = event.migration + ": " + std::to_string(event.rows) + " rows";
    }
  }
  /// What changed since it was asked last.
  std::string news() {
    const std::lock_guard hold(mutex_);
    return std::exchange(text_, {});
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

int report(const dunlin::RunReport& report) {
  for (const auto& run : report.done) std::cout << "applied " << run.title << " in " << run.duration_ms << " ms\n";
  if (report.ok()) {
    std::cout << (report.done.empty() ? "nothing to do\n" : "the database is up to date\n");
    return 0;
  }
  const dunlin::Error& error = report.failed->error;
  std::cout << "failed: " << report.failed->migration.title << ": " << error.message << '\n';
  if (!error.state.empty()) std::cout << "state: " << error.state << '\n';
  for (const auto& title : report.not_run) std::cout << "not run: " << title << '\n';
  return 1;
}

int run() {
  std::signal(SIGINT, [](int) { interrupted = 1; });
  dunlin::Options with = options();
  with.on_failure = dunlin::OnFailure::proceed;
  dunlin::Migrator migrator(with);
  Progress progress;
  migrator.observe([&](const dunlin::Event& event) { progress.see(event); });
  std::stop_source stop;
  std::future<dunlin::RunReport> result = migrator.up_async({}, stop.get_token());
  // The application's own loop: it draws, it answers, it is never held up.
  while (result.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    if (const auto news = progress.news(); !news.empty()) std::cout << news << std::endl;
    if (interrupted != 0 && stop.request_stop()) std::cout << "stopping ..." << std::endl;
  }
  return report(result.get());
}

/// Status, the initial migration if there is none, what is pending, report.
int self_test() {
  std::filesystem::create_directories("migrations");
  dunlin::Migrator migrator(options());
  dunlin::Status status = migrator.status();
  std::cout << "database: " << status.database << "\nstatus: " << status.applied << " applied, " << status.pending
            << " pending\n";
  if (status.migrations.empty()) {
    const dunlin::Generated made = migrator.generate({.from_models = true});
    for (const auto& file : made.files) std::cout << "made " << file << '\n';
  }
  const int code = report(migrator.up());
  status = migrator.status();
  bool well = code == 0 && status.pending == 0;
  for (const auto& problem : status.problems) {
    std::cout << "problem: " << problem.message << '\n';
    well = well && !problem.blocks;
  }
  std::cout << (well ? "all is well\n" : "something is wrong\n");
  return well ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  try {
    if (command == "run") return run();
    if (command == "self-test") return self_test();
  } catch (const dunlin::Error& error) {
    std::cerr << "dashboard: " << error.message << '\n';
    if (!error.hint.empty()) std::cerr << "  " << error.hint << '\n';
    return 1;
  }
  std::cerr << "usage: dashboard run | self-test\n";
  return 2;
}
