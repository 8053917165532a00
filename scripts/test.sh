#!/usr/bin/env bash
# Everything that has to hold, the real window included. Keeps the output of
# each stage in out/logs/ and ends with how long each took.
#
# usage: scripts/test.sh [--quick]     --quick leaves the window out
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

QUICK=""
[[ "${1:-}" == --quick ]] && QUICK=1

LOGS="$OUT/logs/test-$$"
WORK="$(mktemp -d)"
mkdir -p "$LOGS" "$TARGET"
ln -sfn "test-$$" "$OUT/logs/test-latest"
# Old logs go after a week.
find "$OUT/logs" -mindepth 1 -maxdepth 1 -name 'test-*' -mtime +7 -exec rm -rf {} +

CHILD=""
clean_up() {
  if [[ -n "$CHILD" ]]; then
    kill -- "-$CHILD" 2>/dev/null || true
    wait "$CHILD" 2>/dev/null || true
  fi
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

NAMES=() RESULTS=() SECONDS_OF=()
PASSED=0 FAILED=0

# stage NAME REMEDY COMMAND…
stage() {
  local name="$1" remedy="$2" started=$SECONDS log code=0
  shift 2
  log="$LOGS/${name// /-}.log"
  printf '%-22s ' "$name" >&2
  # A process group of its own, so that it can be ended whole.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  CHILD=$!
  set +m
  wait "$CHILD" || code=$?
  CHILD=""
  ended "$name" $((SECONDS - started)) "$code"
  [[ $code -eq 0 ]] && return
  say "--- last lines of $log"
  tail -n 60 "$log" >&2
  say "--- step:   $name"
  say "--- remedy: $remedy"
}

# ended NAME SECONDS CODE
ended() {
  NAMES+=("$1") SECONDS_OF+=("$2")
  if [[ $3 -eq 0 ]]; then
    PASSED=$((PASSED + 1)) RESULTS+=(passed)
    say "passed  $2 s"
  else
    FAILED=$((FAILED + 1)) RESULTS+=(failed)
    say "FAILED  $2 s"
  fi
}

# skip NAME REASON: counts as failed, because it was not shown to hold.
skip() {
  printf '%-22s not run: %s\n' "$1" "$2" >&2
  NAMES+=("$1") SECONDS_OF+=(0) RESULTS+=("not run")
  FAILED=$((FAILED + 1))
}

last_failed() { [[ "${RESULTS[-1]}" != passed ]]; }

# The benchmarks are left out: their contenders take long to build, and they
# are no test. `make bench` builds them.
#
# The two builds of the shell differ only in the shell itself, and both are
# test builds, so that every dependency is compiled once. The binaries are
# copied while nobody else can put theirs in the same place.
build_shell() {
  cargo test --workspace --exclude assent-bench --no-run --features "assent-desktop/$1" "${@:2}"
  cp "$TARGET/debug/assent-desktop" "$WORK/assent-desktop-$1"
}

# Each in a cluster of its own. The first runs on SQLite, but for what names a server.
rust_tests() {
  scripts/with-postgres.sh cargo test --no-fail-fast --workspace --exclude assent-bench \
    --features assent-desktop/custom-protocol
}
# The binaries of the stage before: for two packages alone, cargo would choose other
# features of what they depend on, and build it all again.
postgres_tests() {
  cargo test --workspace --exclude assent-bench --features assent-desktop/custom-protocol --no-run \
    --message-format=json | node scripts/test-binaries.mjs assent-store assent-gate >"$WORK/binaries"
  # shellcheck disable=SC2016
  ASSENT_TEST_STORE=postgres scripts/with-postgres.sh bash -euc '
    while IFS=$(printf "\t") read -r binary folder; do
      echo "     Running $binary"
      (cd "$folder" && exec "$binary" </dev/null)
    done <"$1"' each "$WORK/binaries"
}

# said_skipped: which tests said that they did not run, by name.
said_skipped() {
  grep -h '^skipped: ' "$LOGS"/rust-tests.log "$LOGS"/postgres-tests.log 2>/dev/null | sort -u >&2 || true
}

# said_scores: how much of each set of sentences the interpreter understands.
said_scores() {
  grep -oh 'interpreter, .* wrong$' "$LOGS"/rust-tests.log 2>/dev/null >&2 || true
}

window_tests() {
  ASSENT_E2E_BINARY="$WORK/assent-desktop-e2e" \
    ASSENT_PLAIN_BINARY="$WORK/assent-desktop-custom-protocol" \
    ASSENT_CLI_BINARY="$TARGET/debug/assent" \
    ASSENT_SHOTS="$OUT/shots" \
    scripts/with-display.sh node ui/e2e/run.mjs
}

# In the foreground: it may have to ask for a password.
LEVEL="test"
[[ -n "$QUICK" ]] && LEVEL="check"
scripts/setup.sh "$LEVEL"
printf '%-22s ' setup >&2
ended setup "$SECONDS" 0
# A tool the setup just fetched has to be found.
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

stage "format" "run: cargo fmt --all" cargo fmt --all --check
stage "ui build" "run: npm run build --prefix ui" build_ui
stage "ui lint" "run: npm run lint --prefix ui" npm run --silent lint --prefix ui
stage "ui unit tests" "run: npm test --prefix ui" npm run --silent test --prefix ui
stage "clippy" "run: cargo clippy --workspace --exclude assent-bench --all-targets" \
  cargo clippy --workspace --exclude assent-bench --all-targets --features assent-desktop/e2e -- -D warnings
stage "rust build" "look at the first error above" alone "$TARGET/.assent-shell" build_shell custom-protocol
if last_failed; then
  skip "rust tests" "the build failed"
  skip "postgres tests" "the build failed"
  skip "window build" "the build failed"
else
  stage "rust tests" "run: cargo test --workspace --exclude assent-bench; stale bindings: make bindings" rust_tests
  stage "postgres tests" "run: ASSENT_TEST_STORE=postgres scripts/with-postgres.sh cargo test -p assent-store -p assent-gate" \
    postgres_tests
  if [[ -z "$QUICK" ]]; then
    stage "window build" "look at the first error above" alone "$TARGET/.assent-shell" build_shell e2e --test start
  fi
fi
if [[ -z "$QUICK" ]]; then
  if last_failed && [[ "${NAMES[-1]}" == "window build" ]]; then
    skip "window tests" "there is no window to drive"
  else
    stage "window tests" "see the story's lines above, pictures in out/shots; again: make test" window_tests
  fi
fi

say ""
said_skipped
said_scores
for at in "${!NAMES[@]}"; do
  printf '%-22s %-8s %5s s\n' "${NAMES[$at]}" "${RESULTS[$at]}" "${SECONDS_OF[$at]}"
done
printf '%-22s %-8s %5s s\n' total "" "$SECONDS"
printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[[ $FAILED -eq 0 ]]
