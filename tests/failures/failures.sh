# For the scripts of this folder: a working folder, a database of its own, a proxy before it, and checks that count.
#   SCRIPT DUNLIN PROXY ENGINE
set -u
dunlin=$(realpath "${1:?the command}")
proxy=$(realpath "${2:?the TCP proxy}")
engine=${3:?the engine}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-failures.XXXXXX") || exit 1
chmod 755 "$work"
. "$here/../support/database.sh"
direct=$DUNLIN_DATABASE_URL
export NO_COLOR=1
failures=0
proxy_pid=
helpers=()

clean_up() {
  stop_proxy
  local pid
  for pid in ${helpers[@]+"${helpers[@]}"}; do kill "$pid" 2>/dev/null; done
  at_end
  drop_database_again >/dev/null 2>&1
  rm -rf "$work"
}
at_end() { :; }
trap clean_up EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
: >everything

fail() {
  failures=$((failures + 1))
  echo "FAILED: $*"
  [ ! -e out ] || sed 's/^/    /' out
}

# What every script ends with.
finish() {
  # The password of the servers' test user, which the URL holds.
  if grep -nF "${password:-secret}" everything; then fail "a password was printed"; fi
  echo "${0##*/} $engine: $failures failed"
  [ $failures = 0 ]
  exit
}

now() { local time=${EPOCHREALTIME/[.,]/}; echo $((time / 1000)); }

# up FOLDER, down FOLDER, ...: runs the command; what it says is in `out` (stdout: `said`), its code in $code, its
# time in $took.
run() {
  local begun
  begun=$(now)
  "$dunlin" --yes "$@" >said 2>story
  code=$?
  took=$(($(now) - begun))
  cat story said >out
  cat out >>everything
}

# begin ARGUMENTS...: the same in the background; end_of_run waits for it. Its process is $runner.
begin() {
  began=$(now)
  : >said
  : >story
  # In the background bash has Ctrl-C ignored.
  env --default-signal=INT,QUIT "$dunlin" --yes "$@" >said 2>story &
  runner=$!
}
end_of_run() {
  wait "$runner" 2>/dev/null
  code=$?
  took=$(($(now) - began))
  cat story said >out
  cat out >>everything
}

expect_code() { [ "$code" = "$2" ] || fail "$1: exit code $code, expected $2"; }
expect_words() { # NAME PATTERN...
  local name=$1 pattern
  shift
  for pattern in "$@"; do grep -qE -- "$pattern" out || fail "$name: does not say '$pattern'"; done
}
expect_within() { [ "$took" -le "$2" ] || fail "$1: took $took ms, expected $2 at most"; }
expect_value() { [ "$2" = "$3" ] || fail "$1: '$2', expected '$3'"; }

# wait_until SECONDS COMMAND...
wait_until() {
  local end=$(($(now) + $1 * 1000))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(now)" -lt $end ] || return 1
    sleep 0.05
  done
}
# wait_for_word WORD: until the run in the background has said it.
wait_for_word() { wait_until 20 grep -qE -- "$1" story said || fail "never says '$1'"; }

# start_proxy OPTIONS...: DUNLIN_DATABASE_URL goes through it from now on.
start_proxy() {
  stop_proxy
  local address=${direct#*@}
  address=${address%%/*}
  rm -f proxy.port
  "$proxy" --to "$address" --port-file proxy.port "$@" >proxy.out 2>&1 &
  proxy_pid=$!
  until [ -e proxy.port ]; do kill -0 $proxy_pid 2>/dev/null || { cat proxy.out; exit 1; }; sleep 0.01; done
  through=${direct/$address/127.0.0.1:$(cat proxy.port)}
  # Texts are looked for in what is sent, so that it must not be encrypted.
  case $engine in
    postgres) through=$through?sslmode=disable ;;
    mariadb) through=$through?ssl-mode=disabled ;;
  esac
  export DUNLIN_DATABASE_URL=$through
}
stop_proxy() {
  [ -z "$proxy_pid" ] || { kill "$proxy_pid" && wait "$proxy_pid"; } 2>/dev/null
  proxy_pid=
  export DUNLIN_DATABASE_URL=$direct
}

# What the history calls applied, one version a line.
applied_versions() {
  sql "SELECT version FROM dunlin_migrations WHERE state = 'applied' ORDER BY version" 2>/dev/null
}
# What it still holds: a migration whose undoing has begun stays in it until its end.
remaining_versions() { sql "SELECT version FROM dunlin_migrations ORDER BY version" 2>/dev/null; }
# What the last run said that it had done: versions after "applied" or "undone".
versions_said() { sed -nE "s/^$1 ([0-9]+).*/\1/p" said | sort; }

# Whether the server runs somebody's long statement.
sleeping() {
  case $engine in
    postgres) [ -n "$(psql -XAtqc "SELECT 1 FROM pg_stat_activity WHERE datname = '$database' AND state = 'active' \
      AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" "$DUNLIN_TEST_POSTGRES_URL")" ] ;;
    mariadb) [ -n "$(mariadb "${mariadb_arguments[@]}" -N -B -e "SELECT 1 FROM information_schema.processlist \
      WHERE db = '$database' AND info LIKE '%SLEEP%'")" ] ;;
  esac
}
