#include "database/postgres/pipeline.hpp"

#include <exception>
#include <optional>

#include "database/postgres/client.hpp"
#include "database/postgres/errors.hpp"
#include "database/postgres/lexis.hpp"
#include "database/postgres/verbs.hpp"
#include "sql/classify.hpp"

namespace dunlin::database::postgres {
namespace {

/// Sends all of `commands`, then one Sync, so that the server skips everything behind the first failure. Reads
/// answers whenever there are some: neither side ever waits for the other with both buffers full.
class Pipeline {
 public:
  Pipeline(Session& session, std::span<const Command> commands, std::size_t first,
           const std::function<void(std::size_t, const Outcome&)>& done)
      : session_(session), commands_(commands), first_(first), done_(done) {}

  void run() {
    const Client& pq = client();
    session_.start(commands_[0].sql);
    if (!pq.PQenterPipelineMode(session_.handle())) session_.fail(commands_[0].sql);
    send_all();
    if (!session_.lost()) {
      while (!synced_ && !session_.lost()) take(session_.next(current()));
    }
    // Only an idle connection may leave; a lost one has nothing to leave.
    if (!session_.lost()) pq.PQexitPipelineMode(session_.handle());
    if (failure_) throw *failure_;
    if (callback_failure_) std::rethrow_exception(callback_failure_);
  }

 private:
  std::string_view current() const {
    return answered_ < commands_.size() ? std::string_view(commands_[answered_].sql) : std::string_view();
  }

  void send_all() {
    const Client& pq = client();
    for (const Command& command : commands_) {
      if (failure_ || callback_failure_) break;  // what is behind would only be skipped
      try {
        if (command.sql.find('\0') != std::string::npos) {
          throw Error(ErrorKind::sql, "The statement holds a NUL character, which PostgreSQL does not take");
        }
        const Arguments coded(command.arguments);
        if (!pq.PQsendQueryParams(session_.handle(), command.sql.c_str(), coded.count(), coded.types(), coded.values(),
                                  coded.lengths(), coded.formats(), 0)) {
          session_.fail(command.sql);
        }
        // Else the server keeps its answers until the Sync, and whoever watches is told nothing meanwhile.
        pq.PQsendFlushRequest(session_.handle());
      } catch (Error& error) {
        // Those before it were sent and are carried out; it counts as the one that failed unless one of them did.
        if (session_.lost()) break;
        error.index = first_ + sent_;
        error.statement = command.sql;
        unsent_ = error;
        break;
      }
      ++sent_;
      // One write to the socket for many small commands.
      held_ += command.sql.size();
      if (held_ >= write_bytes) push();
    }
    if (session_.lost() || !pq.PQpipelineSync(session_.handle())) {
      return fail(lost_error(pq.PQerrorMessage(session_.handle()), current()));
    }
    session_.count_round_trip();
    push();
  }

  /// Writes what libpq holds, taking answers meanwhile.
  void push() {
    held_ = 0;
    while (!session_.lost()) {
      const int left = client().PQflush(session_.handle());
      if (left <= 0) break;  // a failed write is told by the next result
      session_.wait(true, current());
      while (!session_.lost() && answered_ < sent_ && session_.readable(current())) take(session_.next(current()));
    }
  }

  /// Takes one result; null ends the results of one command.
  void take(Result result) {
    const Client& pq = client();
    if (!result) {
      // Behind the last result of a command, and also where there is nothing to wait for.
      if (open_) {
        open_ = false;
        ++answered_;
      } else if (pq.PQstatus(session_.handle()) == CONNECTION_BAD) {
        fail(session_.error(nullptr, current()));
      }
      return;
    }
    switch (pq.PQresultStatus(result.get())) {
      case PGRES_PIPELINE_SYNC:
        synced_ = true;
        if (!failure_) failure_ = unsent_;
        break;
      case PGRES_PIPELINE_ABORTED:
        open_ = true;
        break;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_EMPTY_QUERY:
        open_ = true;
        report(result.get());
        break;
      default:
        open_ = true;
        fail(session_.error(result.get(), current()));
        break;
    }
  }

  void fail(Error error) {
    if (failure_) return;
    error.index = first_ + answered_;
    failure_ = std::move(error);
  }

  void report(const PGresult* result) {
    if (failure_ || callback_failure_) return;
    if (std::string_view(client().PQcmdStatus(const_cast<PGresult*>(result))) == "ROLLBACK" &&
        ends_transaction(current())) {
      return fail(rolled_back_error(current()));
    }
    if (!done_) return;
    try {
      done_(first_ + answered_, read_outcome(result));
    } catch (...) {
      callback_failure_ = std::current_exception();
    }
  }

  static constexpr std::size_t write_bytes = 16 << 10;

  Session& session_;
  std::span<const Command> commands_;
  std::size_t first_;
  const std::function<void(std::size_t, const Outcome&)>& done_;
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  std::size_t held_ = 0;  ///< bytes of commands that libpq may not have sent yet
  bool open_ = false;     ///< a result of the current command was read, its end was not
  bool synced_ = false;
  std::optional<Error> failure_;
  std::optional<Error> unsent_;
  std::exception_ptr callback_failure_;
};

/// The protocol of a pipeline takes one statement at a time, yet a file may mark several to be sent as one. A body
/// of BEGIN ATOMIC is taken for several as well, which costs it a round trip and nothing else.
bool several_statements(const std::string& sql) {
  if (sql.find(';') == std::string::npos) return false;
  const auto tokens = sql::tokens(sql, postgres_lex_rules);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text == ";") return true;
  }
  return false;
}

/// How many of the commands may travel together from `first` on; 0: the first must go alone.
std::size_t group(std::span<const Command> commands, std::size_t first, bool open) {
  std::size_t end = first;
  while (end < commands.size()) {
    const std::string& sql = commands[end].sql;
    if (!open && !begins_transaction(sql)) break;
    const auto words = leading_words(sql, 1);
    if (!words.empty() && words[0] == "COPY") break;  // not allowed in a pipeline
    if (several_statements(sql)) break;
    open = !ends_transaction(sql) && !rolls_back_transaction(sql);
    ++end;
  }
  return end - first;
}

/// In a transaction that failed before, COMMIT succeeds and rolls back: nothing may be on its way behind it.
bool failed_transaction(const Session& session) {
  return client().PQtransactionStatus(session.handle()) == PQTRANS_INERROR;
}

}  // namespace

void execute_pipelined(Session& session, std::span<const Command> commands,
                       const std::function<void(std::size_t, const Outcome&)>& done) {
  std::size_t first = 0;
  while (first < commands.size()) {
    const std::size_t count = failed_transaction(session) ? 0 : group(commands, first, session.in_transaction());
    if (count > 1) {
      Pipeline(session, commands.subspan(first, count), first, done).run();
      first += count;
      continue;
    }
    Outcome outcome;
    try {
      outcome = session.execute(commands[first].sql, commands[first].arguments);
    } catch (Error& error) {
      error.index = first;
      throw;
    }
    if (done) done(first, outcome);
    ++first;
  }
}

}  // namespace dunlin::database::postgres
