#include "database/postgres/sandbox.hpp"

#include <fmt/format.h>

#include <random>

#include "database/postgres/connection.hpp"
#include "database/postgres/database_copy.hpp"
#include "database/postgres/passing.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::string_view kPrefix = "dunlin_sandbox_";
constexpr std::string_view kUsualPath = "\"$user\", public";

std::string random_letters() {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  std::random_device random;
  std::string out;
  for (int i = 0; i < 16; ++i) out += letters[random() % letters.size()];
  return out;
}

/// Empties what is left of a database when the user's schemas are gone. Committing now and then keeps the number of
/// locks within the server's limits.
constexpr std::string_view kClear = R"(DO $clear$
DECLARE
  one record;
  done integer := 0;
  here CONSTANT oid := (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema());
  whole CONSTANT boolean := {0};
BEGIN
  IF whole THEN
    FOR one IN SELECT evtname AS name FROM pg_catalog.pg_event_trigger LOOP
      EXECUTE format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', one.name);
    END LOOP;
    FOR one IN SELECT pubname AS name FROM pg_catalog.pg_publication LOOP
      EXECUTE format('DROP PUBLICATION IF EXISTS %I CASCADE', one.name);
    END LOOP;
    FOR one IN SELECT fdwname AS name FROM pg_catalog.pg_foreign_data_wrapper LOOP
      EXECUTE format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', one.name);
    END LOOP;
    FOR one IN SELECT extname AS name FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' LOOP
      EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', one.name);
      COMMIT;
    END LOOP;
    FOR one IN SELECT lanname AS name FROM pg_catalog.pg_language WHERE oid >= 16384 LOOP
      EXECUTE format('DROP LANGUAGE IF EXISTS %I CASCADE', one.name);
    END LOOP;
    FOR one IN SELECT castsource::regtype AS source, casttarget::regtype AS target FROM pg_catalog.pg_cast c WHERE
        c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = c.tableoid AND d.objid =
        c.oid AND d.deptype = 'i') LOOP
      EXECUTE format('DROP CAST IF EXISTS (%s AS %s) CASCADE', one.source, one.target);
    END LOOP;
    FOR one IN SELECT amname AS name FROM pg_catalog.pg_am WHERE oid >= 16384 LOOP
      EXECUTE format('DROP ACCESS METHOD IF EXISTS %I CASCADE', one.name);
    END LOOP;
  END IF;
  -- Tables first: with them goes most of the rest. All is named before anything goes.
  FOR one IN
    SELECT o.type, o.identity FROM (
      SELECT d.classid, d.objid, d.objsubid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_namespace n ON n.oid =
        d.refobjid WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.deptype = 'n' AND (d.refobjid = here OR
        whole AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') AND
        d.classid <> 'pg_catalog.pg_default_acl'::regclass AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend i WHERE
        i.classid = d.classid AND i.objid = d.objid AND i.refobjid <> i.objid AND i.deptype IN ('i', 'e'))
    ) AS d CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) AS o
    ORDER BY d.classid <> 'pg_catalog.pg_class'::regclass, o.identity
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE', CASE one.type WHEN 'composite type' THEN 'type' WHEN
      'statistics object' THEN 'statistics' ELSE one.type END, CASE one.type WHEN 'aggregate' THEN
      regexp_replace(one.identity, '\(\)$', '(*)') ELSE one.identity END);
    done := done + 1;
    IF done % 100 = 0 THEN COMMIT; END IF;
  END LOOP;
  COMMIT;
  IF whole THEN
    FOR one IN SELECT nspname AS name FROM pg_catalog.pg_namespace WHERE oid <> here AND nspname !~ '^pg_' AND nspname
        <> 'information_schema' LOOP
      EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', one.name);
    END LOOP;
  END IF;
  FOR one IN SELECT DISTINCT pg_get_userbyid(d.defaclrole) AS role, coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '') AS
      place, CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T'
      THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS word, e.grantee, d.defaclnamespace = 0 AS whole,
      d.defaclobjtype, d.defaclrole FROM
      pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace CROSS JOIN LATERAL
      (SELECT grantee FROM aclexplode(d.defaclacl) UNION SELECT 0) AS e WHERE whole OR d.defaclnamespace = here LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE ALL ON %s FROM %s', one.role, one.place, one.word, CASE
      WHEN one.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(one.grantee)) END);
    IF one.whole THEN
      EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO %I', one.role, one.word, one.role);
      IF one.word IN ('FUNCTIONS', 'TYPES') THEN
        EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO PUBLIC', one.role, one.word);
      END IF;
    END IF;
  END LOOP;
  FOR one IN SELECT e.grantee FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) AS e WHERE n.oid =
      here AND e.grantee <> n.nspowner GROUP BY 1 LOOP
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %s', current_schema(), CASE WHEN one.grantee = 0 THEN 'PUBLIC' ELSE
      quote_ident(pg_get_userbyid(one.grantee)) END);
  END LOOP;
  FOR one IN SELECT e.grantee, string_agg(DISTINCT e.privilege_type, ', ') AS rights FROM pg_catalog.pg_init_privs i
      CROSS JOIN LATERAL aclexplode(i.initprivs) AS e WHERE i.classoid = 'pg_catalog.pg_namespace'::regclass AND i.objoid
      = here GROUP BY 1 LOOP
    EXECUTE format('GRANT %s ON SCHEMA %I TO %s', one.rights, current_schema(), CASE WHEN one.grantee = 0 THEN 'PUBLIC'
      ELSE quote_ident(pg_get_userbyid(one.grantee)) END);
  END LOOP;
END
$clear$)";

class PostgresSandbox final : public Sandbox {
 public:
  PostgresSandbox(const Url& url, const OpenOptions& options) : holder_(url, options), passing_(holder_), url_(url) {
    sweep();
    const Rows rows = holder_.query(
        "SELECT current_database(), (SELECT oid FROM pg_database WHERE datname = current_database())::text, "
        "current_schema(), current_setting('search_path')",
        {});
    name_ = fmt::format("{}{}_{}", kPrefix, to_text(rows[0][1]), random_letters());
    if (!holder_.advisory_locks()) {
      // Behind a pooler a lock holds only as long as its transaction does, so there things are made on a session of
      // their own while this one stays in one.
      holder_.execute("BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0", {});
      worker_ = std::make_unique<PostgresConnection>(url, options);
    }
    passing_.lock(name_);
    try {
      make(to_text(rows[0][0]));
      open(to_text(rows[0][2]), to_text(rows[0][3]), options);
    } catch (...) {
      remove();
      throw;
    }
  }
  ~PostgresSandbox() override {
    connection_.reset();
    remove();
  }
  PostgresSandbox(const PostgresSandbox&) = delete;
  PostgresSandbox& operator=(const PostgresSandbox&) = delete;

  [[nodiscard]] Connection& connection() override { return *connection_; }
  [[nodiscard]] const Url* url() const override { return &url_; }
  [[nodiscard]] bool whole() const override { return whole_; }

  void clear() override {
    connection_->rollback();
    connection_->reset_session();
    connection_->execute(fmt::format(fmt::runtime(kClear), whole_ ? "true" : "false"), {});
    connection_->execute("COMMENT ON SCHEMA " + connection_->quote_name(connection_->current_schema()) + " IS NULL",
                         {});
    (void)connection_->take_notices();
  }

 private:
  [[nodiscard]] PostgresConnection& maker() { return worker_ ? *worker_ : holder_; }

  void sweep() {
    // Those whose locks are in this database: its number is in their names.
    const std::string like = quote_literal(std::string(kPrefix)) +
                             " || (SELECT oid FROM pg_database WHERE datname = current_database()) || '\\_%'";
    const auto names = [&](const std::string& sql) {
      std::vector<std::string> out;
      for (const auto& row : holder_.query(sql, {}).rows) out.push_back(to_text(row[0]));
      return out;
    };
    passing_.sweep_databases(names("SELECT datname FROM pg_database WHERE datname LIKE " + like));
    passing_.sweep_schemas(names("SELECT nspname FROM pg_namespace WHERE nspname LIKE " + like));
  }

  void make(const std::string& model) {
    try {
      create_of_same_locale(maker().session(), model, name_);
      return;
    } catch (const Error& error) {
      if (error.sqlstate != "42501") throw;  // insufficient_privilege
    }
    whole_ = false;
    try {
      maker().execute("CREATE SCHEMA " + quote_identifier(name_), {});
    } catch (Error& error) {
      if (error.sqlstate != "42501") throw;
      throw Error(
          ErrorKind::refused,
          "A schema is evaluated in a temporary database, or in a temporary schema, and the user may make neither",
          "give it the right (ALTER ROLE ... CREATEDB), or name another server for it (sandbox_url)");
    }
  }

  void open(const std::string& schema, const std::string& path, const OpenOptions& options) {
    for (const char* name : {"schema", "currentSchema", "search_path", "force"}) url_.parameters.erase(name);
    if (!whole_) {
      url_.parameters["search_path"] = name_;
    } else {
      url_.parameters.erase("dbname");
      url_.path = name_;
      if (path != kUsualPath) url_.parameters["search_path"] = path;
    }
    connection_ = std::make_unique<PostgresConnection>(url_, options);
    if (whole_ && !schema.empty() && connection_->current_schema() != schema) {
      connection_->execute("CREATE SCHEMA " + quote_identifier(schema), {});
    }
  }

  void remove() noexcept {
    try {
      if (whole_) {
        Passing(maker()).drop_database(name_);
      } else {
        Passing(maker()).drop_schema(name_);
      }
    } catch (...) {
      // The next sandbox removes it.
    }
    if (!worker_) passing_.unlock(name_);
  }

  PostgresConnection holder_;
  std::unique_ptr<PostgresConnection> worker_;
  Passing passing_;
  Url url_;
  std::string name_;
  bool whole_ = true;
  std::unique_ptr<PostgresConnection> connection_;
};

}  // namespace

std::unique_ptr<Sandbox> make_sandbox(const Url& url, const OpenOptions& options) {
  return std::make_unique<PostgresSandbox>(url, options);
}

}  // namespace dunlin::database::postgres
