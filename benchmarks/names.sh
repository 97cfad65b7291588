# shellcheck shell=bash
# The resolvers that scripts look names up with: one of the application's own, and that of the platform, which is led to
# a name server of ours. Sourced by them behind common.sh; they set work, a folder.

name_server= # its process
name_server_address=127.0.0.77

# Sets resolver, what is in front of a class path whose program has SlowResolver.
# shellcheck disable=SC2034
make_resolver() {
  resolver=$work/resolver
  mkdir -p "$resolver/META-INF/services" || exit
  printf 'io.greenloom.bench.SlowResolver\n' >"$resolver/META-INF/services/java.net.spi.InetAddressResolverProvider"
}

# find_name_server TIMEOUT: sets with_name_server, a command that leads what is behind it to the name server, which is asked again after so
# many seconds. Or sets why that cannot be, and fails. What else runs does not notice: the mounts are the command's.
find_name_server() {
  if [ "$(id -u)" -ne 0 ]; then
    why='only root can have port 53 and replace resolv.conf'
    return 1
  fi
  if [ ! -f /etc/resolv.conf ] || [ ! -f /etc/nsswitch.conf ]; then
    why='there is no resolv.conf or nsswitch.conf to replace'
    return 1
  fi
  printf 'nameserver %s\noptions timeout:%s attempts:4\n' "$name_server_address" "$1" >"$work/resolv.conf"
  printf 'hosts: files dns\n' >"$work/nsswitch.conf"
  # shellcheck disable=SC2016
  with_name_server=(unshare --mount sh -c
    'mount --bind "$0/resolv.conf" /etc/resolv.conf && mount --bind "$0/nsswitch.conf" /etc/nsswitch.conf && exec "$@"'
    "$work")
  if ! "${with_name_server[@]}" grep -q "$name_server_address" /etc/resolv.conf 2>"$log"; then
    why="this root may not mount: $(head -n 1 "$log")"
    return 1
  fi
  # Is the port there to be had?
  if ! start_name_server 1; then
    why="the name server has not started: $(head -n 1 "$log")"
    return 1
  fi
  stop_name_server
}

# start_name_server MILLIS [COMMAND...]: it answers after so many milliseconds, and is run by the command, if any
start_name_server() {
  local millis=$1 first
  shift
  mkfifo "$work/name-server-in" "$work/name-server-out" || return
  "$@" "$java" -XX:+UseSerialGC -Xms128m -Xmx128m -cp "$bench_jar" io.greenloom.bench.NameServer \
    --address "$name_server_address" --millis "$millis" <"$work/name-server-in" >"$work/name-server-out" 2>"$log" &
  name_server=$!
  # It reads its input from us, and ends when we close it or die.
  exec 7>"$work/name-server-in" 8<"$work/name-server-out"
  rm -f "$work/name-server-in" "$work/name-server-out"
  read -r first <&8 && [ "$first" = "$name_server_address" ] && return
  stop_name_server
  return 1
}

# Sets queries, the number of those that have come.
stop_name_server() {
  exec 7>&-
  read -r queries <&8 || queries=
  exec 8<&-
  wait "$name_server"
  name_server=
}

# For the script's end.
kill_name_server() {
  [ -z "$name_server" ] || kill "$name_server" 2>/dev/null
}
