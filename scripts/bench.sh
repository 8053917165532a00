#!/usr/bin/env bash
# How fast it is beside what one would use instead: one Markdown page on
# standard output. Best while nothing else runs.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

cargo bench --quiet -p assent-bench --no-run
cargo bench --quiet -p assent-bench --bench compare
cargo bench --quiet -p assent-bench --bench agent
# The window beside it, where a release build with the feature e2e is named.
if [[ -n "${ASSENT_E2E_BINARY:-}" ]]; then
  scripts/with-display.sh node ui/e2e/first-token.mjs
fi
if postgres_bin >/dev/null; then
  ASSENT_TEST_STORE=postgres scripts/with-postgres.sh --durable cargo bench --quiet -p assent-bench --bench processes
else
  say "The comparison on PostgreSQL is left out: there is no server here. run: scripts/setup.sh test"
fi
