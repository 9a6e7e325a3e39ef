// Where schemas are made and looked at: the configured database, and a sandbox of its engine that is made when it is
// first needed. One sandbox serves for one schema after the other. It lives as long as one call of the library, which
// Options::stop ends.
#pragma once

#include <functional>
#include <memory>

#include "database/ddl.hpp"
#include "database/inspect.hpp"
#include "run/context.hpp"

namespace dunlin::author {

class Workshop {
 public:
  /// Throws Error{config} where neither a database nor Options::sandbox_url is named.
  explicit Workshop(const Options& options);
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  run::Context context;
  [[nodiscard]] const Options& options() const { return context.options; }

  /// The schema of the configured database, without the history's tables. A SQLite file that is not there is empty.
  [[nodiscard]] schema::Schema live();
  /// The same of another database of this engine. Throws Error{refused} for one of another engine.
  [[nodiscard]] schema::Schema live_at(const std::string& url);

  [[nodiscard]] database::Sandbox& sandbox();
  /// That of the sandbox. Throws Error{cancelled} once a stop was asked for.
  [[nodiscard]] database::Connection& connection();
  [[nodiscard]] const database::DdlWriter& writer();
  /// The schema that the sandbox holds.
  [[nodiscard]] schema::Schema inspect();
  /// Empty again.
  void clear();
  /// Runs the statements in the sandbox as a migration would: in transactions, where they can be in one.
  void execute(const database::Statements& statements);
  /// The same, each in the first of its forms that the database takes; returns them in these.
  [[nodiscard]] database::Statements carried_out(database::Statements statements);
  /// Makes the schema in the sandbox, which is cleared first, and returns it as the engine has it then.
  schema::Schema make(const schema::Schema& schema);
  /// Runs migrations in the sandbox, history and all, as they would run elsewhere: without hooks, seeds and backups.
  void migrate(Options migrations, const std::function<void(Migrator&)>& run);

 private:
  [[nodiscard]] schema::Schema inspect(database::Connection& connection);

  std::unique_ptr<database::Sandbox> sandbox_;
  std::unique_ptr<database::DdlWriter> writer_;
  bool used_ = false;  ///< the sandbox may hold something
};

/// What two schemas of one engine differ in, a line each: for messages, and to know whether they are alike.
[[nodiscard]] std::vector<std::string> differences(const schema::Schema& from, const schema::Schema& to,
                                                   const database::DdlWriter& writer);

}  // namespace dunlin::author
