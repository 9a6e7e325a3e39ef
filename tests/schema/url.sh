# For the scripts here: $url, where databases of the kind $2 can be made.
case $2 in
  sqlite) url=sqlite::memory: ;;
  postgres) url=${DUNLIN_TEST_POSTGRES_URL:-} ;;
  mariadb | mysql) url=${DUNLIN_TEST_MARIADB_URL:-} ;;
esac
[ -n "${url:-}" ] || { echo "skipped: no server of $2 (scripts/with-servers)"; exit 77; }
