#include "database/postgres/inspect.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/text.hpp"
#include "database/postgres/client.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

/// A transaction of our own, or a savepoint in the one that is open: in the end all is as before, the search path
/// included.
class Scope {
 public:
  explicit Scope(Connection& connection) : connection_(connection) {
    nested_ = connection.in_transaction();
    connection.execute(nested_ ? "SAVEPOINT dunlin_inspect" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }
  ~Scope() {
    try {
      if (connection_.lost()) return;
      if (nested_) {
        connection_.execute("ROLLBACK TO SAVEPOINT dunlin_inspect; RELEASE SAVEPOINT dunlin_inspect");
      } else {
        connection_.rollback();
      }
    } catch (...) {
      // The connection is lost, which the next use of it says.
    }
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Connection& connection_;
  bool nested_ = false;
};

/// Temporary tables last on the path, so that they hide nothing. Queries of catalogues are planned longer than they
/// run: joins stand in the order in which they are best, and nothing is worth compiling.
std::string settings(const std::string& current) {
  return "SET LOCAL search_path TO " + (current.empty() ? std::string("''") : quote_identifier(current) + ", pg_temp") +
         "; SET LOCAL join_collapse_limit = 1; SET LOCAL jit = off";
}

/// Without those that have nothing to find.
void leave_out_empty(Connection& connection, InspectParts& parts) {
  std::string conditions;
  for (const auto& part : parts) {
    conditions += (conditions.empty() ? "" : ", ") + (part.where_any.empty() ? std::string("true") : part.where_any);
  }
  connection.execute("SAVEPOINT dunlin_any");
  try {
    const Rows rows = connection.query("SELECT " + conditions);
    std::size_t i = 0;
    std::erase_if(parts, [&](const InspectPart&) { return to_integer(rows[0][i++]) == 0; });
  } catch (const Error& error) {
    if (error.sqlstate != "42501") throw;
    connection.execute("ROLLBACK TO SAVEPOINT dunlin_any");  // then each is asked
  }
}

/// All at once; no value where one of them failed for want of rights.
std::optional<std::vector<Rows>> query_all(Connection& connection, const InspectParts& parts) {
  auto* direct = dynamic_cast<PostgresConnection*>(&connection);
  if (direct == nullptr) return std::nullopt;
  Session& session = direct->session();
  std::string sql = "SAVEPOINT dunlin_all";
  for (const auto& part : parts) sql += ";\n" + part.sql;
  std::vector<Rows> all;
  std::optional<Error> failure;
  session.send(sql, {});
  session.flush(sql);
  while (Result result = session.next(sql)) {
    const auto status = client().PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK) {
      all.push_back(read_rows(result.get()));
    } else if (status != PGRES_COMMAND_OK && !failure) {
      failure = session.error(result.get(), sql);
    }
    if (session.lost()) break;
  }
  if (!failure) return all;
  if (failure->sqlstate != "42501") throw *failure;  // insufficient_privilege
  session.execute("ROLLBACK TO SAVEPOINT dunlin_all");
  return std::nullopt;
}

/// One by one; what must not be read is told as a thing of the schema that is not known.
std::vector<Rows> query_each(Connection& connection, const InspectParts& parts, schema::Schema& schema) {
  std::vector<Rows> all;
  for (const auto& part : parts) {
    connection.execute("SAVEPOINT dunlin_part");
    try {
      all.push_back(connection.query(part.sql));
    } catch (const Error& error) {
      if (error.sqlstate != "42501") throw;
      connection.execute("ROLLBACK TO SAVEPOINT dunlin_part");
      all.emplace_back();
      schema::Other other;
      other.kind = "unreadable";
      other.name = part.what;
      other.comment = error.message;
      schema.others.push_back(std::move(other));
    }
  }
  return all;
}

void read_member(Inspection& inspection, Fields row) {
  const Address address = row.address();
  inspection.leave_out(address);
  inspection.members.insert(address);
}

void read_comment(Inspection& inspection, Fields row) {
  const Address address = row.address();
  const std::int64_t part = row.number();
  inspection.comments[address][part] = row.text();
}

}  // namespace

schema::Schema inspect(Connection& connection, const InspectOptions& options) {
  const Scope scope(connection);
  const Rows where = connection.query(
      "SELECT coalesce(current_schema(), ''), quote_ident(coalesce(current_schema(), '')), "
      "current_setting('server_version_num')::integer / 10000");
  const std::string current = to_text(where[0][0]);
  Inspection inspection(static_cast<int>(to_integer(where[0][2])), current, to_text(where[0][1]), options);
  InspectParts parts;
  parts.push_back({"extensions' members", "SELECT classid, objid FROM pg_depend WHERE deptype = 'e'", read_member});
  // What the system itself comments on has smaller numbers.
  parts.push_back({"comments",
                   "SELECT classoid, objoid, objsubid, description FROM pg_description WHERE objoid >= 16384",
                   read_comment});
  add_types(inspection, parts);
  add_tables(inspection, parts);
  add_constraints(inspection, parts);
  add_indexes(inspection, parts);
  add_routines(inspection, parts);
  add_triggers(inspection, parts);
  add_grants(inspection, parts);
  add_others(inspection, parts);
  add_operators(inspection, parts);
  add_foreign(inspection, parts);

  connection.execute(settings(current));
  leave_out_empty(connection, parts);
  auto all = query_all(connection, parts);
  const std::vector<Rows> rows = all ? std::move(*all) : query_each(connection, parts, inspection.schema);
  if (rows.size() != parts.size()) throw Error(ErrorKind::internal, "The catalogue did not answer every query");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const auto& row : rows[i].rows) parts[i].read(inspection, Fields(row));
  }
  settle_expressions(inspection.schema);
  inspection.schema.sort();
  settle_not_null_names(inspection.schema);
  return std::move(inspection.schema);
}

}  // namespace dunlin::database::postgres
