#!/usr/bin/env bash
# Runs a command beside a PostgreSQL cluster of its own, which nobody else can
# reach, and takes it away afterwards. Safe to run many times at once.
#
# usage: scripts/with-postgres.sh [--durable] COMMAND…
#        --durable: commits are on the disk, as on a server that people rely on
# The command finds the cluster's address in $ASSENT_TEST_POSTGRES.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

DURABLE=""
if [[ "${1:-}" == --durable ]]; then
  DURABLE=1
  shift
fi

BIN="$(postgres_bin)" ||
  stop "PostgreSQL" "there is no server here (no initdb)" "run: scripts/setup.sh test, or install PostgreSQL 14 or newer"

# In memory where there is room: each test makes a database, which is some hundred files.
# Either way short, because the path of a socket has no more than about 100 characters.
FOLDER=/tmp
if [[ -z "$DURABLE" && -w /dev/shm && "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt $((2 * 1024 * 1024)) ]]; then
  FOLDER=/dev/shm
fi
WORK="$(mktemp -d "$FOLDER/assent-pg.XXXXXX")"
SERVER=""
CHILD=""

# Called by the trap.
# shellcheck disable=SC2329
clean_up() {
  if [[ -n "$CHILD" ]]; then
    kill -- "-$CHILD" 2>/dev/null || true
    wait "$CHILD" 2>/dev/null || true
  fi
  if [[ -n "$SERVER" ]]; then
    # At once: nothing in it is worth a checkpoint.
    kill -QUIT "$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
  fi
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# PostgreSQL refuses to be started by root.
AS=()
if [[ $EUID -eq 0 ]]; then
  OWNER=nobody
  id postgres >/dev/null 2>&1 && OWNER=postgres
  AS=(setpriv "--reuid=$OWNER" "--regid=$(id -g "$OWNER")" --clear-groups)
  chown "$OWNER" "$WORK"
fi
# Whoever may enter the folder is let in: it is open to its owner alone.
chmod 700 "$WORK"
cd /

as_owner() { ${AS[@]+"${AS[@]}"} "$@"; }

# Where the server can: a locale that orders and folds text by the rules of a
# language, as a person's own server would.
LOCALE=(--locale=C)
if "$BIN/initdb" --help | grep -q -- --icu-locale; then
  LOCALE+=(--locale-provider=icu --icu-locale=en-US)
fi
as_owner "$BIN/initdb" --pgdata="$WORK/data" --username=postgres --auth=trust --encoding=UTF8 "${LOCALE[@]}" \
  --no-sync >"$WORK/initdb.log" 2>&1 || {
  cat "$WORK/initdb.log" >&2
  stop "PostgreSQL" "initdb could not make a cluster" "look at the lines above"
}
# One role has a password, for tests that want to see a wrong one refused.
RULES="$(cat "$WORK/data/pg_hba.conf")"
printf '%s\n' "local all locked scram-sha-256" "$RULES" >"$WORK/data/pg_hba.conf"

SETTINGS=(-c listen_addresses= -c max_connections=300 -c shared_buffers=64MB -c max_wal_size=512MB)
if [[ -z "$DURABLE" ]]; then
  SETTINGS+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off
    -c max_wal_senders=0 -c wal_level=minimal)
fi
# Without a function around it, so that $! is the server itself.
${AS[@]+"${AS[@]}"} "$BIN/postgres" -D "$WORK/data" -k "$WORK" "${SETTINGS[@]}" >"$WORK/server.log" 2>&1 &
SERVER=$!
for _ in $(seq 300); do
  "$BIN/pg_isready" --quiet --host="$WORK" && break
  kill -0 "$SERVER" 2>/dev/null || break
  sleep 0.1
done
if ! "$BIN/pg_isready" --quiet --host="$WORK"; then
  cat "$WORK/server.log" >&2
  stop "PostgreSQL" "the server did not start" "look at the lines above"
fi
cd "$OLDPWD"

export ASSENT_TEST_POSTGRES="postgres://postgres@localhost/postgres?host=$WORK"
# What is set for another server is not meant for this one.
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSERVICE PGOPTIONS PGSSLMODE

# A process group of its own, so that it can be ended whole.
set -m
"$@" </dev/null &
CHILD=$!
set +m
CODE=0
wait "$CHILD" || CODE=$?
CHILD=""
exit "$CODE"
