#!/usr/bin/env bash
# Builds and runs every test of every layer. Its last line is `N passed, N failed`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

all="lint core clang sanitizers fuzz wasm package js e2e"
usage() {
  cat <<EOF
tests/run.sh [--only STAGE]... [--docs-sites] [--browsers] [--help]
  Installs what is missing, then builds and tests. Stages, all of them by default:
  lint        clang-format, clang-tidy, eslint, prettier, tsc, tests/style
  core        g++: Catch2, the laws under RapidCheck, what must not compile, a consumer of the installed package
  clang       clang++ reads each file by itself, warnings are errors: elsewhere many are compiled as one
  sanitizers  clang++: Catch2 and RapidCheck under the address and undefined behaviour sanitizers
  fuzz        each libFuzzer target under them, 10 s
  wasm        Catch2 as WebAssembly in Node
  package     builds the wasm, the package and the site
  js          tests/recipes, tests/bindings, tests/package, a look at tests/bench and tests/*.test.*, in Node
  e2e         tests/web, in Chromium
  --docs-sites instead runs tests/docs-sites: VitePress, Docusaurus and MkDocs Material, installed by name, with sites made
  as the guide says, in Chromium.
  --browsers instead runs tests/browsers: the page by clicking and typing in Chromium with all
  that a reader's has, in Firefox and in WebKitGTK.
EOF
}

stages=""
while [ $# -gt 0 ]; do
  case $1 in
    --only)
      for stage in ${2//,/ }; do
        [[ " $all " == *" $stage "* ]] || { usage >&2; exit 2; }
        stages+=" $stage"
      done
      shift
      ;;
    --docs-sites) stages+=" docs_sites" ;;
    --browsers) stages+=" browsers" ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
stages=${stages:-$all}
# These use the built package, and building it again costs nothing.
[[ " $stages " =~ " "(lint|js|e2e|docs_sites|browsers)" " && " $stages " != *" package "* ]] && stages="package $stages"
[ "$stages" = "$all" ] && stages="package lint core clang sanitizers fuzz wasm js e2e"

. tests/setup.sh
. tests/count.sh
mkdir -p build/logs
: >build/logs/results

# step NAME COMMAND...: one thing that passes or fails; says more only when it fails.
step() {
  local name=$1 log=build/logs/$stage.$1.log
  shift
  if "$@" >"$log" 2>&1; then
    record 1 0 "$name: passed"
  else
    tail -n 60 "$log"
    record 0 1 "$name: FAILED (build/logs/$stage.$name.log)"
  fi
}

# Builds; only a failure is a result of its own.
built() {
  local log=build/logs/$stage.build.log
  "$@" >>"$log" 2>&1 && return 0
  tail -n 60 "$log"
  record 0 1 "build: FAILED ($log)"
  return 1
}

# configured PRESET [emcmake]: as the lists of sources and flags are now.
configured() {
  : >"build/logs/$stage.build.log"
  if [ "build/$1/build.ninja" -nt CMakePresets.json ]; then
    built cmake --build "build/$1" --target build.ninja
  else
    built ${2:+"$2"} cmake --preset "$1"
  fi
}

compiled() { built cmake --build --preset "$@"; }

# A test that runs away with the memory must not take the machine along: 4 GB is ten times what they need.
# ctest_preset PRESET [ctest's options]
ctest_preset() {
  local log=build/logs/$stage.ctest.log preset=$1
  shift
  (
    [ "$stage" != core ] || ulimit -v 4000000
    ASAN_OPTIONS=hard_rss_limit_mb=4000 ctest --test-dir "build/$preset" "$@" --parallel 2 --verbose --timeout 600
  ) >"$log" 2>&1 || grep -vE '^ *$' "$log" | tail -n 80
  count_ctest "$log"
}

node_tests() {
  local list log=build/logs/$stage.node
  list=$(node tests/build.mjs "$@") || { record 0 1 "compiling the tests: FAILED"; return; }
  # shellcheck disable=SC2086 # a list of files
  node --test --test-concurrency="${at_once:-1}" --test-reporter=spec --test-reporter-destination="$log.log" \
    --test-reporter=tap --test-reporter-destination="$log.tap" ${list:-no-tests-were-found} ||
    sed -n '/failing tests:/,$p' "$log.log"
  count_node "$log.tap"
}

all_cpp() { git ls-files -co --exclude-standard '*.cpp' '*.hpp'; }

# sources PRESET [FOLDER]: what that build compiles there, as CMake says it.
sources() { grep -oE '"file": "[^"]+"' "build/$1/compile_commands.json" | cut -d'"' -f4 | grep -F "${2-}"; }

# tidied PRESET [clang-tidy's options]: the files on standard input, as that build compiles them.
tidied() {
  local preset=$1
  shift
  xargs -P 2 -n 1 "$(find_clang_tool clang-tidy)" --quiet -p "build/$preset" "$@" 2>&1 | sed '/ warnings generated/d'
}

tidy_cpp() {
  # The same headers are read once for many files, and that is most of the work.
  local as_one=--checks=-bugprone-suspicious-include flags=(--extra-arg=-Wno-unused-command-line-argument) flag
  { sources sanitizers /cqrs.dir/ && sources sanitizers /cqrs-replay.dir/; } | tidied sanitizers $as_one || return 1
  for flag in $(em++ --cflags 2>/dev/null); do flags+=("--extra-arg=$flag"); done
  sources wasm-tests /bindings/ | tidied wasm-tests $as_one "${flags[@]}"
}

lint() {
  step clang-format bash -c "$(declare -f all_cpp); all_cpp | xargs $(find_clang_tool clang-format) --dry-run -Werror"
  configured sanitizers && configured wasm-tests emcmake && step clang-tidy tidy_cpp
  step eslint npx eslint . &
  step prettier npx prettier --check .
  step tsc npx tsc --noEmit
  wait
  node_tests tests/style
}
core() { configured native && compiled native && ctest_preset native; }
# One check has to be named, and this one has nothing to do.
by_itself() { sources native-clang | grep -v /Unity/ | tidied native-clang '--checks=-*,clang-diagnostic-*,llvm-twine-local'; }
clang() { configured native-clang && step clang++ by_itself; }
sanitizers() {
  configured sanitizers && compiled sanitizers --target cqrs_tests cqrs_properties &&
    ctest_preset sanitizers --tests-regex '^cqrs_'
}
fuzz() {
  bash tests/fuzz/run.sh >build/logs/fuzz.log 2>&1 || grep -v '^#' build/logs/fuzz.log
  count_fuzz build/logs/fuzz.log
}
wasm() {
  configured wasm-tests emcmake && compiled wasm-tests --target cqrs_tests && ctest_preset wasm-tests
}
package() { step build bash web/serve.sh --build-only; }
js() { at_once=2 node_tests tests tests/recipes tests/bindings tests/package tests/bench; }
e2e() { at_once=2 node_tests tests/web; }
docs_sites() { install_packages docs && node_tests tests/docs-sites; }
browsers() { install_packages browsers && node_tests tests/browsers; }

begun=$SECONDS
setup test || { say "0 passed, 1 failed"; exit 1; }
for stage in $stages; do
  say "== $stage"
  since=$SECONDS
  before=$(wc -l <build/logs/results)
  "$stage"
  [ "$(wc -l <build/logs/results)" -gt "$before" ] || record 0 1 "nothing ran"
  times+=("$stage" $((SECONDS - since)))
done

say
say "== every runner's own words"
cut -f4 build/logs/results
say
printf '%-12s %4d s\n' "${times[@]}" total $((SECONDS - begun))
say
total
