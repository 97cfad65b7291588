# shellcheck shell=bash
# What the scripts share that run JMH; sourced by them behind rounds.sh. They set warmup and seconds.

# run_jmh CLASS.METHOD [OPTION...]: runs a benchmark in a JVM as variant_flags has set it, which it tells the kind of its
# threads, and prints a line of results
run_jmh() {
  local benchmark=$1 more=
  shift
  # JMH's own workers are platform threads, which Greenloom makes green without being asked.
  [ "$threads" = platform ] || more=-Djmh.executor=VIRTUAL
  # A timeout, because a benchmark's thread that fails leaves the other one waiting.
  ${pinned[@]+"${pinned[@]}"} "$java" -cp "$bench_jar:$benchmarks/target/jmh/*" org.openjdk.jmh.Main \
    "^io\.greenloom\.bench\.$benchmark\$" "$@" -p "kind=$(upper_kind)" \
    -jvm "$java" -jvmArgs "${fixed_heap[*]} ${jvm_flags[*]-} $more" -prof gc -foe true -to "$((seconds + 30))s" \
    -f 1 -wi 2 -w "$((warmup * 500))ms" -i 2 -r "$((seconds * 500))ms" \
    -rf csv -rff "$work/jmh.csv" >"$work/jmh.log" 2>&1 || {
    cat "$work/jmh.log" >&2
    return 1
  }
  awk -F , -v kind="$kind" '
    { gsub(/"/, "") }
    NR == 2 { ns = $5 }
    $1 ~ /gc\.alloc\.rate\.norm$/ { bytes = $5 }
    END { if (ns != "" && bytes != "") printf "kind=%s ns_per_op=%s bytes_per_op=%s\n", kind, ns, bytes }' "$work/jmh.csv"
}
