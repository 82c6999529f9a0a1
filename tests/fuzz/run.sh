#!/usr/bin/env bash
# Fuzzes: tests/fuzz/run.sh [--runs N] [--seconds N] [--seed N] [TARGET...]
# Each target runs so many times, or so long; 20,000 times or 10 s where nothing is said. The corpus grows in
# build/fuzz/corpus, what was found lies in build/fuzz/found. To run one input again: build/sanitizers/tests/fuzz/fuzz_TARGET FILE
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

runs=20000 seconds=10 seed=1 targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2 seconds=0 && shift ;;
    --seconds) seconds=$2 && shift ;;
    --seed) seed=$2 && shift ;;
    -*) sed -n '2,4s/^# //p' "$0" && exit 1 ;;
    *) targets+=("$1") ;;
  esac
  shift
done
# The longest first.
[ ${#targets[@]} -gt 0 ] || targets=(import story past json frames questions)

[ -e build/sanitizers/build.ninja ] || cmake --preset sanitizers || exit 1
cmake --build --preset sanitizers --target fuzzers || exit 1
mkdir -p build/fuzz/found build/fuzz/seeds/{json,import,frames,story,questions,past}
build/sanitizers/tests/fuzz/fuzz_seeds build/fuzz/seeds || exit 1

run() {
  local target=$1 corpus=build/fuzz/corpus/$1 executed
  mkdir -p "$corpus"
  # Leaks are looked for at the end of a run, not after each input.
  if build/sanitizers/tests/fuzz/fuzz_"$target" -runs="$runs" -max_total_time="$seconds" -seed="$seed" -max_len=4096 \
    -rss_limit_mb=2000 -timeout=20 -artifact_prefix="build/fuzz/found/$target-" -print_final_stats=1 \
    "$corpus" "build/fuzz/seeds/$target" >"build/fuzz/$target.log" 2>&1; then
    executed=$(grep -oE 'number_of_executed_units: [0-9]+' "build/fuzz/$target.log" | grep -oE '[0-9]+')
    printf 'fuzz %s: passed, %s executions, %s inputs in the corpus\n' "$target" "$executed" "$(find "$corpus" -type f | wc -l)"
  else
    tail -n 40 "build/fuzz/$target.log"
    printf 'fuzz %s: FAILED (build/fuzz/%s.log)\n' "$target" "$target"
    return 1
  fi
}
export -f run
export runs seconds seed
# Two at once: each has one thread.
printf '%s\n' "${targets[@]}" | xargs -P 2 -I '{}' bash -c 'run {}'
