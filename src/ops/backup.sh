#!/bin/sh
# Copies the store while it is being written to:
#   backup.sh redis /var/lib/redis /backups            the folder that holds appendonlydir
#   backup.sh embedded /var/lib/vneid-helper /backups  DATA_DIR
# Promises: a whole copy or none, readable by its maker only, with its checksum; copies older than KEEP_DAYS (30, the privacy notice says so) are deleted.
# Refuses: a copy whose files do not belong together. Keep /backups on an encrypted disk, and APP_SECRET somewhere else: without it nobody is found again.
set -eu
umask 077
[ $# -eq 3 ] || { echo "backup.sh redis|embedded FROM TO" >&2; exit 2; }
kind=$1 from=$2 to=$3
mkdir -p "$to"
work=$(mktemp -d "$to/.copy-XXXXXX")
trap 'rm -rf "$work"' EXIT

case $kind in
redis)
  [ -d "$from/appendonlydir" ] || { echo "no appendonlydir in $from" >&2; exit 1; }
  # The files only grow. A rewrite meanwhile replaces them and their list: then the list names a file that is not in the copy, and we begin again.
  whole=no
  for _ in 1 2 3 4 5 6; do
    rm -rf "$work/appendonlydir"
    mkdir "$work/appendonlydir"
    cp "$from"/appendonlydir/* "$work/appendonlydir/" 2>/dev/null || true
    whole=yes
    for file in $(cat "$work"/appendonlydir/*.manifest 2>/dev/null | sed -n 's/^file \([^ ]*\) .*/\1/p'); do
      [ -e "$work/appendonlydir/$file" ] || whole=no
    done
    [ -n "$(cat "$work"/appendonlydir/*.manifest 2>/dev/null)" ] || whole=no
    [ $whole = yes ] && break
    sleep 1
  done
  [ $whole = yes ] || { echo "no whole copy of $from/appendonlydir" >&2; exit 1; }
  what=appendonlydir
  ;;
embedded)
  # SQLite's own backup: a state between two turns, whatever is written meanwhile. The secret belongs to the data here.
  "${NODE:-node}" --no-warnings -e 'const { backup, DatabaseSync } = require("node:sqlite"); const [, from, to] = process.argv; const db = new DatabaseSync(from, { readOnly: true }); backup(db, to).then(() => db.close(), (error) => { console.error(error.message); process.exit(1); });' "$from/store.db" "$work/store.db"
  what=store.db
  if [ -e "$from/app-secret" ]; then cp "$from/app-secret" "$work/"; what="store.db app-secret"; fi
  ;;
*)
  echo "backup.sh redis|embedded FROM TO" >&2
  exit 2
  ;;
esac

name=guide-$kind-$(date -u +%Y%m%dT%H%M%SZ)-$$.tar.gz
# shellcheck disable=SC2086
tar -C "$work" -czf "$work/$name" $what
(cd "$work" && sha256sum "$name" >"$name.sha256")
mv "$work/$name.sha256" "$work/$name" "$to/"
find "$to" -maxdepth 1 -name 'guide-*' -mtime "+${KEEP_DAYS:-30}" -delete
echo "$to/$name"
