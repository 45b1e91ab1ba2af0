// The restore drill: people talk to a real service, src/ops/backup.sh copies its store meanwhile, everything is killed, src/ops/restore.sh puts
// the copy back, a fresh service goes on with it. Promises: what was answered before the backup began is there, nothing newer than its end is
// made up, everybody can go on, a damaged copy and a full folder are refused. Refuses: to touch any store but its own.
import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGREE, each, onRig, ROOT, visitor, type Visitor } from './drill-rig.ts';

export type RestoreDrill = {
  readonly store: 'redis' | 'embedded';
  readonly people: number;
  readonly messages: number;
  readonly backupMs: number;
  /** Messages that were answered before the backup began and are not in it. */
  readonly lost: number;
  /** Messages in it that nobody had been given by its end. */
  readonly invented: number;
  /** Messages answered while it was made that are not in it: what a crash right after it would cost. */
  readonly behind: number;
  /** From the restore's first command to a ready service. */
  readonly backMs: number;
  /** People whose next message was answered. */
  readonly goOn: number;
  readonly refusedDamaged: boolean;
  readonly refusedFull: boolean;
  readonly faults: readonly string[];
};

type Person = Visitor & { told: number };

export function drillRestore({ people, store, say }: { readonly people: number; readonly store: 'redis' | 'embedded'; readonly say: (line: string) => void }): Promise<RestoreDrill> {
  return onRig(async (rig) => {
    const [live, dead] = [join(rig.folder, 'live'), join(rig.folder, 'restored')];
    const backups = join(rig.folder, 'backups');
    const redis = store === 'redis' ? await rig.redis(join(live, 'redis')) : undefined;
    const service = await rig.service(join(live, 'data'), redis);
    const persons: Person[] = Array.from({ length: people }, () => ({ ...visitor(service.url), told: 0 }));
    say(`${people} people talk to the service (${store}) …`);
    await each(persons, async (person) => {
      await person.post('hello', { type: 'hello' });
      person.told = await person.post('consent', AGREE);
    });

    let messages = 2 * people;
    let talking = true;
    const talk = (async () => {
      for (let round = 0; talking; round++)
        await each(persons, async (person) => {
          if (!talking) return;
          person.told = await person.post(`menu-${round}`, { type: 'text', text: 'menu' });
          messages += 1;
        });
    })();
    await new Promise((done) => setTimeout(done, 1500));
    say('backup.sh while they talk …');
    const before = persons.map(({ told }) => told);
    const began = performance.now();
    const made = await run('backup.sh', store, store === 'redis' ? join(live, 'redis') : join(live, 'data'), backups);
    const backupMs = performance.now() - began;
    const during = persons.map(({ told }) => told);
    if (made.code !== 0) throw new Error(`backup.sh ended with ${made.code}: ${made.text}`);
    await new Promise((done) => setTimeout(done, 500));
    talking = false;
    await talk;
    const after = persons.map(({ told }) => told);
    await service.end();
    await redis?.end();

    say('everything is gone; restore.sh …');
    const backup = made.text.trim();
    const damaged = backup.replace(/\.tar\.gz$/, '-damaged.tar.gz');
    copyFileSync(backup, damaged);
    copyFileSync(`${backup}.sha256`, `${damaged}.sha256`);
    appendFileSync(damaged, 'x');
    const refusedDamaged = (await run('restore.sh', damaged, join(rig.folder, 'nowhere'))).code !== 0;
    const restoring = performance.now();
    const into = store === 'redis' ? join(dead, 'redis') : join(dead, 'data');
    const restored = await run('restore.sh', backup, into);
    if (restored.code !== 0) throw new Error(`restore.sh ended with ${restored.code}: ${restored.text}`);
    const again = await rig.service(join(dead, 'data'), store === 'redis' ? await rig.redis(into) : undefined);
    const backMs = performance.now() - restoring;
    const refusedFull = (await run('restore.sh', backup, into)).code !== 0;

    let [lost, invented, behind, goOn] = [0, 0, 0, 0];
    await each(persons.map((person, i) => ({ person, i })), async ({ person, i }) => {
      person.move(again.url);
      const stands = await person.post('look');
      if (stands < before[i]!) lost += 1;
      if (stands > after[i]!) invented += 1;
      if (stands < during[i]!) behind += 1;
      if ((await person.post('after', { type: 'text', text: 'menu' })) > stands) goOn += 1;
    });
    const figures = { store, people, messages, backupMs: Math.round(backupMs), lost, invented, behind, backMs: Math.round(backMs), goOn, refusedDamaged, refusedFull };
    return { ...figures, faults: faultsOf(figures) };
  });
}

function faultsOf(f: Omit<RestoreDrill, 'faults'>): string[] {
  const faults: string[] = [];
  if (f.lost > 0) faults.push(`${f.lost} people stand before where they stood when the backup began`);
  if (f.invented > 0) faults.push(`${f.invented} people stand where they never were`);
  if (f.goOn < f.people) faults.push(`${f.people - f.goOn} people were not answered after the restore`);
  if (!f.refusedDamaged) faults.push('restore.sh took a damaged copy');
  if (!f.refusedFull) faults.push('restore.sh wrote into a folder that holds a store');
  return faults;
}

/** A script of src/ops. Its output, or what it complained about. */
function run(script: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((done, fail) => {
    const child = spawn('sh', [join(ROOT, 'src/ops', script), ...args], { env: { ...process.env, NODE: process.execPath }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let complaints = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (complaints += data));
    child.on('error', fail);
    child.on('close', (code) => done({ code, text: code === 0 ? out : complaints }));
  });
}
