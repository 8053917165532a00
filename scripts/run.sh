#!/usr/bin/env bash
# Installs what is missing, builds, and opens the app with the demo office.
# Where there is no display it says so and starts the same in the terminal.
#
# usage: scripts/run.sh [argument of assent-desktop …]
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$ROOT/scripts/setup.sh" run
cd "$ROOT"

has_display() {
  [[ "$(uname -s)" != Linux || -n "${DISPLAY:-}" || -n "${WAYLAND_DISPLAY:-}" ]]
}

open_window() {
  say "Building the pages"
  build_ui >&2 || stop "pages" "the build of ui/ failed" "look at the lines above; run: npm run build --prefix ui"
  say "Building the app (the first time takes some minutes)"
  cargo build -p assent-desktop --features custom-protocol ||
    stop "app" "cargo build failed" "look at the lines above"
  exec "$TARGET/debug/assent-desktop" --demo "$@"
}

open_terminal() {
  say "There is no display (DISPLAY and WAYLAND_DISPLAY are empty), so the demo office opens here in the terminal."
  cargo build -p assent-cli || stop "app" "cargo build failed" "look at the lines above"
  local assent=("$TARGET/debug/assent" --data-dir "$DEMO_DIR")
  if [[ ! -e "$DEMO_DIR/assent.db" ]]; then
    "${assent[@]}" init --demo >&2 || stop "demo office" "it could not be set up in $DEMO_DIR" "look at the line above"
  fi
  printf 'password\n' | "${assent[@]}" login alice@example.com --password-stdin >&2 ||
    stop "demo office" "Alice could not sign in" "remove $DEMO_DIR to start the demo office afresh"
  exec "${assent[@]}" chat
}

DEMO_DIR="${ASSENT_DATA_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/assent}/demo"
if has_display; then
  open_window "$@"
else
  open_terminal
fi
