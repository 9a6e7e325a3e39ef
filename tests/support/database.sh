# For test scripts: a database of their own on the engine that $engine names, by the engine's own client.
# Sets DUNLIN_DATABASE_URL; offers fresh_database, drop_database_again, sql, dump. Needs what scripts/with-servers sets.

database=dunlin_${test_name:?}_$$
case ${engine:?} in
  sqlite)
    export DUNLIN_DATABASE_URL=sqlite:$work/app.db
    ;;
  postgres)
    [ -n "${DUNLIN_TEST_POSTGRES_URL:-}" ] || { echo "skipped: no DUNLIN_TEST_POSTGRES_URL"; exit 77; }
    export DUNLIN_DATABASE_URL=${DUNLIN_TEST_POSTGRES_URL%/*}/$database
    ;;
  mariadb)
    [ -n "${DUNLIN_TEST_MARIADB_URL:-}" ] || { echo "skipped: no DUNLIN_TEST_MARIADB_URL"; exit 77; }
    export DUNLIN_DATABASE_URL=${DUNLIN_TEST_MARIADB_URL%/*}/$database
    # scheme://user:password@host:port/database
    rest=${DUNLIN_TEST_MARIADB_URL#*://}
    credentials=${rest%@*}
    address=${rest##*@}
    address=${address%%/*}
    export MYSQL_PWD=${credentials#*:}
    mariadb_arguments=(--no-defaults --user="${credentials%%:*}" --host="${address%:*}" --port="${address#*:}")
    ;;
esac

drop_database_again() {
  case $engine in
    sqlite) rm -f "$work"/app.db* ;;
    postgres) psql -Xqc "DROP DATABASE IF EXISTS $database WITH (FORCE)" "$DUNLIN_TEST_POSTGRES_URL" 2>/dev/null ;;
    mariadb) mariadb "${mariadb_arguments[@]}" -e "DROP DATABASE IF EXISTS $database" ;;
  esac
}

fresh_database() {
  drop_database_again
  case $engine in
    sqlite) ;;
    postgres) psql -Xqc "CREATE DATABASE $database TEMPLATE template0" "$DUNLIN_TEST_POSTGRES_URL" ;;
    mariadb) mariadb "${mariadb_arguments[@]}" -e "CREATE DATABASE $database" ;;
  esac
}

sql() {
  case $engine in
    sqlite) sqlite3 "$work/app.db" "$1" ;;
    postgres) psql -XAtqc "$1" "$DUNLIN_DATABASE_URL" ;;
    mariadb) mariadb "${mariadb_arguments[@]}" -N -B "$database" -e "$1" ;;
  esac
}

# Everything but the history: structure and rows, in an order that does not depend on time.
dump() {
  case $engine in
    sqlite)
      sqlite3 "$work/app.db" "SELECT sql FROM sqlite_master WHERE name NOT LIKE '%dunlin\\_%' ESCAPE '\\' ORDER BY name"
      local table
      for table in $(sqlite3 "$work/app.db" "SELECT name FROM sqlite_master WHERE type = 'table' \
          AND name NOT LIKE 'dunlin\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"); do
        sqlite3 "$work/app.db" "SELECT '$table', * FROM $table ORDER BY 1, 2"
      done
      ;;
    postgres)
      # A heap has no order: where a row lies depends on when vacuum made room.
      local options=(--no-owner --exclude-table='dunlin_*' --exclude-table-data='dunlin_*')
      {
        pg_dump "${options[@]}" --schema-only "$DUNLIN_DATABASE_URL"
        pg_dump "${options[@]}" --data-only --inserts "$DUNLIN_DATABASE_URL" | LC_ALL=C sort
      } | grep -vE '^(--|\\(un)?restrict|SELECT pg_catalog.set_config|$)' ;;
    mariadb)
      local tables
      tables=$(sql "SELECT table_name FROM information_schema.tables WHERE table_schema = '$database' \
          AND table_name NOT LIKE 'dunlin\\_%' ORDER BY 1")
      [ -z "$tables" ] || mariadb-dump "${mariadb_arguments[@]}" --skip-comments --skip-extended-insert \
        --order-by-primary --routines "$database" $tables | grep -v 'M!999999' | sed 's/ AUTO_INCREMENT=[0-9]*//'
      ;;
  esac
}

# What the history says, without times.
history_facts() {
  sql "SELECT version, name, state, statements_done, statements_total FROM dunlin_migrations ORDER BY version"
  sql "SELECT version, count(*) FROM dunlin_log WHERE event = 'up' GROUP BY version ORDER BY version"
}
