// Transactions, savepoints and batches of a Database.
#include <thread>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "run/batch_walk.hpp"
#include "run/facade.hpp"

namespace dunlin {
inline namespace v0 {

void Database::Impl::begin() {
  auto commands = connection.begin(limits);
  for (auto& command : attendant.guard()) commands.push_back(std::move(command));
  connection.execute_all(commands);
}

void Database::Impl::commit(const std::vector<database::Command>& with) {
  if (!connection.in_transaction()) {
    const bool may_be = !connection.capabilities().transactional_ddl && with.empty();
    if (may_be) return;  // a definition has committed it
    throw Error(ErrorKind::refused, std::string("the transaction of the ") + (in_batch_ ? "batch" : "call") +
                                        " was ended by something that ran in it");
  }
  auto commands = with;
  commands.push_back(connection.commit());
  connection.execute_all(commands);
  if (pending_ > 0) attendant.took_effect(std::exchange(pending_, 0), pending_last_);
}

/// `work` once, in a transaction of its own; what it returns is committed along.
void Database::Impl::in_transaction(const Work& work) {
  for (int tries = 0;;) {
    const auto before = std::exchange(failed, std::nullopt);
    const bool outer_batch = in_batch_;
    begin();
    ++depth_;
    pending_ = 0;
    try {
      const auto along = work();
      if (failed) throw Error(*failed);  // caught by the code, and not undone
      commit(along);
      --depth_;
      in_batch_ = outer_batch;
      failed = before;
      return;
    } catch (const Error& error) {
      --depth_;
      in_batch_ = outer_batch;
      pending_ = 0;
      connection.rollback();
      if (!failed) failed = error;
      if (error.kind != ErrorKind::lock_timeout || connection.lost() || !attendant.again(error, ++tries)) throw;
      failed = before;
    } catch (...) {
      --depth_;
      in_batch_ = outer_batch;
      pending_ = 0;
      connection.rollback();
      if (!failed) failed = before;
      throw;
    }
  }
}

void Database::Impl::in_savepoint(const std::function<void()>& work) {
  const std::string name = "dunlin_" + std::to_string(depth_ + 1);
  const auto before = std::exchange(failed, std::nullopt);
  const std::int64_t pending = pending_;
  connection.execute("SAVEPOINT " + name);
  ++depth_;
  try {
    work();
    if (failed) throw Error(*failed);
    if (connection.in_transaction()) connection.execute("RELEASE SAVEPOINT " + name);
    --depth_;
    failed = before;
  } catch (...) {
    --depth_;
    pending_ = pending;
    if (!failed) failed = before;
    if (connection.lost()) throw;
    if (!connection.in_transaction()) {
      // A deadlock or a full disk took the whole transaction back, or something committed it: more than this is gone.
      if (!failed) failed = Error(ErrorKind::sql, "the transaction was ended by something that ran in it");
      throw;
    }
    connection.execute("ROLLBACK TO SAVEPOINT " + name);
    connection.execute("RELEASE SAVEPOINT " + name);
    throw;
  }
}

void Database::Impl::transaction(const std::function<void()>& work) {
  if (connection.in_transaction()) {
    in_savepoint(work);
    return;
  }
  in_transaction([&] {
    work();
    return std::vector<database::Command>();
  });
}

std::optional<Error> Database::Impl::attempt(const std::function<void()>& work) {
  const auto before = failed;
  const bool nested = connection.in_transaction();
  std::optional<Error> failure;
  try {
    transaction(work);
    return std::nullopt;
  } catch (const Error& error) {
    const bool undone = !connection.lost() && connection.in_transaction() == nested;
    if (wants_foreign_keys_off || error.kind == ErrorKind::cancelled || !undone) throw;
    failure = error;
  } catch (const std::exception& error) {
    if (connection.lost() || connection.in_transaction() != nested) throw;
    failure = failed ? *failed : Error(ErrorKind::code, error.what());
    failure->message = error.what();
  }
  failed = before;
  return failure;
}

std::int64_t Database::Impl::batches(Database& self, const BatchOptions& options, const BatchWork& work) {
  check_batches(options);
  if (attendant.batches_done(options.name)) return 0;
  std::string position;
  std::int64_t rows = 0;
  attendant.batches_begin(options.name, position, rows);
  const std::int64_t begun = base::steady_milliseconds();
  std::optional<run::KeyWalk> walk;
  if (!options.table.empty()) {
    walk.emplace(connection.catalogue(), name_of(options.table), options.key, options.size, position);
  }
  const std::int64_t total = walk ? rows + walk->left() : -1;
  Batch batch;
  batch.size = options.size;
  for (bool more = true; more;) {
    attendant.check();
    std::optional<run::KeyWalk::Range> range;
    if (walk) {
      range = walk->next();
      if (!range) break;
      batch.from = range->first;
      batch.to = range->last;
    }
    ++batch.number;
    std::int64_t changed = 0;
    in_transaction([&] {
      in_batch_ = true;
      base::fail_point("batch: before a batch");
      changed = std::max<std::int64_t>(work(self, batch), 0);
      more = walk || changed > 0;
      return more ? attendant.batch_record(range ? run::key_text(range->last) : std::string(), rows + changed)
                  : attendant.batches_end(options.name);
    });
    attendant.batch_recorded();
    base::fail_point("batch: a batch is committed");
    rows += changed;
    if (range) walk->pass(*range);
    if (!more) break;
    attendant.batch_committed(rows, total, base::steady_milliseconds() - begun);
    attendant.batch_pause(options.pause);
  }
  if (walk) {
    in_transaction([&] { return attendant.batches_end(options.name); });
    attendant.batch_recorded();
  }
  return rows;
}

void Database::Impl::check_batches(const BatchOptions& options) {
  const auto wrong = [this](std::string message, std::string hint) {
    const Error error(ErrorKind::usage, std::move(message), std::move(hint));
    remember(error);
    throw Error(error);
  };
  if (ground == run::Ground::transaction) {
    wrong("batches commit one by one, and this migration runs in a transaction", "set Traits::transaction to false");
  }
  if (depth_ > 0 || connection.in_transaction()) {
    wrong("batches commit one by one, and a transaction is open", "call batches() outside of it");
  }
  if (options.size < 1) wrong("a batch must have at least 1 row", "give BatchOptions::size");
  if (options.table.empty() != options.key.empty()) {
    wrong("batches that walk a key need its table and its name", "give BatchOptions::table and key, or none");
  }
  if (options.name.empty() || base::printable(options.name) != options.name) {
    wrong("\"" + base::printable(options.name) + "\" cannot name batches", "use letters and digits");
  }
  if (ground == run::Ground::journaled && !batch_names_.insert(options.name).second) {
    wrong("two calls of batches() in one migration have the name \"" + options.name + "\"",
          "tell them apart by BatchOptions::name, so that a run that is resumed knows which is done");
  }
}

void Database::Impl::check_end() {
  if (connection.lost()) {
    throw failed ? Error(*failed) : Error(ErrorKind::lost, "the connection to the database was lost");
  }
  if (failed) {
    Error error = *failed;
    error.detail += (error.detail.empty() ? "" : "\n");
    error.detail += "The migration caught this error and went on, which does not make it succeed";
    error.hint += (error.hint.empty() ? "" : "; ");
    error.hint += "let errors pass, or do what may fail within Database::attempt()";
    throw error;
  }
  if (ground == run::Ground::journaled && connection.in_transaction()) {
    throw Error(ErrorKind::refused, "the migration left a transaction open, which was rolled back",
                "commit it, or use Database::transaction()");
  }
  if (ground != run::Ground::transaction) return;
  bool same = connection.in_transaction();
  if (same && connection.transaction_aborted()) {
    throw Error(ErrorKind::refused,
                "the migration left its transaction aborted: a statement failed and its error was swallowed",
                "let errors pass, or do what may fail within Database::attempt()");
  }
  if (same && handle_lent_) {
    try {
      connection.execute("RELEASE SAVEPOINT dunlin_handle");
    } catch (const Error& error) {
      if (error.kind != ErrorKind::sql) throw;
      same = false;
    }
  }
  if (!same) {
    throw Error(ErrorKind::refused, "the migration ended the transaction that it ran in",
                "take its COMMIT or ROLLBACK out, or set Traits::transaction to false");
  }
}

}  // namespace v0
}  // namespace dunlin
