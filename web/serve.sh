#!/usr/bin/env bash
# Builds the wasm, the package and the page, and serves the page on loopback.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'EOF'
web/serve.sh [--port N] [--build-only] [--help]
  Installs what is missing, builds build/package and build/site, and serves build/site on 127.0.0.1.
  --port N       the port; 0 takes a free one. Without it: 8080, or a free one when that is taken
  --build-only   build, and serve nothing
EOF
}

port=()
build_only=no
while [ $# -gt 0 ]; do
  case $1 in
    --port)
      [[ ${2:-} =~ ^[0-9]+$ && $2 -le 65535 ]] || { usage >&2; exit 2; }
      port=(--port "$2")
      shift
      ;;
    --build-only) build_only=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

. tests/setup.sh
setup serve

# unless_fresh NAME INPUT... -- COMMAND...: runs the command when an input changed since it last succeeded.
unless_fresh() {
  local name=$1 inputs=()
  shift
  while [ "$1" != -- ]; do inputs+=("$1"); shift; done
  shift
  local stamp=build/stamps/$name
  mkdir -p build/stamps
  if [ -e "$stamp" ] && [ -z "$(find "${inputs[@]}" -newer "$stamp" -not -path '*/node_modules*' -print -quit)" ]; then
    return 0
  fi
  say "Building $name"
  # Dated before the build: what changes meanwhile counts as changed.
  touch "$stamp.begun"
  rm -f "$stamp"
  "$@"
  mv "$stamp.begun" "$stamp"
}

configure_wasm() {
  # Read whole: a reader that leaves after the first line ends emcc, and this script with it.
  local version
  version=$(emcc --version)
  version=${version%%$'\n'*}
  # Another Emscripten than last time: nothing of the old build may stay.
  [ "$version" = "$(cat build/stamps/emscripten 2>/dev/null)" ] || rm -rf build/wasm
  emcmake cmake --preset wasm >build/logs/configure-wasm.log 2>&1 || {
    cat build/logs/configure-wasm.log
    return 1
  }
  printf '%s\n' "$version" >build/stamps/emscripten
}

build_wasm() {
  cmake --build --preset wasm
}

build_site() {
  node web/element.mjs
  node web/build.mjs
}

mkdir -p build/logs build/stamps
[ -e build/wasm/build.ninja ] || rm -f build/stamps/configuration
[ -e build/package/package.json ] || rm -f build/stamps/package
[ -e build/site/index.html ] || rm -f build/stamps/site
unless_fresh configuration CMakePresets.json "$(command -v emcc)" -- configure_wasm
unless_fresh wasm CMakeLists.txt src bindings/CMakeLists.txt bindings/*.[ch]pp build/stamps/configuration -- build_wasm
unless_fresh package bindings package-lock.json tsconfig.json build/wasm/bindings/core.wasm -- \
  node bindings/build.mjs
unless_fresh site web package-lock.json tsconfig.json build/stamps/package -- build_site

if [ $build_only = yes ]; then
  say "Built build/package and build/site"
else
  exec node web/serve.mjs "${port[@]}"
fi
