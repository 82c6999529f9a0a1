#!/usr/bin/env bash
# Measures the package against what its users would take instead, and prints one table.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

usage() {
  cat <<'EOF'
tests/bench/run.sh [--runs N] [--only TEXT]... [--without TEXT]... [--scale F] [--processor] [--markdown] [--readme] [--list] [--help]
  Builds what it needs, then measures: a fresh process for each figure, the median of N of them, 5 by default.
  --only TEXT     only the rows whose name contains the text
  --without TEXT  not those
  --scale F       F times as many events, for a quick look: 0.1
  --processor     for a busy machine with Linux: the time that JavaScript's thread was on the processor
  --markdown      the table for the README, with ratios alone
  --readme        the same, and writes it into the README
  --list          the names of the rows
  The machine should have nothing else to do. All of it takes about half an hour; 8 GB of memory are enough.
EOF
}

for argument in "$@"; do
  case $argument in
    -h | --help) usage; exit 0 ;;
  esac
done

{
  bash web/serve.sh --build-only
  . tests/setup.sh
  setup serve

  mkdir -p build/logs build/peers
  # preset TARGET-FOLDER [emcmake]
  core() {
    [ "build/$1/build.ninja" -nt CMakePresets.json ] || ${2:+"$2"} cmake --preset "$1"
    cmake --build "build/$1" --target cqrs_bench
  }
  core native-bench >build/logs/native-bench.log 2>&1 || { tail -n 60 build/logs/native-bench.log; exit 1; }
  core wasm-bench emcmake >build/logs/wasm-bench.log 2>&1 || { tail -n 60 build/logs/wasm-bench.log; exit 1; }

  # The peers, as their lock file has them, where no other test meets them.
  if ! cmp -s tests/bench/package-lock.json build/peers/node_modules/.installed-lock.json; then
    say "Installing the npm packages of tests/bench/package-lock.json"
    cp tests/bench/package.json tests/bench/package-lock.json .npmrc build/peers
    npm ci --prefix build/peers --no-progress --loglevel=error
    cp tests/bench/package-lock.json build/peers/node_modules/.installed-lock.json
  fi
} >&2

exec node tests/bench/run.mjs "$@"
