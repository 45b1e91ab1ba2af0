#!/bin/sh
# Puts a backup back: restore.sh /backups/guide-….tar.gz /var/lib/redis   (or DATA_DIR for the embedded store)
# Promises: the checksum is looked at first. Refuses: a folder that holds a store already, whatever is in it.
set -eu
umask 077
[ $# -eq 2 ] || { echo "restore.sh BACKUP.tar.gz INTO" >&2; exit 2; }
backup=$1 into=$2
if [ -e "$into/appendonlydir" ] || [ -e "$into/store.db" ]; then
  echo "$into holds a store: stop the service and move it away first" >&2
  exit 1
fi
(cd "$(dirname "$backup")" && sha256sum --status -c "$(basename "$backup").sha256") || { echo "$backup is damaged, or its .sha256 is missing" >&2; exit 1; }
mkdir -p "$into"
tar -C "$into" -xzf "$backup" --no-same-owner
if [ -e "$into/store.db" ]; then
  echo "Now: chown -R vneid-helper: $into, start the service. Whoever erased after the backup was made is back (runbook, Erasure)."
else
  echo "Now: chown -R redis: $into/appendonlydir, start Redis (appendonly yes), then the service with the same APP_SECRET. Whoever erased after the backup was made is back (runbook, Erasure)."
fi
