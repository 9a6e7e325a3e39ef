// Databases and schemas that last no longer than who made them: each has an advisory lock of its name, which its maker
// holds and which ends with his session, however that ends. Whatever has such a name and a free lock is a leftover.
#pragma once

#include <string>
#include <vector>

#include "database/connection.hpp"

namespace dunlin::database::postgres {

class Passing {
 public:
  /// `connection` holds the locks; those of other databases of the server are not seen from it.
  explicit Passing(Connection& connection) : connection_(connection) {}

  void lock(const std::string& name);
  [[nodiscard]] bool try_lock(const std::string& name);
  void unlock(const std::string& name) noexcept;

  /// Also where others are connected to it. Nothing where it is not there.
  void drop_database(const std::string& name);
  void drop_schema(const std::string& name);
  /// Those whose maker is gone; somebody else's stay, without an error.
  void sweep_databases(const std::vector<std::string>& names);
  void sweep_schemas(const std::vector<std::string>& names);
  /// Runs the statement again for a while where the database is in use: the server sees the end of a session a moment
  /// later than its client.
  void while_in_use(const std::string& sql);

 private:
  void sweep(const std::vector<std::string>& names, void (Passing::*drop)(const std::string& name));

  Connection& connection_;
};

}  // namespace dunlin::database::postgres
