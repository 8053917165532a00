# shellcheck shell=bash
# Shared by the scripts: where things are, how they speak, what is up to date.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
OUT="$ROOT/out"
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
LOCKS="$OUT/locks"
export ROOT OUT TARGET LOCKS
mkdir -p "$LOCKS" "$OUT/logs"

# A Node fetched by setup.sh goes first.
if [[ -x "$ROOT/.tools/node/bin/node" ]]; then
  PATH="$ROOT/.tools/node/bin:$PATH"
fi
if [[ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ]]; then
  PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
fi
export PATH

say() { printf '%s\n' "$*" >&2; }

# stop STEP WHAT REMEDY: every failure names these three.
stop() {
  say ""
  say "Stopped at: $1"
  say "  what:   $2"
  say "  remedy: $3"
  exit 1
}

# alone LOCK COMMAND…: runs it while nobody else holds the lock, a name within
# this checkout or a whole path. (No flock, as on macOS: runs at once.)
alone() {
  local lock="$LOCKS/$1"
  [[ "$1" == /* ]] && lock="$1"
  shift
  if command -v flock >/dev/null; then
    (
      flock 9
      "$@"
    ) 9>"$lock"
  else
    "$@"
  fi
}

# newer_than FILE PATH…: is anything below the paths newer than the file?
newer_than() {
  local file="$1"
  shift
  [[ ! -e "$file" ]] && return 0
  [[ -n "$(find "$@" -newer "$file" -print -quit 2>/dev/null)" ]]
}

# postgres_bin: prints the folder of PostgreSQL's own programs, which Debian keeps
# out of PATH; fails where there is no server.
postgres_bin() {
  local found
  found="$(find /usr/lib/postgresql/*/bin -name initdb 2>/dev/null | sort -V | tail -n1)"
  [[ -n "$found" ]] || found="$(command -v initdb)" || return 1
  dirname "$found"
}

build_ui() { alone ui build_ui_now; }

build_ui_now() {
  local ui="$ROOT/ui"
  if newer_than "$ui/dist/index.html" \
    "$ui/src" "$ui/index.html" "$ui/package-lock.json" "$ui/tsconfig.json" "$ui/vite.config.ts"; then
    npm run --silent build --prefix "$ui"
  else
    echo "ui/dist is up to date"
  fi
}

# The bundler and icon maker of tauri, fetched when first needed. It is not in
# ui/package.json because nothing else needs it.
TAURI_CLI_VERSION="2.12.5"
tauri_cli() {
  local folder="$ROOT/.tools/tauri-$TAURI_CLI_VERSION"
  if [[ ! -x "$folder/node_modules/.bin/tauri" ]]; then
    say "Fetching tauri's command line $TAURI_CLI_VERSION into .tools"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "@tauri-apps/cli@$TAURI_CLI_VERSION" >&2 ||
      stop "tauri's command line" "npm could not install @tauri-apps/cli" "look at the lines above"
  fi
  "$folder/node_modules/.bin/tauri" "$@"
}
