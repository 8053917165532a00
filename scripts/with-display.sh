#!/usr/bin/env bash
# Runs a command on a screen, a message bus and folders of its own, and takes
# them away afterwards. Safe to run many times at once.
#
# usage: scripts/with-display.sh COMMAND…
# The command finds the screen's memory (XWD) in $ASSENT_SCREEN.
set -euo pipefail

WORK="$(mktemp -d)"
XVFB=""
CHILD=""

# Called by the trap.
# shellcheck disable=SC2329
clean_up() {
  if [[ -n "$CHILD" ]]; then
    kill -- "-$CHILD" 2>/dev/null || true
    wait "$CHILD" 2>/dev/null || true
  fi
  if [[ -n "$XVFB" ]]; then
    kill "$XVFB" 2>/dev/null || true
    wait "$XVFB" 2>/dev/null || true
  fi
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir -m 700 "$WORK/runtime" "$WORK/screen"
# Xvfb finds a free number itself and writes it down.
Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp -fbdir "$WORK/screen" \
  3>"$WORK/number" >"$WORK/xvfb.log" 2>&1 &
XVFB=$!
for _ in $(seq 100); do
  [[ -s "$WORK/number" ]] && break
  kill -0 "$XVFB" 2>/dev/null || break
  sleep 0.1
done
if [[ ! -s "$WORK/number" ]]; then
  echo "Xvfb did not start:" >&2
  cat "$WORK/xvfb.log" >&2
  exit 1
fi

DISPLAY=":$(tr -d '[:space:]' <"$WORK/number")"
export DISPLAY
export ASSENT_SCREEN="$WORK/screen/Xvfb_screen0"
export XDG_RUNTIME_DIR="$WORK/runtime"
export XDG_CONFIG_HOME="$WORK/config" XDG_DATA_HOME="$WORK/data"
export XDG_STATE_HOME="$WORK/state" XDG_CACHE_HOME="$WORK/cache"
export NO_AT_BRIDGE=1 GDK_BACKEND=x11
unset WAYLAND_DISPLAY
# With it, WebDriver's screenshots never arrive.
unset WEBKIT_DISABLE_DMABUF_RENDERER

# A process group of its own, so that it can be ended whole.
set -m
dbus-run-session -- "$@" </dev/null &
CHILD=$!
set +m
CODE=0
wait "$CHILD" || CODE=$?
CHILD=""
exit "$CODE"
