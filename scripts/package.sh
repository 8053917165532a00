#!/usr/bin/env bash
# Builds .deb and .rpm from one release build, then installs the .deb (where
# this is root; else unpacks it), starts it, and quits it again.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$ROOT/scripts/setup.sh" test
# A tool the setup just fetched has to be found.
# shellcheck source=scripts/lib.sh
source "$ROOT/scripts/lib.sh"
cd "$ROOT"

WORK="$(mktemp -d)"
clean_up() { rm -rf "$WORK"; }
trap clean_up EXIT

say "Building the pages"
build_ui >&2 || stop "pages" "the build of ui/ failed" "run: npm run build --prefix ui"

say "Building the release (the first time takes some minutes)"
cargo build --release -p assent-desktop -p assent-cli --features assent-desktop/custom-protocol ||
  stop "release" "cargo build failed" "look at the lines above"

say "Bundling"
cat >"$WORK/bundle.json" <<JSON
{ "bundle": { "linux": {
  "deb": { "files": { "/usr/bin/assent": "$TARGET/release/assent" } },
  "rpm": { "files": { "/usr/bin/assent": "$TARGET/release/assent" } }
} } }
JSON
rm -rf "$TARGET/release/bundle"
tauri_cli bundle --ci --bundles deb,rpm --features custom-protocol --config "$WORK/bundle.json" ||
  stop "bundle" "the bundler failed" "look at the lines above"

DEB="$(find "$TARGET/release/bundle/deb" -name '*.deb')"
RPM="$(find "$TARGET/release/bundle/rpm" -name '*.rpm')"

if [[ $EUID -eq 0 ]]; then
  say "Installing $DEB"
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -q --no-install-recommends --reinstall "$DEB" >"$OUT/logs/package-install.log" 2>&1 ||
    stop "installing" "apt-get refused the package" "see $OUT/logs/package-install.log"
  BIN=/usr/bin
else
  say "Not root: unpacking $DEB instead of installing it"
  dpkg-deb --extract "$DEB" "$WORK/root"
  BIN="$WORK/root/usr/bin"
fi

say "Starting what was packed"
"$BIN/assent" --version || stop "start" "$BIN/assent does not start" "look at the line above"
ASSENT_E2E_BINARY="$BIN/assent-desktop" ASSENT_PLAIN_BINARY="$BIN/assent-desktop" \
  scripts/with-display.sh node ui/e2e/run.mjs start ||
  stop "start" "the packed program does not start and quit as it should" "look at the story above"

mkdir -p "$OUT/packages"
cp "$DEB" "$RPM" "$OUT/packages/"
say ""
for file in "$OUT"/packages/*.deb "$OUT"/packages/*.rpm "$BIN/assent-desktop" "$BIN/assent"; do
  printf '%8s  %s\n' "$(du -h --apparent-size "$file" | cut -f1)" "$file"
done
