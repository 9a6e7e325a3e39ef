#include "dunlin/migrator.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "run/failure.hpp"
#include "run/hooks.hpp"
#include "run/journal.hpp"
#include "run/session.hpp"
#include "run/transactions.hpp"

namespace dunlin {
inline namespace v0 {

Migrator::Migrator(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Migrator::~Migrator() = default;
Migrator::Migrator(Migrator&&) noexcept = default;
Migrator& Migrator::operator=(Migrator&&) noexcept = default;

Migrator::Impl::~Impl() {
  context.request_stop();
  if (worker.joinable()) worker.join();
}

Migrator::Impl::Call::Call(Impl& impl) : impl_(impl) {
  if (impl.busy.exchange(true, std::memory_order_acquire)) {
    throw Error(ErrorKind::usage, "this Migrator is at work, and does one thing at a time",
                "wait until its call has returned or its future is ready, or use a Migrator of its own");
  }
  impl.context.begin_call();
}

Migrator::Impl::Call::~Call() {
  impl_.context.end_call();
  impl_.busy.store(false, std::memory_order_release);
}

void Migrator::observe(Observer observer) {
  const Impl::Call call(*impl_);
  impl_->context.observer = std::move(observer);
}

void Migrator::request_stop() noexcept { impl_->context.request_stop(); }

void Migrator::Impl::look(bool details) {
  bodies.clear();
  source = seeding ? run::load_seeds(context) : run::load_source(context);
  records.clear();
  database_missing = false;
  if (!context.connected() && !context.adopted() && context.driver->creates_on_open &&
      !context.driver->exists(context.url)) {
    // A look makes no file: a database that is not there has no history.
    database_missing = true;
    return;
  }
  context.connect(false);
  records = read_records(details);
}

std::vector<history::Record> Migrator::Impl::read_records(bool details) {
  auto all = context.history().read(details);
  std::erase_if(all, [&](const history::Record& record) {
    if ((record.kind == "seed") != seeding) return true;
    // A seed that is gone, or another environment's, is nobody's concern.
    return seeding && std::ranges::none_of(source.migrations, [&](const source::Migration& migration) {
             return migration.key() == record.version;
           });
  });
  return all;
}

plan::Built Migrator::Impl::plan(Direction direction, const RunOptions& options, bool only_target, bool compile) {
  auto request = run::request_for(context, direction, options);
  request.only_target = only_target;
  auto built = run::make_plan(context, source, records, request, bodies, compile);
  if (!database_missing && direction == Direction::down) run::count_losses(context, built);
  return built;
}

namespace {

Error refusal(const Plan& plan) {
  std::size_t blocking = 0;
  const Problem* first = nullptr;
  std::string all;
  bool only_files = true;
  for (const auto& problem : plan.problems) {
    if (!problem.blocks) continue;
    ++blocking;
    if (first == nullptr) first = &problem;
    only_files = only_files && problem.kind == ProblemKind::source;
    all += (all.empty() ? "" : "\n") + (problem.place.file.empty() ? "" : problem.place.text() + ": ") +
           problem.message + (problem.hint.empty() ? "" : "\n  " + problem.hint);
  }
  Error error(only_files ? ErrorKind::config : ErrorKind::refused, first->message, first->hint);
  error.place = first->place;
  error.migration = first->migration;
  if (blocking > 1) error.detail = all;
  error.state = "nothing was changed";
  return error;
}

}  // namespace

RunReport Migrator::Impl::execute(Direction direction, const RunOptions& options, bool only_target) {
  const std::int64_t begun = base::steady_milliseconds();
  look(false);
  auto built = plan(direction, options, only_target);
  RunReport report;
  // Nothing to do: no lock, nothing written.
  if (built.items.empty() && !built.plan.blocked()) {
    report.plan = std::move(built.plan);
    return report;
  }
  if (built.plan.blocked()) throw refusal(built.plan);
  context.connect(true);
  if (context.connection().capabilities().read_only) {
    throw Error(ErrorKind::refused, "the database can only be read", "connect to one that can be written");
  }

  run::RunnerLock lock(context);
  const bool held = lock.acquire([&] {
    records = read_records(false);
    built = plan(direction, options, only_target);
    return !built.items.empty() || built.plan.blocked();
  });
  if (held) {
    context.history().prepare();
    // Another run may have come first: what counts is what is true under the lock.
    database_missing = false;
    records = read_records(false);
    built = plan(direction, options, only_target);
  }
  if (built.plan.blocked()) throw refusal(built.plan);
  report.plan = built.plan;
  if (built.items.empty()) return report;
  if (options.confirm && !options.confirm(built.plan)) {
    Error error(ErrorKind::refused, "not confirmed", "say --yes to go ahead without being asked");
    error.state = "nothing was changed";
    throw error;
  }
  report = run_with_hooks(built, lock);
  report.duration_ms = base::steady_milliseconds() - begun;
  context.emit({.kind = EventKind::run_finished,
                .total = static_cast<std::int64_t>(report.done.size()),
                .milliseconds = report.duration_ms});
  return report;
}

RunReport Migrator::Impl::run_with_hooks(plan::Built& built, run::RunnerLock& lock) {
  run::HookRunner hooks(context, built.plan.direction, built.items.size());
  RunReport report;
  try {
    hooks.before_run();
    back_up_before(report);
  } catch (const Error& error) {
    hooks.on_failure({{}, error});
    throw;
  }
  const std::string backup = report.backup;
  report = run_steps(built, lock, hooks);
  report.backup = backup;
  if (!report.failed) {
    try {
      hooks.after_run(report.done);
    } catch (Error& error) {
      report.failed = RunFailure{{}, std::move(error)};
    }
  }
  if (!report.failed) return report;
  // A file is locked as a whole: that is another process at work, not a statement that met a busy table.
  if (report.failed->error.kind == ErrorKind::lock_timeout && context.driver->creates_on_open) {
    report.failed->error.kind = ErrorKind::locked;
  }
  if (!backup.empty()) {
    auto& hint = report.failed->error.hint;
    hint += (hint.empty() ? "" : "\n") + ("`dunlin db restore " + backup + "` goes back to the state before this run");
  }
  hooks.on_failure(*report.failed);
  return report;
}

namespace {

/// The failure of a hook before or after a migration. `not_begun`: it is recorded and told as the migration's.
RunFailure hook_failure(run::Context& context, const Step& step, Error error, bool not_begun) {
  if (not_begun) {
    run::record_failure(context, step, error);
    context.emit({.kind = EventKind::migration_failed,
                  .migration = step.title,
                  .version = step.version,
                  .direction = step.direction,
                  .text = error.message,
                  .place = error.place});
  }
  return {{step.version, step.name, step.title, step.direction, 0, -1, 0}, std::move(error)};
}

}  // namespace

RunReport Migrator::Impl::run_steps(plan::Built& built, run::RunnerLock& lock, run::HookRunner& hooks) {
  RunReport report;
  report.plan = built.plan;
  const bool singly = hooks.around_migrations();
  const auto& steps = built.items;
  context.emit({.kind = EventKind::run_started, .total = static_cast<std::int64_t>(steps.size())});
  run::Transactions transactions(context, lock, steps, report);
  std::size_t next = 0;
  while (next < steps.size() && !report.failed) {
    const std::size_t first = next;
    const Step& step = steps[first].step;
    try {
      hooks.before_migration(step, report.done);
    } catch (Error& error) {
      report.failed = hook_failure(context, step, std::move(error), true);
      break;
    }
    if (step.mode == TransactionMode::transaction) {
      next = transactions.run(next, singly ? next + 1 : steps.size());
    } else {
      run::Journal journal(context, lock, steps[next], next, steps.size());
      if (journal.run()) {
        report.done.push_back(journal.result());
        ++next;
      } else {
        report.failed = RunFailure{journal.result(), std::move(journal.error())};
      }
    }
    if (report.failed || next == first) continue;
    try {
      hooks.after_migration(step);
    } catch (Error& error) {
      report.failed = hook_failure(context, step, std::move(error), false);
    }
  }
  // The one that failed need not be the first that is not done: a stop can take those before it along.
  for (std::size_t i = next; i < steps.size(); ++i) {
    if (!report.failed || steps[i].step.title != report.failed->migration.title) {
      report.not_run.push_back(steps[i].step.title);
    }
  }
  return report;
}

Plan Migrator::Impl::plan_and_keep(Direction direction, const RunOptions& options) {
  look(false);
  auto built = plan(direction, options);
  items = std::move(built.items);
  return std::move(built.plan);
}

Plan Migrator::Impl::plan_to(const RunOptions& options) {
  if (options.target == "base") return plan_and_keep(Direction::down, options);
  if (options.target.empty() || options.target == "head") return plan_and_keep(Direction::up, options);
  Plan down = plan_and_keep(Direction::down, options);
  if (down.steps.empty() && !down.blocked()) return plan_and_keep(Direction::up, options);
  return down;
}

Plan Migrator::plan(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->plan_and_keep(Direction::up, options);
}

Plan Migrator::plan_down(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->plan_and_keep(Direction::down, options);
}

Plan Migrator::plan_to(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->plan_to(options);
}

RunReport Migrator::Impl::run_and_name(Direction direction, const RunOptions& options, bool only_target) {
  try {
    return execute(direction, options, only_target);
  } catch (Error& error) {
    if (error.kind == ErrorKind::lock_timeout && context.driver->creates_on_open) {
      error.kind = ErrorKind::locked;
      if (error.state.empty()) error.state = "nothing was changed";
    }
    throw;
  }
}

RunReport Migrator::Impl::conclude(const std::function<RunReport()>& run) {
  backup_taken.clear();
  const bool proceed = context.options.on_failure == OnFailure::proceed;
  RunReport report;
  try {
    report = run();
  } catch (const Error& error) {
    if (!proceed) throw;
    report.failed = RunFailure{{}, error};
  }
  if (report.failed && !proceed) throw RunFailed(std::move(report));
  return report;
}

RunReport Migrator::Impl::down_then_up(const RunOptions& down, const std::function<RunOptions(const RunReport&)>& up) {
  RunReport report = run_and_name(Direction::down, down);
  if (!report.ok()) return report;
  RunReport upwards;
  try {
    upwards = run_and_name(Direction::up, up(report));
  } catch (const Error& error) {
    // What was undone is done: it is told along with what came of the rest.
    upwards.failed = RunFailure{{}, error};
  }
  report.failed = std::move(upwards.failed);
  report.done.insert(report.done.end(), upwards.done.begin(), upwards.done.end());
  report.not_run = std::move(upwards.not_run);
  report.duration_ms += upwards.duration_ms;
  if (report.backup.empty()) report.backup = std::move(upwards.backup);
  return report;
}

RunReport Migrator::up(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->conclude([&] { return impl_->run_and_name(Direction::up, options); });
}

std::future<RunReport> Migrator::up_async(RunOptions options, std::stop_token stop) {
  // Here, so that whoever calls a busy Migrator hears of it at once.
  auto call = std::make_unique<Impl::Call>(*impl_);
  if (impl_->worker.joinable()) impl_->worker.join();  // of an earlier run, whose future was ready
  std::promise<RunReport> promise;
  auto future = promise.get_future();
  impl_->worker = std::thread([impl = impl_.get(), options = std::move(options), stop = std::move(stop),
                               promise = std::move(promise), call = std::move(call)]() mutable {
    // Whoever has the answer may call again: the call has ended before the promise is kept.
    try {
      RunReport report;
      {
        const std::stop_callback stopping(std::move(stop), [impl] { impl->context.request_stop(); });
        report = impl->conclude([&] { return impl->run_and_name(Direction::up, options); });
      }
      call.reset();
      promise.set_value(std::move(report));
    } catch (...) {
      call.reset();
      promise.set_exception(std::current_exception());
    }
  });
  return future;
}

RunReport Migrator::down(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->conclude([&] { return impl_->run_and_name(Direction::down, options); });
}

RunReport Migrator::to(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->conclude([&] {
    if (options.target == "base") return impl_->run_and_name(Direction::down, options);
    if (options.target.empty() || options.target == "head") return impl_->run_and_name(Direction::up, options);
    if (impl_->plan_to(options).direction == Direction::up) return impl_->run_and_name(Direction::up, options);
    // What is missing below the target is applied as well: afterwards the database is at the target.
    return impl_->down_then_up(options, [&](const RunReport&) { return options; });
  });
}

RunReport Migrator::redo(const RunOptions& options) {
  const Impl::Call call(*impl_);
  return impl_->conclude([&] {
    return impl_->down_then_up(options, [&](const RunReport& undone) {
      RunOptions again = options;
      again.target.clear();
      again.steps = static_cast<std::int64_t>(undone.done.size());
      return again;
    });
  });
}

RunReport Migrator::run(const std::string& revision, const RunOptions& options) {
  const Impl::Call call(*impl_);
  RunOptions one = options;
  one.target = revision;
  return impl_->conclude([&] { return impl_->run_and_name(Direction::up, one, true); });
}

void Migrator::statements(const Step& step, const std::function<void(const std::string&, const Place&)>& each) {
  const Impl::Call call(*impl_);
  if (impl_->context.adopted()) impl_->context.connect(false);
  for (const auto& item : impl_->items) {
    if (item.step.title != step.title || item.step.direction != step.direction) continue;
    if (item.step.code) return;
    const auto text = run::text_of(impl_->context, item);
    auto reader = run::open_statements(impl_->context, text);
    source::Statement statement;
    for (std::int64_t number = 1; reader.next(statement); ++number) {
      if (number <= item.step.resume_after) continue;
      each(run::directives_of(statement) + statement.text,
           {text.half.content.name(), statement.place.line, statement.place.column});
    }
    return;
  }
  throw Error(ErrorKind::usage, step.title + " is not a step of this Migrator's last plan");
}

}  // namespace v0
}  // namespace dunlin
