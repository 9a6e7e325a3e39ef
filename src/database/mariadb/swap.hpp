// Puts the content of one database in the place of another's. Tables move by one RENAME TABLE, which the server does
// wholly or not at all. Triggers keep their tables from moving and views cannot move: they, routines and events are
// dropped and made anew by statements before and after it. The whole list is written down in the database that the new
// content comes from; MariaDB carries it out by itself, in one statement of ours, so that it ends whatever becomes of
// us. Should the server die meanwhile, finish() goes on: each statement may be run twice.
#pragma once

#include <string>
#include <vector>

#include "database/connection.hpp"

namespace dunlin::database::mariadb {

class Swap {
 public:
  /// `from` has the new content, `old` is made and gets the tables that were in `into`.
  Swap(Connection& connection, std::string into, std::string from, std::string old);

  /// Writes the list. Nothing that is live is touched.
  void plan();
  /// Carries it out. `by_server`: the server can run a list by itself. Throws with what is live as it was.
  void run(bool by_server);
  /// Whether a list is there that was begun: the tables have moved, or may have.
  [[nodiscard]] bool begun();
  /// Goes on with a list from its beginning.
  void finish();

 private:
  struct Object {
    std::string kind, name;  ///< "TRIGGER", "VIEW", "FUNCTION", "PROCEDURE", "EVENT"
  };
  [[nodiscard]] std::vector<std::string> tables(const std::string& schema, bool views);
  [[nodiscard]] std::vector<Object> objects(const std::string& schema);
  /// The statements that make an object of `schema` again, in the session's current database.
  [[nodiscard]] std::vector<std::string> definition(const std::string& schema, const Object& object);
  [[nodiscard]] std::string placeholder(const std::string& view);
  [[nodiscard]] bool moved();
  [[nodiscard]] std::string list() const;
  void run_here(const std::string& phases);

  Connection& connection_;
  std::string into_, from_, old_;
};

}  // namespace dunlin::database::mariadb
