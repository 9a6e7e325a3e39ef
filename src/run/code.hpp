// Runs one half of a migration in C++ on the runner's connection: gives it a Database, tells whoever watches what it
// does, and turns whatever it throws into an Error with the migration's name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "run/context.hpp"
#include "run/facade.hpp"

namespace dunlin::run {

class CodeRun : public Attendant {
 public:
  CodeRun(Context& context, const plan::Item& item, Ground ground);

  /// Throws Error: what the code threw, an error that it swallowed, or a transaction that it left.
  void run();

  [[nodiscard]] std::int64_t statements() const { return statements_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] bool changed_session() const { return changed_session_; }
  /// See Database::Impl: run() threw because of it, and nothing else is wrong.
  [[nodiscard]] bool wants_foreign_keys_off() const { return wants_foreign_keys_off_; }
  /// Statements that are durable, outside of a transaction of the run; the last of them.
  [[nodiscard]] std::int64_t effects() const { return effects_; }
  [[nodiscard]] const std::string& last_effect() const { return last_effect_; }

  void check() override;
  void started(std::string_view statement) override;
  void finished(const database::Outcome& outcome) override;
  void log(std::string_view text) override;
  void took_effect(std::int64_t statements, std::string_view last) override;
  bool again(const Error& error, int tries) override;
  std::vector<database::Command> guard() override;
  void batch_committed(std::int64_t rows, std::int64_t total, std::int64_t milliseconds) override;
  void batch_pause(std::chrono::milliseconds time) override { context_.pause(time); }

 protected:
  Context& context_;
  const plan::Item& item_;

 private:
  void call(Database& db);
  [[nodiscard]] Event event(EventKind kind) const;

  Ground ground_;
  std::int64_t statements_ = 0, rows_ = 0, effects_ = 0;
  std::int64_t begun_ = 0;       ///< of the statement that runs
  std::int64_t lock_seen_ = -1;  ///< when it was last looked whether the runner lock is held
  std::string last_effect_;
  bool changed_session_ = false;
  bool wants_foreign_keys_off_ = false;
};

/// What a foreign piece of code threw, as an Error. Called within a handler. `failed`: the statement of the database
/// that failed before, if any.
[[nodiscard]] Error current_error(const std::optional<Error>& failed);

}  // namespace dunlin::run
