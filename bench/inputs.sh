# For bench/run: what is measured is made here, into $work.

# make_migrations N: the same N migrations for each tool, each a table and an index, and as one file for the raw client:
# on SQLite in one transaction, on PostgreSQL in one transaction each, on MariaDB, where each statement is one, as it is.
make_migrations() {
  [ "$(cat "$work/made" 2>/dev/null)" != "$1" ] || return 0
  rm -rf "$work/native" "$work/goose" "$work/pairs"
  mkdir "$work/native" "$work/goose" "$work/pairs"
  awk -v n="$1" -v work="$work" '
    function put(file, text) { printf "%s", text > file; close(file) }
    BEGIN {
      sqlite = work "/all.sqlite.sql"; postgres = work "/all.postgres.sql"; mariadb = work "/all.mariadb.sql"
      print "BEGIN;" > sqlite
      printf "" > postgres
      printf "" > mariadb
      for (i = 1; i <= n; i++) {
        number = sprintf("%06d", i)
        table = "things_" number
        up = "CREATE TABLE " table " (\n  id INTEGER PRIMARY KEY,\n  name VARCHAR(100) NOT NULL,\n" \
             "  owner INTEGER NOT NULL DEFAULT 0,\n  created_at TIMESTAMP NULL\n);\n" \
             "CREATE INDEX " table "_owner ON " table " (owner);\n"
        down = "DROP TABLE " table ";\n"
        put(work "/native/" number "_create_" table ".sql", "-- dunlin:up\n" up "-- dunlin:down\n" down)
        put(work "/goose/" number "_create_" table ".sql", "-- +goose Up\n" up "-- +goose Down\n" down)
        put(work "/pairs/" number "_create_" table ".up.sql", up)
        put(work "/pairs/" number "_create_" table ".down.sql", down)
        printf "%s", up > sqlite
        printf "BEGIN;\n%sCOMMIT;\n", up > postgres
        printf "%s", up > mariadb
      }
      print "COMMIT;" > sqlite
    }'
  echo "$1" >"$work/made"
}

# make_large MB: one migration of about so many megabytes, 50 rows to a statement, and the same for the raw client, in
# one transaction.
make_large() {
  rm -rf "$work/large"
  mkdir "$work/large"
  awk -v bytes="$(($1 * 1000000))" '
    BEGIN {
      print "CREATE TABLE readings (id INTEGER PRIMARY KEY, place VARCHAR(40), words VARCHAR(200), amount INTEGER);"
      for (id = 1; written < bytes;) {
        text = "INSERT INTO readings (id, place, words, amount) VALUES\n"
        for (row = 1; row <= 50; row++) {
          text = text sprintf("(%d, %cplace %d%c, %cit%c%cs a row of some length; with a semicolon, and -- no comment: %d%c, %d)%s\n",
                              id, 39, id % 977, 39, 39, 39, 39, id * 7, 39, id % 1000, row < 50 ? "," : ";")
          id++
        }
        printf "%s", text
        written += length(text)
      }
    }' >"$work/large/0001_readings.sql"
  local begin=BEGIN
  [ "$engine" != mariadb ] || begin="SET autocommit = 0"
  { echo "$begin;"; cat "$work/large/0001_readings.sql"; echo "COMMIT;"; } >"$work/large.sql"
}
