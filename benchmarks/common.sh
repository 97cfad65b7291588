# shellcheck shell=bash
# What the benchmark scripts share; sourced by them, before they look at their arguments. They set "name" first.

benchmarks=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$benchmarks")
agent_jar=$root/agent/target/greenloom-agent.jar
bench_jar=$benchmarks/target/greenloom-benchmarks.jar # also the empty agent
# Variants of a server: one program in Java, and others that only answer at once.
java_variants=jdk,jdk+agent,greenloom,platform
# shellcheck disable=SC2034
monitor_variants=greenloom+unmonitored,greenloom
# shellcheck disable=SC2034
server_variants=$java_variants,epoll-c,netty,nginx,gevent
command_line="benchmarks/$name${*:+ $*}"

say() {
  printf '%s\n' "$*" >&2
}

die() { # die EXIT_CODE SENTENCE
  local code=$1
  shift
  say "$name: $*"
  exit "$code"
}

# check_list OPTION LIST ALLOWED: ends with a sentence unless the list has only words that are allowed
check_list() {
  local word
  [ -n "${2//,/}" ] || die 2 "$1 needs a list; --help tells of what."
  for word in ${2//,/ }; do
    case ,$3, in
      *,"$word",*) ;;
      *) die 2 "$1 does not know '$word', but only ${3//,/, }." ;;
    esac
  done
}

need_number() { # need_number OPTION VALUE
  case $2 in
    '' | 0* | *[!0-9]*) die 2 "$1 needs a number above 0, not '$2'." ;;
  esac
}

# Sets jdk, the folder of the JDK that Greenloom's launcher would take.
find_jdk() {
  local answer
  answer=$("$root/greenloom" version) || exit
  jdk=$(printf '%s\n' "$answer" | sed -n 's/^JDK [^ ]* in //p')
  [ -x "$jdk/bin/java" ] || die 1 "'greenloom version' has not named a JDK."
  java=$jdk/bin/java
}

is_stale() { # is_stale FILE FOLDER...: whether the file is missing or older than a source or pom
  local file=$1
  shift
  [ ! -f "$file" ] ||
    [ -n "$(find "$@" -name target -prune -o -type f \( -path '*/src/*' -o -name pom.xml \) -newer "$file" -print |
      head -n 1)" ]
}

# Sets python, an interpreter that has gevent, or nothing.
find_gevent() {
  for python in python3 /usr/bin/python3; do
    ! "$python" -c 'import gevent' 2>/dev/null || return 0
  done
  python=
}

build() {
  if ! is_stale "$agent_jar" "$root/pom.xml" "$root/runtime" "$root/agent" &&
    ! is_stale "$bench_jar" "$root/pom.xml" "$benchmarks"; then
    return
  fi
  say 'Building the agent and the benchmarks ...'
  # The jars get this file's time, so that a source changed during the build is newer than they are.
  local stamp=$benchmarks/target/build.stamp
  : >"$stamp" || exit
  (cd "$root" && JAVA_HOME=$jdk mvn -B -q -DskipTests -pl agent,benchmarks -am package) >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die 1 "the build failed; the end of Maven's output is above, all of it in $log"
  }
  touch -r "$stamp" "$agent_jar" "$bench_jar"
}

# Finds a JDK and builds what is missing. Sets log, a file for the output of what is started.
prepare() {
  mkdir -p "$benchmarks/target" || exit
  log=$benchmarks/target/$name.log
  find_jdk
  build
}

# Begins the results of a workload, which start with how to get them. Sets results, their file.
begin_results() { # begin_results WORKLOAD
  results=$benchmarks/target/$1-results.txt
  printf '# %s\n' "$command_line" >"$results" || exit
}

report() { # report ARGUMENT...: runs what makes tables and pages of results
  "$java" -cp "$bench_jar:$benchmarks/target/jmh/*" io.greenloom.bench.report.PerformancePage "$@"
}

machine() {
  printf '%s, %s processors, Linux %s\n' \
    "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)" "$(getconf _NPROCESSORS_ONLN)" \
    "$(uname -r)"
}

# Prints what the results depend on.
describe_machine() {
  machine
  "$java" -version 2>&1 | sed -n '2,3p'
  printf 'Load of the machine before the first run: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
}

# awk functions for the tables.
# shellcheck disable=SC2034
awk_functions='
  # Sorts values[1..n]; n is small.
  function sort(values, n,   i, j, value) {
    for (i = 2; i <= n; i++) {
      value = values[i]
      for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
      values[j + 1] = value
    }
  }
  # The median of values[1..n], which it sorts.
  function median(values, n) {
    sort(values, n)
    return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
  }'
