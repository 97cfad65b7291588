# shellcheck shell=bash
# The servers that benchmarks/serve measures, and the backend of some. Sourced behind common.sh, once the options are
# known and prepare has run. It uses workload, processors, service, agent_options and flags.

work=$(mktemp -d) || exit
server=
backend=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  [ -z "$backend" ] || kill "$backend" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# With one processor for the server the other one is the client's. With two they share both.
bind_server=()
bind_client=()
if [ "$processors" -eq 1 ]; then
  if command -v taskset >/dev/null && taskset -c 0 true 2>/dev/null && taskset -c 1 true 2>/dev/null; then
    bind_server=(taskset -c 0)
    bind_client=(taskset -c 1)
  else
    say "$name: without taskset or a second processor, server and client get in each other's way."
  fi
fi

# Each connection is a file descriptor on either side.
ulimit -n "$(ulimit -Hn)" 2>/dev/null

epoll_echo=$benchmarks/target/epoll-echo
find_server() { # find_server VARIANT: sets what it is started with, or sets why it cannot be and fails
  case $1 in
    epoll-c)
      if is_stale "$epoll_echo" "$benchmarks/src/main/c"; then
        cc -O2 -o "$epoll_echo" "$benchmarks/src/main/c/epoll-echo.c" >"$log" 2>&1 || {
          why='the C compiler cc is not there, or has failed'
          return 1
        }
      fi
      ;;
    nginx)
      nginx=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx) || {
        why='nginx is not installed'
        return 1
      }
      ;;
    gevent)
      find_gevent
      if [ -z "$python" ]; then
        why='no python3 here has gevent'
        return 1
      fi
      ;;
  esac
}

# One collector thread that runs only when the program stands still, and a heap that never grows:
# so no variant gains or loses by when the collector's own threads happen to run.
jvm_flags=(-XX:+UseSerialGC -Xms512m -Xmx512m)
# What is resident must not depend on how far the young generation happens to be filled: it is so small that each program
# has filled it before the first connection.
[ "$workload" != idle ] || jvm_flags+=(-Xmn2m)
for flag in $flags; do
  jvm_flags+=("$flag")
done
# As many carriers as Greenloom has hubs. The default on the processors it is bound to; said anyway.
virtual_flags=("-Djdk.virtualThreadScheduler.parallelism=$processors" "-Djdk.virtualThreadScheduler.maxPoolSize=$processors")
client_java=("$java" -XX:+UseSerialGC -Xms256m -Xmx256m -cp "$bench_jar")
service_options=(--workload "$service")
client_options=()
package=io.greenloom.bench

server_command() { # server_command VARIANT: sets command
  local flags=() threads=platform
  case $1 in
    jdk | jdk+agent)
      flags=("${virtual_flags[@]}")
      threads=virtual
      [ "$1" = jdk ] || flags+=("-javaagent:$bench_jar")
      ;;
    # Strict: if the agent cannot patch, there must be no server, which would be that of "platform".
    greenloom) flags=("-javaagent:$agent_jar=$agent_options,strict=true") ;;
    greenloom+unmonitored)
      flags=("-javaagent:$agent_jar=$agent_options,handoff=false,monitor.blocked-after=0,strict=true")
      ;;
  esac
  case $1 in
    epoll-c) command=("$epoll_echo") ;;
    netty) command=("$java" "${jvm_flags[@]}" -cp "$bench_jar:$benchmarks/target/jmh/*" "$package.NettyServer") ;;
    nginx) command=("$nginx" -p "$work" -e stderr -c "$work/nginx.conf") ;;
    gevent) command=("$python" "$benchmarks/src/main/python/gevent_echo.py") ;;
    *)
      command=("$java" "${jvm_flags[@]}" ${flags[@]+"${flags[@]}"} -cp "$bench_jar" "$package.BlockingServer"
        --threads "$threads" "${service_options[@]}")
      ;;
  esac
}

listens() { # listens PORT
  (exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# nginx cannot tell which port it was given, so it is told one that nobody uses.
prepare_nginx() {
  port=$((20000 + RANDOM % 10000))
  while listens "$port"; do
    port=$((port + 1))
  done
  sed -e "s|@FOLDER@|$work|; s|@PORT@|$port|; s|@FILES@|$(ulimit -n)|" "$benchmarks/src/main/nginx/nginx.conf" >"$work/nginx.conf"
}

# Starts a server that reads its input from us, and ends when we close it or die. Sets server and port, which is empty
# if the server has not started.
start_server() { # start_server VARIANT
  [ "$1" != nginx ] || prepare_nginx
  server_command "$1"
  rm -f "$work/in" "$work/out"
  mkfifo "$work/in" "$work/out" || exit
  ${bind_server[@]+"${bind_server[@]}"} "${command[@]}" <"$work/in" >"$work/out" 2>"$work/err" 5>&- 6<&- &
  server=$!
  exec 3>"$work/in" 4<"$work/out"
  if [ "$1" = nginx ]; then
    local waited=0
    until listens "$port" || [ "$waited" -ge 50 ]; do
      sleep 0.1
      waited=$((waited + 1))
    done
  else
    read -r port <&4 || port=
  fi
}

stop_server() { # stop_server VARIANT
  local waited=0
  exec 3>&-
  [ "$1" != nginx ] || kill "$server" 2>/dev/null
  while kill -0 "$server" 2>/dev/null && [ "$waited" -lt 100 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  if kill -KILL "$server" 2>/dev/null; then
    say "$name: the server $1 did not end with its input and was killed."
  fi
  wait "$server" 2>/dev/null
  server=
  exec 4<&-
}

start_backend() { # start_backend MILLIS POOL
  mkfifo "$work/backend-in" "$work/backend-out" || exit
  ${bind_client[@]+"${bind_client[@]}"} "${client_java[@]}" "$package.Backend" --delay "$1" \
    <"$work/backend-in" >"$work/backend-out" &
  backend=$!
  exec 5>"$work/backend-in" 6<"$work/backend-out"
  read -r port <&6 || die 1 "the backend has not started."
  service_options+=(--backend "$port" --pool "$2")
}

# Prints of the server: microseconds of processor time, context switches, resident KiB, threads.
sample() {
  local ticks switches
  # The name of the program, in parentheses, may contain anything: count from behind it.
  ticks=$(sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }')
  switches=$(cat "/proc/$server/task/"*/status 2>/dev/null | awk '/ctxt_switches/ { sum += $2 } END { print sum + 0 }')
  awk -v micros="$((ticks * 1000000 / $(getconf CLK_TCK)))" -v switches="$switches" \
    '/^VmRSS:/ { rss = $2 } /^Threads:/ { threads = $2 } END { print micros, switches, rss, threads }' "/proc/$server/status"
}
