// Small named values, counters and roles in the embedded store. Promises: the contract of Records in store-port.ts.
// Refuses: names without a family.
import type { DatabaseSync } from 'node:sqlite';
import type { Records } from '../store-port.ts';
import { family } from './keys.ts';

/** `purge`: deletes what has expired; called once a minute, so that what is not read any more does not lie there either. */
export function embeddedRecords(db: DatabaseSync, now: () => number, boot: number): Records & { purge(): void } {
  db.exec(`
    CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, exp INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS number (name TEXT PRIMARY KEY, n INTEGER NOT NULL, exp INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS role (name TEXT PRIMARY KEY, token INTEGER NOT NULL, boot INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
  `);
  const sql = {
    get: db.prepare('SELECT value, version FROM value WHERE name = ? AND exp > ?'),
    put: db.prepare('INSERT INTO value VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = excluded.version, exp = excluded.exp'),
    expire: db.prepare('UPDATE value SET exp = ? WHERE name = ? AND exp > ?'),
    list: db.prepare('SELECT name, value, version FROM value WHERE name >= ? AND name < ? AND exp > ? ORDER BY name'),
    purge: db.prepare('DELETE FROM value WHERE exp <= ?'),
    purgeNumbers: db.prepare('DELETE FROM number WHERE exp <= ?'),
    add: db.prepare(`INSERT INTO number VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET
      n = CASE WHEN exp > ?4 THEN n ELSE 0 END + ?2, exp = CASE WHEN exp > ?4 THEN exp ELSE ?3 END RETURNING n`),
    hold: db.prepare(`INSERT INTO role VALUES (?1, 1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET
      token = token + (boot <> ?2 OR until <= ?4), boot = ?2, until = ?3 WHERE boot <= ?2 OR until <= ?4 RETURNING token`),
    release: db.prepare('UPDATE role SET until = 0 WHERE name = ? AND boot = ?'),
  };
  const purge = (): void => {
    sql.purge.run(now());
    sql.purgeNumbers.run(now());
  };
  return {
    purge,
    async get(name) {
      family(name);
      const row = sql.get.get(name, now());
      return row && { value: row['value'] as string, version: row['version'] as number };
    },
    async put(name, version, value, ttlMs) {
      family(name);
      const had = sql.get.get(name, now());
      if (((had?.['version'] as number | undefined) ?? 0) !== version) return undefined;
      sql.put.run(name, value, version + 1, expiry(now(), ttlMs));
      return version + 1;
    },
    async increment(name, by, ttlMs) {
      family(name);
      return Number(sql.add.get(name, by, expiry(now(), ttlMs), now())!['n']);
    },
    async expire(name, ttlMs) {
      family(name);
      sql.expire.run(now() + ttlMs, name, now());
    },
    async list(prefix) {
      family(prefix);
      const rows = sql.list.all(prefix, `${prefix}\u{10FFFF}`, now());
      return rows.map((row) => ({ name: row['name'] as string, value: row['value'] as string, version: row['version'] as number }));
    },
    role(name, ttlMs) {
      return {
        async hold() {
          const deadline = performance.now() + ttlMs;
          const row = sql.hold.get(name, boot, now() + ttlMs, now());
          return row && { token: Number(row['token']), deadline };
        },
        async release() {
          sql.release.run(name, boot);
        },
      };
    },
  };
}

/** Far future where a value has no end: year 5138, exact in a double. */
function expiry(now: number, ttlMs: number | undefined): number {
  return ttlMs === undefined ? 1e14 : now + ttlMs;
}
