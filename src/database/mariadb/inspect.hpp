// A whole schema, read from information_schema. SHOW CREATE is asked only where that says less than all: for routines,
// and for tables that are partitioned, have a period of their own, a full-text index (its parser) or a rare engine.
//
// Left out, because they stand for what is current: the database's name, its default character set and collation, the
// server's default engine, the session's sql_mode and time zone, and CURRENT_USER as the definer. Display widths that
// are the type's own are left out too ("int", not "int(11)"). NO ACTION and RESTRICT are one thing here and are told
// as no action; a table's next AUTO_INCREMENT number belongs to its rows.
#pragma once

#include "database/inspect.hpp"

namespace dunlin::database::mariadb {

[[nodiscard]] schema::Schema inspect(Connection& connection, const InspectOptions& options);

}  // namespace dunlin::database::mariadb
