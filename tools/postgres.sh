#!/usr/bin/env bash
# Runs a command against a throw-away PostgreSQL cluster:  tools/postgres.sh COMMAND…
# `tools/postgres.sh --find` only prints the folder of the server binaries, or fails.
# The cluster lives in a temporary folder, listens on loopback alone and is gone at the end.
set -euo pipefail

find_binaries() {
  local folder
  for folder in "${POSTGRES_BIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) \
    $(dirname "$(readlink -f "$(command -v initdb || echo /none/initdb)")"); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder" && return; fi
  done
  return 1
}

bin=$(find_binaries) || { echo "postgres: no server binaries found" >&2; exit 69; }
[ "${1:-}" != --find ] || { echo "$bin"; exit 0; }

# initdb refuses to run as root.
as_user=()
if [ "$(id -u)" = 0 ]; then
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  as_user=(runuser -u "$owner" -- env HOME=/tmp)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/shijian-postgres.XXXXXX")
stop() {
  (cd / && "${as_user[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [ "$(id -u)" = 0 ]; then chown "$owner" "$folder"; fi

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Tests need speed, not safety: nothing of this cluster outlives the command.
start() {
  port=$(free_port)
  local options="-p $port -k $folder -h 127.0.0.1 -c fsync=off -c synchronous_commit=off"
  options+=" -c full_page_writes=off -c max_connections=120 -c shared_buffers=128MB"
  (cd / && "${as_user[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "$options" start >/dev/null)
}

(cd / && "${as_user[@]}" "$bin/initdb" -D "$folder/data" -U shijian -A trust -E UTF8 --locale=C.UTF-8 \
  --no-sync >"$folder/initdb.log" 2>&1) || { cat "$folder/initdb.log" >&2; exit 70; }
start || start || { cat "$folder/log" >&2; exit 70; }
(cd / && "${as_user[@]}" "$bin/createdb" -h 127.0.0.1 -p "$port" -U shijian shijian)

export DATABASE_URL="postgres://shijian@127.0.0.1:$port/shijian"
"$@"
