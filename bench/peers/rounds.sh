# shellcheck shell=bash
# For bench/pools and bench/chunking: `measure`, which they define, prints lines of JOB/WAY MILLISECONDS;
# the functions here call it round by round, and print medians and ratios.

run_rounds() {  # COUNT
  kept=$(mktemp)
  trap 'rm "$kept"' EXIT
  local round
  for ((round = 1; round <= $1; ++round)); do
    if [[ -t 2 ]]; then printf 'round %d of %d ...\r' "$round" "$1" >&2; fi
    measure >>"$kept"
  done
  if grep error "$kept" >&2; then exit 1; fi
}

measure_program() {  # PROGRAM: one of Google Benchmark's
  "$1" --benchmark_format=csv --benchmark_min_time=0.01 2>/dev/null |
    awk -F, '/^"/ { gsub(/"|\/real_time/, "", $1); print $1, ($3 == "" ? "error" : $3) }'
}

median() { sort -g | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
times() { awk -v name="$1" '$1 == name { print $2 }' "$kept"; }
# Of each round its own ratio: both sides of it met the same machine.
ratio() {  # of BASE to NAME, times FACTOR
  paste <(times "$1") <(times "$2") | awk -v factor="${3:-1}" '{ print factor * $1 / $2 }' | median
}

print_capacity() {
  local processors
  processors=$(nproc)
  printf '%d busy threads do %.2f times the work of one (%d processors)\n\n' \
    "$processors" "$(ratio busy/one busy/all "$processors")" "$processors"
}
