#include "run/hooks.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/child.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "dunlin/admin.hpp"
#include "run/code.hpp"
#include "run/facade.hpp"
#include "run/failure.hpp"
#include "run/step_text.hpp"
#include "source/layout.hpp"

namespace dunlin::run {
namespace {

constexpr std::int64_t patience_after_stop_ms = 10'000;
constexpr std::size_t kept_output = 600;     // bytes of a command's output that its error shows
constexpr std::size_t longest_line = 8'192;  // of a command's output, told as one event

/// Cuts what a command prints into lines, and keeps the end of it.
class Lines {
 public:
  explicit Lines(std::function<void(std::string)> tell) : tell_(std::move(tell)) {}
  void add(std::string_view piece) {
    for (const char c : piece) {
      if (c == '\n' || line_.size() >= longest_line) end_line();
      if (c != '\n') line_ += c;
    }
  }
  void end() {
    if (!line_.empty()) end_line();
  }
  [[nodiscard]] const std::string& last() const { return last_; }

 private:
  void end_line() {
    if (line_.ends_with('\r')) line_.pop_back();
    last_ += (last_.empty() ? "" : "\n") + line_;
    if (last_.size() > kept_output) {
      last_.erase(0, last_.size() - kept_output);
      last_.erase(0, last_.find('\n') + 1);
    }
    tell_(std::move(line_));
    line_.clear();
  }

  std::function<void(std::string)> tell_;
  std::string line_, last_;
};

/// "the before-run hook `make check`"
std::string words_for(const Hook& hook, const std::string& name) {
  const std::string quote = hook.command.empty() ? "" : "`";
  return "the " + to_string(hook.point) + " hook " + quote + name + quote;
}

/// The URL as it is right in every folder.
std::string absolute_url(const std::string& url) {
  char here[4096];
  return ::getcwd(here, sizeof here) == nullptr ? url : url_in(std::string(here) + "/", url);
}

source::Migration file_of(const std::string& path) {
  source::Migration file;
  file.version = file.name = path;
  file.layout = &source::native_layout();
  file.up = base::Content::file(path, path);
  return file;
}

}  // namespace

HookRunner::HookRunner(Context& context, Direction direction, std::size_t steps)
    : context_(context), direction_(direction), steps_(static_cast<std::int64_t>(steps)) {
  for (const auto& hook : context.options.hooks) hooks_.push_back(load(hook));
}

HookRunner::Loaded HookRunner::load(const Hook& hook) const {
  const std::string& shown = hook.sql_file.empty() ? hook.command : hook.sql_file;
  Loaded loaded{&hook, !hook.name.empty() ? hook.name : shown.empty() ? "(a function)" : first_line(shown), {}};
  const std::string called = words_for(hook, loaded.name);
  if (static_cast<int>(!hook.sql_file.empty()) + static_cast<int>(!hook.command.empty()) +
          static_cast<int>(static_cast<bool>(hook.call)) !=
      1) {
    throw Error(ErrorKind::usage, called + " must have one of sql_file, command and call");
  }
  if (hook.sql_file.empty()) return loaded;
  try {
    const auto file = file_of(hook.sql_file);
    loaded.body = source::read_body(file, context_.driver->lex_rules, context_.options.variables);
    const auto& body = *loaded.body;
    if (body.down || body.up_summary.batches || !body.requires_versions.empty() || !body.environments.empty() ||
        body.irreversible) {
      throw Error(ErrorKind::config,
                  "a hook has no down, batch, requires, environment or irreversible: those belong to migrations");
    }
    if (body.up_summary.statements == 0) throw Error(ErrorKind::config, "the file has no statement");
  } catch (Error& error) {
    error.message = called + " cannot be run: " + error.message;
    error.migration.clear();
    if (error.place.file.empty()) error.place.file = hook.sql_file;
    error.state = "nothing was changed";
    throw;
  }
  return loaded;
}

bool HookRunner::around_migrations() const {
  return std::ranges::any_of(hooks_, [](const Loaded& loaded) {
    return loaded.hook->point == HookPoint::before_migration || loaded.hook->point == HookPoint::after_migration;
  });
}

void HookRunner::before_migration(const Step& step, const std::vector<MigrationRun>& done) {
  run(HookPoint::before_migration, &step, nullptr, step.title + " was not begun; " + words_for_done(done));
}

void HookRunner::after_migration(const Step& step) {
  run(HookPoint::after_migration, &step, nullptr,
      step.title + " is " + (step.direction == Direction::up ? "applied" : "undone") + "; the run stopped behind it");
}

void HookRunner::after_run(const std::vector<MigrationRun>& done) {
  run(HookPoint::after_run, nullptr, nullptr,
      "all of the run is done: " + base::plural(static_cast<std::int64_t>(done.size()), "migration") +
          (direction_ == Direction::up ? " applied" : " undone"));
}

void HookRunner::on_failure(const RunFailure& failure) noexcept {
  const bool any =
      std::ranges::any_of(hooks_, [](const Loaded& hook) { return hook.hook->point == HookPoint::on_failure; });
  if (!any) return;
  try {
    const Context::Unhurried unhurried(context_);
    after_stop_ = true;
    Step step;
    step.version = failure.migration.version;
    step.title = failure.migration.title;
    run(HookPoint::on_failure, step.title.empty() ? nullptr : &step, &failure.error, {});
  } catch (const std::exception&) {
    // The failure before it is the one that the caller has to be told.
  }
}

void HookRunner::tell(EventKind kind, const Loaded& hook, std::string text, std::int64_t milliseconds) const {
  Event event;
  event.kind = kind;
  event.migration = migration_;
  event.direction = direction_;
  event.hook = hook.name;
  event.text = std::move(text);
  event.milliseconds = milliseconds;
  context_.emit(event);
}

void HookRunner::run(HookPoint point, const Step* step, const Error* error, const std::string& state) {
  HookFacts facts;
  facts.point = point;
  facts.database = context_.url.redacted();
  facts.direction = direction_;
  facts.steps = steps_;
  facts.error = error;
  if (step != nullptr) {
    facts.migration = step->title;
    facts.version = step->version;
  }
  migration_ = facts.migration;
  std::exception_ptr failed;
  for (const auto& hook : hooks_) {
    if (hook.hook->point != point) continue;
    const std::int64_t begun = base::steady_milliseconds();
    try {
      tell(EventKind::hook_started, hook, to_string(point));
      if (point != HookPoint::on_failure) context_.check_stop();
      run_one(hook, facts);
      tell(EventKind::hook_finished, hook, to_string(point), base::steady_milliseconds() - begun);
    } catch (Error& failure) {
      failure.migration = facts.migration;
      if (failure.kind != ErrorKind::cancelled) {
        failure.message = words_for(*hook.hook, hook.name) + " failed: " + failure.message;
      }
      failure.state = state + (failure.state.empty() || state.empty() ? "" : "; ") + failure.state;
      tell(EventKind::hook_failed, hook,
           failure.message + (failure.place.line == 0 ? "" : " (" + failure.place.text() + ")"),
           base::steady_milliseconds() - begun);
      if (point != HookPoint::on_failure) throw;
    }
  }
}

void HookRunner::run_one(const Loaded& hook, const HookFacts& facts) {
  if (hook.body) {
    run_sql(hook);
  } else if (!hook.hook->command.empty()) {
    run_command(hook, facts);
  } else {
    run_call(hook, facts);
  }
}

void HookRunner::run_sql(const Loaded& hook) {
  const auto& body = *hook.body;
  const bool transaction =
      body.transaction.value_or(true) && !body.up_summary.refuses_transaction && !body.up_summary.own_transaction;
  for (int tries = 0;;) {
    try {
      run_statements(hook, transaction);
      return;
    } catch (Error& error) {
      auto& connection = context_.connection();
      if (!connection.lost()) {
        connection.rollback();
        if (body.up_summary.changes_session) connection.reset_session();
      }
      const bool undone = transaction && (connection.capabilities().transactional_ddl || error.state.empty());
      if (undone && error.kind == ErrorKind::lock_timeout && tries < context_.options.lock_retries &&
          !context_.stopping()) {
        Step step;
        step.title = hook.name;
        wait_before_retry(context_, step, error, ++tries);
        continue;
      }
      if (undone) error.state = "what the hook did was rolled back";
      throw;
    }
  }
}

void HookRunner::run_statements(const Loaded& hook, bool transaction) {
  auto& connection = context_.connection();
  const auto& body = *hook.body;
  plan::Item item;
  item.body = body;
  const auto limits = limits_of(context_, item);
  if (transaction) {
    connection.execute_all(connection.begin(limits));
    connection.execute_all(connection.locker().guard());
  } else {
    connection.set_limits(limits.lock_timeout, limits.statement_timeout);
  }
  const StepText text{body.up, body.up_summary, &source::native_layout()};
  auto reader = open_statements(context_, text);
  source::Statement statement;
  std::int64_t done = 0;
  while (reader.next(statement)) {
    if (!after_stop_) context_.check_stop();
    for (const auto& line : statement.log) tell(EventKind::hook_output, hook, line);
    const bool wanted = std::ranges::all_of(statement.conditions, [&](const source::Condition& condition) {
      return connection.catalogue().exists(condition.kind, condition.name, condition.table) == condition.wanted;
    });
    if (!wanted) continue;
    try {
      if (statement.has_data) {
        connection.copy_in(statement.text, reader.copy_data());
      } else {
        connection.execute(statement.text);
      }
      ++done;
    } catch (Error& error) {
      locate(error, item, statement, body.up);
      if (done > 0 && transaction) {
        error.state = "definitions that the hook made before it stay";  // unless the database can roll them back
      } else if (done > 0) {
        error.state = base::plural(done, "statement") + " of the hook before it took effect";
      }
      throw;
    }
    for (auto& notice : connection.take_notices()) tell(EventKind::hook_output, hook, std::move(notice));
  }
  for (const auto& line : reader.trailing_log()) tell(EventKind::hook_output, hook, line);
  if (transaction) {
    connection.execute(connection.commit().sql);
  } else if (connection.in_transaction()) {
    throw Error(ErrorKind::config, "the file leaves its transaction open", "end it with COMMIT");
  }
  if (body.up_summary.changes_session) connection.reset_session();
}

void HookRunner::run_call(const Loaded& hook, const HookFacts& facts) {
  struct Watcher final : Attendant {
    explicit Watcher(HookRunner& runner_, const Loaded& hook_) : runner(runner_), hook(hook_) {}
    void check() override {
      if (!runner.after_stop_) runner.context_.check_stop();
    }
    void log(std::string_view text) override { runner.tell(EventKind::hook_output, hook, std::string(text)); }
    std::vector<database::Command> guard() override { return runner.context_.connection().locker().guard(); }
    HookRunner& runner;
    const Loaded& hook;
  } watcher(*this, hook);
  auto& connection = context_.connection();
  auto owned = std::make_unique<Database::Impl>(connection, context_.driver->name, Ground::free, watcher,
                                                limits_of(context_, plan::Item()));
  auto& impl = *owned;
  Database db(std::move(owned));
  std::optional<Error> failure;
  try {
    hook.hook->call(db, facts);
    impl.check_end();
    if (connection.in_transaction()) failure = Error(ErrorKind::hook, "it leaves a transaction open");
  } catch (...) {
    failure = current_error(impl.failed);
    if (failure->kind == ErrorKind::code) failure->kind = ErrorKind::hook;
  }
  if (!connection.lost()) {
    if (failure) connection.rollback();
    if (impl.changed_session) connection.reset_session();
  }
  if (failure) throw Error(std::move(*failure));
}

bool HookRunner::should_end(std::int64_t begun) const {
  return context_.stopping() && (!after_stop_ || base::steady_milliseconds() - begun > patience_after_stop_ms);
}

void HookRunner::run_command(const Loaded& hook, const HookFacts& facts) {
  const std::int64_t begun = base::steady_milliseconds();
  Lines lines([&](std::string line) { tell(EventKind::hook_output, hook, std::move(line)); });
  base::Child process;
  process.arguments = {"/bin/sh", "-c", hook.hook->command};
  process.folder = hook.hook->folder;
  process.environment = {
      {"DUNLIN_HOOK", to_string(facts.point)},
      {"DUNLIN_DATABASE", facts.database},
      {"DUNLIN_DIRECTION", facts.direction == Direction::up ? "up" : "down"},
      {"DUNLIN_STEPS", std::to_string(facts.steps)},
      {"DUNLIN_MIGRATION", facts.migration},
      {"DUNLIN_VERSION", facts.version},
      {"DUNLIN_ERROR", facts.error != nullptr ? facts.error->message : std::string()},
      {"DUNLIN_ERROR_PLACE", facts.error != nullptr ? facts.error->place.text() : std::string()},
  };
  if (!context_.options.url.empty()) {
    process.environment.emplace_back("DUNLIN_DATABASE_URL", absolute_url(context_.options.url));
  }
  process.out = [&](std::string_view piece) { lines.add(piece); };
  process.stop = [&] { return should_end(begun); };
  const auto end = base::run_child(process);
  lines.end();
  if (end.stopped && !end.ok()) context_.check_stop();
  if (end.ok()) return;
  Error error(ErrorKind::hook, "it " + end.words());
  error.detail = lines.last();
  throw error;
}

}  // namespace dunlin::run
