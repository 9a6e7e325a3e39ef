#include "database/postgres/database_copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "database/postgres/connection.hpp"

namespace dunlin::database::postgres {
namespace {

/// Settings whose values are lists: what is stored is written as it is, each part quoted where it has to be.
constexpr std::array<std::string_view, 6> list_settings = {
    "search_path",      "session_preload_libraries", "shared_preload_libraries", "local_preload_libraries",
    "temp_tablespaces", "unix_socket_directories"};

bool has_column(Session& session, const std::string& column) {
  const Value arguments[] = {column};
  return !session
              .query(
                  "SELECT 1 FROM pg_attribute WHERE attrelid = 'pg_catalog.pg_database'::regclass AND attname = $1 AND "
                  "attnum > 0 AND NOT attisdropped",
                  arguments)
              .empty();
}

/// What can be said of a new database, as `model` has it.
struct Model {
  std::string character_set;  ///< ENCODING, LC_COLLATE, ...
  std::string owner, tablespace, connections;
};

Model read_model(Session& session, const std::string& model) {
  const Value arguments[] = {model};
  const bool provider = has_column(session, "datlocprovider");
  // daticulocale became datlocale in PostgreSQL 17.
  const std::string locale = !provider                             ? "NULL"
                             : has_column(session, "datlocale")    ? "datlocale"
                             : has_column(session, "daticulocale") ? "daticulocale"
                                                                   : "NULL";
  const Rows rows = session.query(
      "SELECT pg_encoding_to_char(encoding), datcollate, datctype, pg_get_userbyid(datdba), spcname, datconnlimit, " +
          std::string(provider ? "datlocprovider" : "'c'") + "::text, " + locale +
          " FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE datname = $1",
      arguments);
  if (rows.empty()) {
    throw Error(ErrorKind::refused, fmt::format("There is no database {}", model), "make it with `dunlin db create`");
  }
  const auto& row = rows[0];
  Model out;
  out.character_set = fmt::format("ENCODING {} LC_COLLATE {} LC_CTYPE {}", quote_literal(to_text(row[0])),
                                  quote_literal(to_text(row[1])), quote_literal(to_text(row[2])));
  const std::string kind = to_text(row[6]);
  if (kind == "i") out.character_set += " LOCALE_PROVIDER icu ICU_LOCALE " + quote_literal(to_text(row[7]));
  if (kind == "b") out.character_set += " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + quote_literal(to_text(row[7]));
  out.owner = to_text(row[3]);
  out.tablespace = to_text(row[4]);
  out.connections = to_text(row[5]);
  return out;
}

std::string create_sql(Session& session, const std::string& model, const std::string& name) {
  const Model like = read_model(session, model);
  return fmt::format("CREATE DATABASE {} TEMPLATE template0 {} OWNER {} TABLESPACE {} CONNECTION LIMIT {}",
                     quote_identifier(name), like.character_set, quote_identifier(like.owner),
                     quote_identifier(like.tablespace), like.connections);
}

void copy_settings(Session& session, const std::string& model, const std::string& name) {
  const Value arguments[] = {model};
  const Rows rows = session.query(
      "SELECT CASE WHEN setrole = 0 THEN NULL ELSE pg_get_userbyid(setrole) END, unnest(setconfig) FROM "
      "pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = $1",
      arguments);
  for (const auto& row : rows.rows) {
    const std::string setting = to_text(row[1]);
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    const std::string value = setting.substr(equals + 1);
    const bool list = std::ranges::find(list_settings, key) != list_settings.end();
    const std::string whose =
        is_null(row[0]) ? "DATABASE " + quote_identifier(name)
                        : "ROLE " + quote_identifier(to_text(row[0])) + " IN DATABASE " + quote_identifier(name);
    session.execute("ALTER " + whose + " SET " + quote_identifier(key) + " TO " +
                    (list && !value.empty() ? value : quote_literal(value)));
  }
}

void copy_rights(Session& session, const std::string& model, const std::string& name) {
  const Value arguments[] = {model};
  const Rows rows = session.query(
      "SELECT CASE WHEN grantee = 0 THEN NULL ELSE pg_get_userbyid(grantee) END, privilege_type, is_grantable FROM "
      "pg_database d, aclexplode(datacl) WHERE datname = $1",
      arguments);
  if (rows.empty()) return;  // the rights that every new database has
  const std::string on = " ON DATABASE " + quote_identifier(name);
  session.execute("REVOKE ALL" + on + " FROM PUBLIC");
  for (const auto& row : rows.rows) {
    session.execute("GRANT " + to_text(row[1]) + on + " TO " +
                    (is_null(row[0]) ? std::string("PUBLIC") : quote_identifier(to_text(row[0]))) +
                    (to_text(row[2]) == "t" || to_integer(row[2]) == 1 ? " WITH GRANT OPTION" : ""));
  }
  // (What the owner has given away of his own rights stays his: owners may grant themselves anything.)
}

void copy_comment(Session& session, const std::string& model, const std::string& name) {
  const Value arguments[] = {model};
  const Value comment = session.query_value(
      "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", arguments);
  if (is_null(comment)) return;
  session.execute("COMMENT ON DATABASE " + quote_identifier(name) + " IS " + quote_literal(to_text(comment)));
}

}  // namespace

void create_of_same_locale(Session& session, const std::string& model, const std::string& name) {
  session.execute(fmt::format("CREATE DATABASE {} TEMPLATE template0 {}", quote_identifier(name),
                              read_model(session, model).character_set));
}

void create_like(Session& session, const std::string& model, const std::string& name) {
  try {
    session.execute(create_sql(session, model, name));
    copy_settings(session, model, name);
    copy_rights(session, model, name);
    copy_comment(session, model, name);
  } catch (Error& error) {
    if (error.sqlstate != "42501") throw;  // insufficient_privilege
    error.kind = ErrorKind::refused;
    error.hint = fmt::format(
        "a restore makes a database beside the live one and lets them change places: give the "
        "user the right (ALTER ROLE ... CREATEDB; it must own {}), or restore as another user",
        model);
    error.state = "nothing was changed";
    throw;
  }
}

}  // namespace dunlin::database::postgres
