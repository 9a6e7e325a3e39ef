// What every part of a run shares: the connection, the history, the options, who listens, and whether to stop.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "database/connection.hpp"
#include "database/driver.hpp"
#include "dunlin/migrator.hpp"
#include "history/history.hpp"
#include "plan/plan.hpp"
#include "source/migration.hpp"

namespace dunlin::run {

class Context {
 public:
  explicit Context(Options options);

  Options options;
  database::Url url;
  const database::Driver* driver = nullptr;
  Observer observer;
  /// "user@host", for applied_by. Found out when first asked: a run with nothing to do need not know.
  [[nodiscard]] const std::string& actor() const;
  /// "dunlin 0.1.0, user@host, process 123": what others see of the lock's holder.
  [[nodiscard]] std::string owner() const;

  /// It runs on a connection of the application's.
  [[nodiscard]] bool adopted() const { return static_cast<bool>(options.handle); }

  /// Connects when it is not connected. `create`: a SQLite file may be made.
  database::Connection& connect(bool create);
  [[nodiscard]] bool connected() const { return connection_ != nullptr; }
  database::Connection& connection() { return *connection_; }
  history::History& history();
  /// After a lost connection: a new one. Tries for about the connect timeout; throws the last error.
  void reconnect();

  void emit(const Event& event) const {
    if (observer) observer(event);
  }
  /// Gives the connection up; connect() makes another.
  void disconnect();

  /// Around each call of the Migrator, so that a stop means the call that is under way and none after it. At its end a
  /// connection of the application's is given back, so that the application can use it between two calls.
  void begin_call() noexcept;
  void end_call() noexcept;
  /// From any thread. The statement that runs is cancelled, and again every two seconds until the call returns: a
  /// request that comes just before a statement begins meets nothing that it could cancel. Does nothing between calls.
  void request_stop() noexcept;
  /// A stop cancels what runs on this connection too, from now until the call's end.
  void also_cancel(database::Connection& other);

  /// While it lives, a request to stop cancels no statement: what is made or recorded is what a stop or a failure
  /// leaves behind, and one more Ctrl-C must not take that away.
  class Unhurried {
   public:
    explicit Unhurried(Context& context);
    ~Unhurried();
    Unhurried(const Unhurried&) = delete;
    Unhurried& operator=(const Unhurried&) = delete;

   private:
    Context& context_;
  };

  [[nodiscard]] bool stopping() const noexcept { return stop_; }
  /// Throws Error{cancelled} once a stop was asked for.
  void check_stop() const;
  /// Sleeps, but not beyond a stop.
  void pause(std::chrono::milliseconds time) const;

  [[nodiscard]] history::Entry entry(std::string event, const Step& step) const;

 private:
  struct StopRequest {
    Context* context;
    void operator()() const noexcept { context->request_stop(); }
  };

  void repeat_cancel() noexcept;
  void cancel() noexcept;

  mutable std::string actor_;
  std::unique_ptr<database::Connection> connection_;
  std::unique_ptr<history::History> history_;
  std::atomic<bool> stop_ = false;
  std::mutex cancelling_;  ///< a connection is not taken away while another thread cancels its statement
  database::Connection* cancellable_ = nullptr;
  database::Connection* also_cancellable_ = nullptr;
  int unhurried_ = 0;
  bool calling_ = false;
  std::condition_variable call_ended_;
  std::thread repeater_;                                         ///< while a call is being stopped
  std::optional<std::stop_callback<StopRequest>> stop_request_;  ///< of Options::stop, while a call is under way
};

}  // namespace dunlin::run
