// The programs of the system that the tests need: redis-server and chromium. Installs them when it may, else prints the exact command.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NEEDED: Record<string, string> = { 'redis-server': 'redis-server', 'redis-cli': 'redis-tools', chromium: 'chromium', pdftoppm: 'poppler-utils' };

/** Throws with the command to run when something is missing and cannot be installed here. */
export function ensurePackages(): void {
  const missing = Object.entries(NEEDED).filter(([program]) => !inPath(program)).map(([, name]) => name);
  if (missing.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(`These programs are missing: ${missing.join(', ')}. Install them with:\n  sudo sh -c '${command}'`);
  process.stdout.write(`installing ${missing.join(', ')} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('/usr/bin/apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('/usr/bin/apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

const inPath = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
