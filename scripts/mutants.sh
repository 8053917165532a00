#!/usr/bin/env bash
# Breaks the code on purpose, one change at a time, and lists the changes that
# no test notices; they are in out/mutants.out/missed.txt afterwards. Takes
# hours for both packages. How: .cargo/mutants.toml
#
# usage: scripts/mutants.sh [OPTION…]   options of cargo mutants, for example
#        --package assent-policy --file '**/rule.rs'; without: policy and gate
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

VERSION="27.1.0"
if [[ "$(cargo mutants --version 2>/dev/null)" != "cargo-mutants $VERSION" ]]; then
  say "Installing cargo-mutants $VERSION"
  cargo install --locked "cargo-mutants@$VERSION" ||
    stop "cargo-mutants" "cargo could not install cargo-mutants $VERSION" "look at the lines above"
fi

# The tables have to notice; random worlds are a second net and would take most of the time.
export PROPTEST_CASES="${PROPTEST_CASES:-16}"
[[ $# -eq 0 ]] && set -- --package assent-policy --package assent-gate
exec cargo mutants --output "$OUT" "$@"
