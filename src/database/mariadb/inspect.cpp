#include "database/mariadb/inspect.hpp"

#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {

schema::Schema inspect(Connection& connection, const InspectOptions& options) {
  Inspection from(connection, options);
  schema::Schema into;
  into.engine = "mariadb";
  read_tables(from, into);
  read_columns(from, into);
  read_keys(from, into);
  read_checks(from, into);
  read_foreign_keys(from, into);
  read_shown(from, into);
  read_sequences(from, into);
  read_views(from, into);
  read_routines(from, into);
  read_triggers(from, into);
  read_events(from, into);
  into.sort();
  return into;
}

}  // namespace dunlin::database::mariadb
