# shellcheck shell=bash
# What the two commands need on this machine. Sourced by web/serve.sh and tests/run.sh, from the repository's root:
#   setup serve     what building and serving the page needs
#   setup test      that, and what the tests need
# What only some tests need has a purpose of its own: docs, browsers.
# Finds what is missing, installs it by package name where it can (apt-get, as root or with a sudo that asks no
# password), otherwise names it and says how to get it.

say() { printf '%s\n' "$*"; }

have() { command -v "$1" >/dev/null 2>&1; }

# at_least 3.1.6 <version>
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

first_version() { "$@" 2>/dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1; }

has_header() {
  local folder
  for folder in /usr/include /usr/local/include /opt/homebrew/include /opt/local/include \
    "${HOMEBREW_PREFIX:-/usr}/include" ${CPATH:+"$CPATH"}; do
    [ -e "$folder/$1" ] && return 0
  done
  return 1
}

has_emcc() { have emcc && at_least 3.1.6 "$(first_version emcc --version)"; }
has_node() { have node && at_least 18.0.0 "$(first_version node --version)"; }
has_cmake() { have cmake && at_least 3.22 "$(first_version cmake --version)"; }
has_catch() { has_header catch2/catch.hpp || has_header catch2/catch_all.hpp; }
# Catch2 v3 is a library compiled for this machine, not for wasm: there doctest stands in for it.
has_wasm_catch() { has_header catch2/catch.hpp || { has_catch && has_header doctest/doctest.h; }; }
# Each version formats and complains a little differently. 14 is the one both Debian 12 and Ubuntu 24.04 have.
find_clang_tool() { command -v "$1-14" || command -v "$1"; }
has_clang_tool() { have "$1-14" || { have "$1" && { ! have apt-get || "$1" --version | grep -q 'version 14'; }; }; }
has_fuzzer() {
  have clang++ && echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    clang++ -x c++ - -fsanitize=address,fuzzer -o /dev/null 2>/dev/null
}
has_certificates() { [ ! -d /etc/apt ] || [ -e /etc/ssl/certs/ca-certificates.crt ]; }
# Debian's Emscripten needs Debian's acorn; an emsdk brings its own.
has_acorn() { [ ! -e /usr/share/emscripten ] || [ -e /usr/share/nodejs/acorn ]; }

# A browser that really starts: Ubuntu's chromium package is a stub that asks for the snap. The shell without a window
# is the same Chromium without its own furniture, and opens a page in half the time.
whole_chromes="chromium chromium-browser google-chrome google-chrome-stable"
find_chrome() {
  local candidate
  for candidate in "${CHROME:-}" chromium-headless-shell $whole_chromes \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "$PWD/build/browser/run"; do
    candidate=$(command -v "${candidate:-none}") || continue
    if timeout 30 "$candidate" --version 2>/dev/null | grep -q '[0-9]'; then
      export CHROME=$candidate
      return 0
    fi
  done
  return 1
}
has_chrome() { find_chrome; }
has_whole_chrome() {
  local name
  for name in $whole_chromes; do
    have "$name" && return 0
  done
  return 1
}
has_material() { have mkdocs && mkdocs build --help 2>/dev/null | grep -qw material; }
has_firefox() { have firefox-esr || have firefox; }
# Ubuntu's packages of them are stubs that ask for the snap, or are not there.
apt_has_browsers() { . /etc/os-release && [ "${ID:-}" != ubuntu ]; }

# purpose | check | apt-get | brew | dnf | what it is
requirements='
serve|has_cmake|cmake|cmake|cmake|CMake 3.22 or later
serve|have ninja|ninja-build|ninja|ninja-build|Ninja
serve|have xz|xz-utils|xz|xz|xz
serve|have python3|python3|python|python3|Python 3
serve|has_emcc|emscripten|emscripten|emscripten|Emscripten 3.1.6 or later (or activate an emsdk: https://emscripten.org)
serve|has_acorn|node-acorn|||acorn for Debian'\''s Emscripten
serve|has_node|nodejs|node|nodejs|Node.js 18 or later
serve|have npm|npm|node|npm|npm
serve|has_certificates|ca-certificates|||certificates for npm
serve|has_header nlohmann/json.hpp|nlohmann-json3-dev|nlohmann-json|json-devel|nlohmann-json
test|have git|git|git|git|git
test|have g++|g++|gcc|gcc-c++|a native C++20 compiler as g++
test|have clang++|clang|llvm|clang|clang++
test|has_fuzzer|libclang-rt-dev|llvm|compiler-rt|the sanitizers and the fuzzer of clang++
test|has_clang_tool clang-tidy|clang-tidy-14|llvm|clang-tools-extra|clang-tidy
test|has_clang_tool clang-format|clang-format-14|clang-format|clang-tools-extra|clang-format
test|have ccache|ccache|ccache|ccache|ccache
test|has_catch|catch2|catch2|catch-devel|Catch2, v2 or v3
test|has_header rapidcheck.h|librapidcheck-dev|rapidcheck|rapidcheck-devel|RapidCheck (https://github.com/emil-e/rapidcheck)
test|has_wasm_catch|doctest-dev|doctest|doctest-devel|doctest (where Catch2 is v3)
docs|have mkdocs|mkdocs|mkdocs|mkdocs|MkDocs
docs|has_material|mkdocs-material|mkdocs-material|mkdocs-material|the theme Material for MkDocs
browsers|has_whole_chrome|chromium|--cask chromium|chromium|Chromium
browsers|has_firefox|firefox-esr|--cask firefox|firefox|Firefox
browsers|have WebKitWebDriver|webkit2gtk-driver||webkitgtk-driver|WebKitGTK'\''s driver (it is not there for macOS)
browsers|have xvfb-run|xvfb||xorg-x11-server-Xvfb|Xvfb, a screen for WebKitGTK
browsers|have xauth|xauth|xauth|xauth|xauth
test|has_chrome|chromium-headless-shell|--cask chromium|chromium|Chromium (or set CHROME to a browser)
'

# Lists "apt|brew|dnf|what" for each requirement that is not met.
missing() {
  local purpose check apt brew dnf what
  while IFS='|' read -r purpose check apt brew dnf what; do
    [ -n "$check" ] || continue
    [ "$purpose" = serve ] || [ "$purpose" = "$1" ] || continue
    $check || printf '%s|%s|%s|%s\n' "$apt" "$brew" "$dnf" "$what"
  done <<<"$requirements"
}

column() { cut -d'|' -f"$1" | grep . | tr '\n' ' '; }

install_with_apt() {
  local as_root='' packages
  have apt-get || return 1
  if [ "$(id -u)" -ne 0 ]; then
    have sudo && sudo -n true 2>/dev/null || return 1
    as_root='sudo -n'
  fi
  packages=$(column 1)
  apt_has_browsers || packages=$(sed -E 's/(chromium(-headless-shell)?|firefox-esr) //g' <<<"$packages")
  [ -n "$packages" ] || return 0
  say "Installing with apt-get: $packages"
  mkdir -p build/logs
  $as_root apt-get update >build/logs/apt-get.log 2>&1 || say "apt-get update failed; trying with what is known."
  # shellcheck disable=SC2086 # the words are package names
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages \
    >>build/logs/apt-get.log 2>&1 || {
    tail -n 15 build/logs/apt-get.log
    return 1
  }
}

# Where no package brings a browser that runs, an npm package does: unpacked into build/browser, nowhere else.
install_chrome_with_npm() {
  say "Unpacking a browser from the npm package @sparticuz/chromium into build/browser"
  mkdir -p build/browser
  printf '{ "private": true, "type": "module" }\n' >build/browser/package.json
  npm install --prefix build/browser --no-save --no-package-lock --no-progress --loglevel=error \
    @sparticuz/chromium@149.0.0 >/dev/null || return 1
  (
    cd build/browser || exit 1
    unpack() { node -e 'process.stdin.pipe(require("zlib").createBrotliDecompress()).pipe(process.stdout)'; }
    bin=node_modules/@sparticuz/chromium/bin
    unpack <$bin/chromium.br >chromium && chmod +x chromium || exit 1
    # The libraries and fonts that it needs, for machines that lack them; without a font its pages crash.
    for part in al2023 fonts swiftshader; do unpack <$bin/$part.tar.br | tar x || exit 1; done
    cat >fonts.conf <<'EOF'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
EOF
    cat >run <<'EOF'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
ldd "$here/chromium" | grep -q 'not found' && export LD_LIBRARY_PATH="$here/lib"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
EOF
    chmod +x run
  )
}

explain() {
  local list=$1
  say "Missing on this machine:"
  cut -d'|' -f4 <<<"$list" | sed 's/^/  - /'
  say "To get it:"
  if have brew; then
    say "  brew install $(column 2 <<<"$list")"
  elif have dnf; then
    say "  sudo dnf install $(column 3 <<<"$list")"
  elif have apt-get; then
    say "  sudo apt-get update && sudo apt-get install $(column 1 <<<"$list")"
  else
    say "  with your package manager; Debian's names are: $(column 1 <<<"$list")"
  fi
  say "An emsdk serves as Emscripten once it is on PATH: source emsdk_env.sh"
}

install_packages() {
  local list
  list=$(missing "$1")
  [ -z "$list" ] && return 0
  install_with_apt <<<"$list" || true
  hash -r
  list=$(missing "$1")
  if [ "$1" = test ] && grep -q chromium <<<"$list"; then
    install_chrome_with_npm || true
    list=$(missing "$1")
  fi
  [ -z "$list" ] && return 0
  explain "$list"
  return 1
}

# npm ci when the lock file is another one than last time.
install_node_modules() {
  cmp -s package-lock.json node_modules/.installed-lock.json && return 0
  say "Installing the npm packages of package-lock.json"
  npm ci --no-progress --loglevel=error || return 1
  cp package-lock.json node_modules/.installed-lock.json
}

setup() {
  install_packages "$1" && install_node_modules || return 1
  [ "$1" != test ] || find_chrome || return 1
  if have ccache; then
    export EM_COMPILER_WRAPPER=ccache
  fi
  # A plain user cannot write into every installed cache; a frozen one is never written.
  local cache
  cache=$(em-config CACHE 2>/dev/null) || cache=''
  if [ -n "$cache" ] && [ ! -w "$cache" ] && [ "$(em-config FROZEN_CACHE 2>/dev/null)" != True ]; then
    export EM_CACHE=$PWD/build/emscripten-cache
  fi
}
