# For bench/run: counts that do not depend on how busy the machine is. Each runs the command once more, under a tool.

# The processes of the server of $engine, as strace's options.
server_processes() {
  local pid child
  [ "$engine" != sqlite ] || return 0
  pid=$(cat "$DUNLIN_TEST_SERVERS/$engine.pid")
  echo "-p $pid"
  for child in $(cat "/proc/$pid/task/$pid/children"); do echo "-p $child"; done
}

# count_both COMMAND NAME: flushes to disk, of client and server, and round trips: how often the client waited for an
# answer after it had sent something (not told of clients that use write and read for it, as Go programs do).
count_both() {
  command -v strace >/dev/null || { [ -n "${told_strace:-}" ] || note "no strace, so nothing is counted"; told_strace=1; return 0; }
  local server tracer=
  server=$(server_processes)
  : >"$work/trace.server"
  if [ -n "$server" ]; then
    # shellcheck disable=SC2086
    strace -qq -f -e trace=fsync,fdatasync -o "$work/trace.server" $server 2>/dev/null &
    tracer=$!
    sleep 0.7
  fi
  strace -qq -f -e trace=fsync,fdatasync,sendto,recvfrom -s 0 -o "$work/trace.client" sh -c "$1" >/dev/null 2>&1
  if [ -n "$tracer" ]; then
    sleep 0.3
    kill -INT "$tracer"
    wait "$tracer" 2>/dev/null
  fi
  {
    echo "$(grep -hcE '(fsync|fdatasync)\(' <(cat "$work/trace.client" "$work/trace.server")) flushes"
    [ "$engine" = sqlite ] || awk '
      /sendto/ && !/= -1/ { sent = 1 }
      /recvfrom.*= [1-9]/ && sent { trips++; sent = 0 }
      END { if (trips) print trips " round trips" }' "$work/trace.client"
  } >"$work/counts.$2"
}

# count_instructions COMMAND NAME: in user space, of all its processes. Only for what can be run again.
count_instructions() {
  command -v valgrind >/dev/null || { [ -n "${told_valgrind:-}" ] || note "no valgrind, so instructions are not counted"; told_valgrind=1; return 0; }
  rm -f "$work"/callgrind.*
  valgrind --tool=callgrind --trace-children=yes --callgrind-out-file="$work/callgrind.%p" sh -c "$1" \
    >/dev/null 2>"$work/valgrind.log" || return 0
  awk '/^(summary|totals):/ && !seen[FILENAME]++ { all += $2 }
       END { printf "%.1f million instructions\n", all / 1e6 }' "$work"/callgrind.* >>"$work/counts.$2"
  rm -f "$work"/callgrind.*
}
