# shellcheck shell=bash
# What each runner says at its end, as numbers. Sourced by tests/run.sh, which sets $stage.
# build/logs/results holds a line for each runner: stage, passed, failed, the runner's own words.

record() {
  printf '%s\t%s\t%s\t%s: %s\n' "$stage" "$1" "$2" "$stage" "$3" >>build/logs/results
  printf '%s\n' "$3"
}

# The last number before a word in a line: number_before passed "12 passed"
number_before() { grep -oE "[0-9]+ $1" <<<"$2" | tail -n 1 | grep -oE '^[0-9]+' || printf 0; }

# ctest --verbose, some of whose tests are Catch2 programs: their test cases count, in place of the program.
count_ctest() {
  local log=$1 closing said passed failed program
  closing=$(grep -E '[0-9]+ tests failed out of [0-9]+' "$log" | tail -n 1)
  [ -n "$closing" ] || { record 0 1 "ctest: no summary ($log)"; return; }
  failed=$(grep -oE '[0-9]+ tests failed' <<<"$closing" | grep -oE '^[0-9]+')
  passed=$(($(grep -oE '[0-9]+$' <<<"$closing") - failed))
  for program in cqrs_tests cqrs_tests_long cqrs_properties; do
    grep -qE " $program \.+" "$log" || continue
    said=$(catch_summary "$program" "$log")
    case $said in
      All*) record "$(number_before 'test cases?' "$said")" 0 "$program: $said" ;;
      test*) record "$(number_before passed "$said")" "$(number_before failed "$said")" "$program: $said" ;;
      *) record 0 1 "$program: no summary ($log)" ;;
    esac
    # ctest's verdict on the program itself: its cases have been counted.
    if grep -qE " $program \.+ +Passed" "$log"; then passed=$((passed - 1)); else failed=$((failed - 1)); fi
  done
  record "$passed" "$failed" "ctest: $closing"
}

# The last words of a Catch2 program, whose lines ctest begins with the number that it gave the program.
catch_summary() {
  local number
  number=$(grep -oE "^ *[0-9]+/[0-9]+ Test +#[0-9]+: $1 " "$2" | grep -oE '#[0-9]+' | tr -d '#')
  sed -n "s/\x1b\[[0-9;]*m//g; s/^$number: //p" "$2" | sed 's/^\[doctest\] //' |
    grep -E '^(All tests passed|test cases:)' | tail -n 1
}

# tests/fuzz/run.sh: a line for each target
count_fuzz() {
  local log=$1 said
  while read -r said; do
    case $said in
      *passed*) record 1 0 "$said" ;;
      *) record 0 1 "$said" ;;
    esac
  done < <(grep -E '^fuzz [a-z]+: (passed|FAILED)' "$log")
  grep -qE '^fuzz [a-z]+: (passed|FAILED)' "$log" || { tail -n 40 "$log"; record 0 1 "fuzz: no summary ($log)"; }
}

# node --test --test-reporter=tap
count_node() {
  local tap=$1 passed failed
  value() { grep -E "^# $1 [0-9]+" "$tap" | tail -n 1 | grep -oE '[0-9]+$' || printf 0; }
  passed=$(value pass)
  failed=$(($(value fail) + $(value cancelled)))
  [ $((passed + failed)) -gt 0 ] || failed=1
  record "$passed" "$failed" "node --test: # pass $passed, # fail $failed, # skipped $(value skipped)"
}

# The last line of all, and whether nothing failed.
total() {
  awk -F '\t' '{ passed += $2; failed += $3 } END {
    printf "%d passed, %d failed\n", passed, failed
    exit failed > 0 || passed == 0
  }' build/logs/results
}
