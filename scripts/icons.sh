#!/usr/bin/env bash
# Makes the icons that tauri.conf.json names from icons/assent.svg.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$ROOT/scripts/setup.sh" build
WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT

tauri_cli icon "$ROOT/icons/assent.svg" --output "$WORK" >"$OUT/logs/icons.log" 2>&1 ||
  stop "icons" "tauri could not make them" "see $OUT/logs/icons.log"
for name in 32x32.png 128x128.png 128x128@2x.png icon.icns icon.ico icon.png; do
  cp "$WORK/$name" "$ROOT/icons/$name"
done
