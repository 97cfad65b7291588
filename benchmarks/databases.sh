# shellcheck shell=bash
# The databases that programs are measured with, each on a free port of loopback and without persistence. Sourced behind
# common.sh; they use work and log, a folder and a file.

database=        # its process
database_folder= # PostgreSQL's, which is its user's

has_redis() {
  command -v redis-server >/dev/null && command -v redis-cli >/dev/null
}

# Debian has PostgreSQL's programs in a folder for each version.
has_postgres() {
  PATH=$PATH:$(printf '%s:' /usr/lib/postgresql/*/bin)
  command -v initdb >/dev/null && command -v postgres >/dev/null && command -v pg_isready >/dev/null
}

# start_database FUNCTION ANSWERS: FUNCTION starts it in the background, ANSWERS tells whether it is the one that answers.
# Sets database and database_port.
start_database() {
  local try
  for try in 1 2 3 4 5; do
    # Somebody may have the port: then the next one is tried.
    database_port=$((20000 + RANDOM % 10000))
    "$1"
    database=$!
    while kill -0 "$database" 2>/dev/null; do
      ! "$2" || return 0
      sleep 0.1
    done
  done
  die 1 "the database has not started, $try times: $(tail -n 1 "$log")"
}

# For the script's end, too.
stop_database() {
  if [ -n "$database" ]; then
    kill -INT "$database" 2>/dev/null
    wait "$database" 2>/dev/null
    database=
  fi
  if [ -n "$database_folder" ]; then
    rm -rf "$database_folder"
    database_folder=
  fi
}

redis_server() {
  redis-server --port "$database_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$log" 2>&1 &
}

redis_answers() {
  redis-cli -p "$database_port" info server 2>/dev/null | tr -d '\r' | grep -qx "process_id:$database"
}

start_redis() {
  start_database redis_server redis_answers
}

postgres_server() {
  "${as_user[@]}" postgres -D "$database_folder/data" -p "$database_port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off -c max_connections=100 >"$log" 2>&1 &
}

postgres_answers() {
  grep -q "^$database\$" "$database_folder/data/postmaster.pid" 2>/dev/null &&
    pg_isready -q -h 127.0.0.1 -p "$database_port"
}

# The user is "bench", with no password. PostgreSQL does not run as root.
start_postgres() {
  as_user=(env)
  database_folder=$(mktemp -d) || exit
  if [ "$(id -u)" -eq 0 ]; then
    as_user=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
    chown nobody "$database_folder"
  fi
  (cd "$database_folder" && "${as_user[@]}" initdb -D data -A trust -U bench --no-sync) >"$log" 2>&1 ||
    die 1 "initdb has failed: $(tail -n 1 "$log")"
  start_database postgres_server postgres_answers
}
