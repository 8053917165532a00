#!/usr/bin/env bash
# Brings a machine to where the other scripts can work: system packages, Rust,
# Node, npm packages. Installs only what is missing, says what, and is quick
# when nothing is.
#
# usage: scripts/setup.sh build|run|check|test     check is test without the window
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

LEVEL="${1:-build}"
NODE_MINIMUM="20.19.0"
NODE_LINE="latest-v22.x"

BUILD_PACKAGES=(
  build-essential pkg-config curl ca-certificates file xz-utils
  libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev libdbus-1-dev
)
TEST_PACKAGES=(xvfb webkit2gtk-driver dbus)

packages() {
  case "$LEVEL" in
    build | run | check) printf '%s\n' "${BUILD_PACKAGES[@]}" ;;
    test) printf '%s\n' "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}" ;;
    *) stop "setup" "'$LEVEL' is not a level" "use build, run, check or test" ;;
  esac
}

at_least() { [[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n1)" == "$1" ]]; }

system_packages() {
  case "$(uname -s)" in
    Linux) ;;
    Darwin)
      if ! xcode-select -p >/dev/null 2>&1; then
        stop "system packages" "the Xcode command line tools are missing" "run: xcode-select --install"
      fi
      return
      ;;
    *) return ;;
  esac

  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    command -v pkg-config >/dev/null && pkg-config --exists webkit2gtk-4.1 && return
    say "This is not Debian or Ubuntu; install what your system calls these:"
    packages | sed 's/^/  /' >&2
    stop "system packages" "no apt-get here, and webkit2gtk-4.1 was not found" "install the list above, then run this again"
  fi

  local missing
  mapfile -t missing < <(missing_packages)
  [[ ${#missing[@]} -eq 0 ]] && return
  say "Installing with apt-get: ${missing[*]}"
  apt_update
  apt_install "${missing[@]}"
}

apt_update() {
  as_root apt-get -o DPkg::Lock::Timeout=600 update -q ||
    stop "system packages" "apt-get update failed" "look at /etc/apt/sources.list and the network, then run this again"
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
    install -y -q --no-install-recommends "$@" ||
    stop "system packages" "apt-get could not install: $*" "run: sudo apt-get install $*"
}

# The programs of a PostgreSQL server, for tests. They run a cluster of their own.
postgres_server() {
  case "$LEVEL" in check | test) ;; *) return ;; esac
  postgres_bin >/dev/null && return
  if ! command -v apt-get >/dev/null; then
    stop "PostgreSQL" "there is no server here (no initdb)" "install PostgreSQL 14 or newer, then run this again"
  fi
  say "Installing with apt-get: postgresql"
  apt_update
  apt_install postgresql-common
  # Installing the server would start one for the whole machine, which nobody asked for.
  local quiet=/etc/postgresql-common/createcluster.d/assent-tests.conf
  as_root mkdir -p "${quiet%/*}"
  as_root tee "$quiet" >/dev/null <<<"create_main_cluster = false"
  apt_install postgresql
  as_root rm -f "$quiet"
  postgres_bin >/dev/null ||
    stop "PostgreSQL" "it was installed, and there is still no initdb" "look into /usr/lib/postgresql"
}

missing_packages() {
  local installed
  # shellcheck disable=SC2016 # the format is dpkg's, not the shell's
  installed="$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" { print $1 }')"
  packages | grep -vxF -f <(printf '%s\n' "$installed") || true
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    say "(with sudo: $1 changes the system, it may ask for your password)"
    sudo "$@"
  else
    stop "system packages" "this needs root, and there is no sudo" "as root, run: $*"
  fi
}

rust() {
  local wanted
  wanted="$(sed -n 's/^channel = "\(.*\)"/\1/p' "$ROOT/rust-toolchain.toml")"
  if ! command -v rustup >/dev/null; then
    if command -v cargo >/dev/null && command -v cargo-clippy >/dev/null && command -v rustfmt >/dev/null &&
      at_least "$wanted" "$(rustc --version | awk '{ print $2 }')"; then
      return
    fi
    say "Installing rustup for this user; it brings Rust $wanted"
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
      sh -s -- -y -q --no-modify-path --default-toolchain none --profile minimal ||
      stop "Rust" "rustup could not be installed" "install Rust $wanted or newer from https://rustup.rs"
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  fi
  # Naming the toolchain makes rustup fetch the pinned one where it is missing.
  (cd "$ROOT" && rustc --version >/dev/null) ||
    (cd "$ROOT" && rustup toolchain install "$wanted" --profile minimal -c rustfmt -c clippy) ||
    stop "Rust" "Rust $wanted could not be fetched" "run: rustup toolchain install $wanted"
}

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    at_least "$NODE_MINIMUM" "$(node --version | sed 's/^v//')"
}

node_js() {
  node_is_new_enough && return
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) alone node fetch_node linux-x64 || node_from_apt ;;
    Linux-aarch64) alone node fetch_node linux-arm64 || node_from_apt ;;
  esac
  PATH="$ROOT/.tools/node/bin:$PATH"
  hash -r
  node_is_new_enough || stop "Node" "Node $NODE_MINIMUM or newer is missing" "install it from https://nodejs.org, then run this again"
}

node_from_apt() {
  local candidate
  candidate="$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: \([0-9.]*\).*/\1/p')"
  if [[ -n "$candidate" ]] && at_least "$NODE_MINIMUM" "$candidate"; then
    say "Installing with apt-get: nodejs npm"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
      install -y -q --no-install-recommends nodejs npm || true
  fi
}

# Fails where nodejs.org cannot be reached.
fetch_node() {
  [[ -x "$ROOT/.tools/node/bin/node" ]] && return
  local base="https://nodejs.org/dist/$NODE_LINE" work sum name
  work="$(mktemp -d)"
  say "Fetching Node for this checkout into .tools/node (the system has none of $NODE_MINIMUM or newer)"
  curl -sSfL "$base/SHASUMS256.txt" -o "$work/sums" || return 1
  read -r sum name < <(grep -- "-$1.tar.xz\$" "$work/sums")
  curl -sSfL "$base/$name" -o "$work/$name" || return 1
  echo "$sum  $work/$name" | sha256sum --check --quiet ||
    stop "Node" "the fetched archive is not the published one" "run this again, or install Node yourself"
  mkdir -p "$work/node" "$ROOT/.tools"
  tar -xJf "$work/$name" -C "$work/node" --strip-components=1
  rm -rf "$ROOT/.tools/node"
  mv "$work/node" "$ROOT/.tools/node"
  rm -rf "$work"
}

npm_packages() {
  local stamp="$ROOT/ui/node_modules/.assent-stamp" now
  now="$(sha256sum <"$ROOT/ui/package-lock.json" 2>/dev/null || shasum -a 256 <"$ROOT/ui/package-lock.json")"
  [[ -f "$stamp" && "$(cat "$stamp")" == "$now" ]] && return
  say "Installing npm packages (ui/package-lock.json is new here)"
  npm ci --prefix "$ROOT/ui" --no-audit --no-fund --loglevel=error >&2 ||
    stop "npm packages" "npm ci failed" "look at the lines above; run: npm ci --prefix ui"
  printf '%s\n' "$now" >"$stamp"
}

system_packages
postgres_server
rust
node_js
alone npm npm_packages
