# shellcheck shell=bash
# What the scripts share that run variants of a Java program in rounds; sourced by them behind common.sh. They set
# agent_options, more_flags, rounds, results and work.

# One collector thread that runs only when the program stands still, and a heap that never grows.
# shellcheck disable=SC2034
fixed_heap=(-XX:+UseSerialGC -Xms1g -Xmx1g)
empty_agent=-javaagent:$bench_jar

# variant_flags VARIANT HUBS: sets jvm_flags, threads and kind, which the threads then must be.
# "jdk" and its like have virtual threads, with as many carriers as Greenloom has hubs. "greenloom/2" has two hubs,
# whatever HUBS is. Scripts that run more than its threads there set greenloom_kind.
variant_flags() {
  [[ $1 != */* ]] || set -- "${1%/*}" "${1#*/}"
  # Strict: if the agent cannot patch, there must be no program, which would be a plain one.
  local greenloom="-javaagent:$agent_jar=hubs=$2,${agent_options:+$agent_options,}strict=true"
  jvm_flags=(${more_flags[@]+"${more_flags[@]}"})
  threads=platform
  kind=platform
  case $1 in
    jdk*)
      threads=virtual
      kind=virtual
      [ "$2" = auto ] ||
        jvm_flags+=("-Djdk.virtualThreadScheduler.parallelism=$2" "-Djdk.virtualThreadScheduler.maxPoolSize=$2")
      ;;
    gevent) kind=greenlet ;;
  esac
  case $1 in
    *+agent) jvm_flags+=("$empty_agent") ;;
    greenloom)
      jvm_flags+=("$greenloom")
      kind=${greenloom_kind:-green}
      ;;
    greenloom+excluded) jvm_flags+=("$greenloom,threads.exclude=name:*") ;;
  esac
}

upper_kind() { # the kind of threads, as Java has it
  printf '%s\n' "$kind" | tr '[:lower:]' '[:upper:]'
}

# Sets pinned, a command that binds what is behind it to one processor, or nothing.
# shellcheck disable=SC2034
find_pinned() {
  pinned=()
  if command -v taskset >/dev/null && taskset -c 0 true 2>/dev/null; then
    pinned=(taskset -c 0)
  else
    say "$name: without taskset the JVM's other threads run beside the hub."
  fi
}

# choose_variants LIST: sets variants, if they are not given, to the list and gevent, where it is. Sets python.
choose_variants() {
  find_gevent
  if [ -z "$variants" ]; then
    variants=$1
    if [ -n "$python" ]; then
      variants=$variants,gevent
    else
      say "$name: without gevent, which no python3 here has."
    fi
  fi
  case ,$variants, in
    *,gevent,*) [ -n "$python" ] || die 1 "no python3 here has gevent." ;;
  esac
}

# without VARIANT LIST: prints the list but for that variant
without() {
  local list=,$2,
  list=${list/,$1,/,}
  list=${list#,}
  printf '%s\n' "${list%,}"
}

# run_rounds FUNCTION PAIRS VARIANTS [ARGUMENT...]: adds lines to the results: those that FUNCTION VARIANT ARGUMENT...
# prints, with PAIRS, the variant and the round before them. Each line has to tell the kind of threads.
run_rounds() {
  local function=$1 pairs=$2 list=$3 round variant line
  shift 3
  for ((round = 1; round <= rounds; round++)); do
    for variant in ${list//,/ }; do
      [ ! -t 2 ] || printf '\r\033[K%s, round %s, %s' "$pairs" "$round" "$variant" >&2
      # The kind of threads does not depend on the number of hubs.
      variant_flags "$variant" auto
      "$function" "$variant" "$@" >"$work/output" 2>"$work/err" || {
        cat "$work/output" "$work/err" >&2
        die 1 "$pairs failed in round $round, $variant; its output is above."
      }
      [ ! -s "$work/err" ] || head -n 20 "$work/err" >&2
      [ -s "$work/output" ] || die 1 "$pairs has given no result in round $round, $variant."
      while read -r line; do
        case " $line " in
          *" kind=$kind "*) ;;
          *) die 1 "the threads of $pairs, $variant, should have been $kind: $line" ;;
        esac
        printf '%s variant=%s round=%s %s\n' "$pairs" "$variant" "$round" "$line" >>"$results"
      done <"$work/output"
    done
    # The next round starts with another variant, lest one always comes right after the same other.
    [[ $list != *,* ]] || list=${list#*,},${list%%,*}
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# print_table TITLE MATCH COLUMN...: a row for each variant, of the result lines that contain all words of MATCH.
# A column is key:label:decimals:what, where what is "ratio" or "more" for another column that compares with the
# variant in base, or nothing.
print_table() {
  local title=$1 match=$2
  shift 2
  printf '\n%s\n' "$title"
  # shellcheck disable=SC2016
  awk -v match_words="$match" -v columns="$*" -v base="$base" "$awk_functions"'
    BEGIN {
      words = split(match_words, word, " ")
      width = split(columns, column, " ")
    }
    {
      for (i = 1; i <= words; i++) if (index(" " $0 " ", " " word[i] " ") == 0) next
      delete field
      for (i = 1; i <= NF; i++) {
        at = index($i, "=")
        field[substr($i, 1, at - 1)] = substr($i, at + 1)
      }
      variant = field["variant"]
      if (!(variant in runs)) {
        variants[++variants_count] = variant
      }
      runs[variant]++
      round[variant, runs[variant]] = field["round"]
      for (key in field) value[variant, key, field["round"]] = field[key]
    }
    function of(variant, key,   i, values) {
      for (i = 1; i <= runs[variant]; i++) values[i] = value[variant, key, round[variant, i]] + 0
      return median(values, runs[variant])
    }
    function compared(variant, key, what, decimals,   i, n, a, b, values, middle) {
      n = 0
      for (i = 1; i <= runs[variant]; i++) {
        a = value[variant, key, round[variant, i]]
        b = value[base, key, round[variant, i]]
        if (a == "" || b == "") continue
        if (what == "more") values[++n] = a - b
        else if (sprintf("%.*f", decimals, b) + 0 > 0) values[++n] = a / b
      }
      if (n == 0) return "-"
      middle = median(values, n)
      if (what == "ratio") decimals = 2
      return sprintf("%.*f (%.*f-%.*f)", decimals, middle, decimals, values[1], decimals, values[n])
    }
    END {
      printf "%-18s", "variant"
      for (c = 1; c <= width; c++) {
        split(column[c], part, ":")
        gsub(/_/, " ", part[2])
        printf " %10s", part[2]
        if (part[4]) printf " %-18s", part[4] " (min-max)"
      }
      print ""
      for (v = 1; v <= variants_count; v++) {
        variant = variants[v]
        printf "%-18s", variant
        for (c = 1; c <= width; c++) {
          split(column[c], part, ":")
          if (value[variant, part[1], round[variant, 1]] == "") printf " %10s", "-"
          else printf " %10.*f", part[3], of(variant, part[1])
          if (part[4]) printf " %-18s", compared(variant, part[1], part[4], part[3])
        }
        print ""
      }
    }' "$results"
}
