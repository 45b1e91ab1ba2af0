// The erasure drill: people talk to a real service over its web chat, half of them type /xoa, then every byte on the disk is searched.
// What marks a person: a commune of their own in the session, a number of their own in a text. Promises: the search is proved by finding
// everybody before; an old event sent again brings nobody back. Refuses: to touch any store but its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynamicId } from '../engine/guide.ts';
import { readGazetteerData } from '../places-data.ts';
import { createGazetteer } from '../places/gazetteer.ts';
import { AGREE, button, each, onRig, tell, until, visitor } from './drill-rig.ts';

export type ErasureDrill = {
  readonly store: 'redis' | 'embedded';
  readonly people: number;
  readonly erased: number;
  /** Erased people found on the disk: before they asked, after, after the rewrite, after old events came again. */
  readonly foundBefore: number;
  readonly foundAfter: number;
  readonly foundAfterRewrite: number;
  readonly foundAfterRedelivery: number;
  /** Of those who did not ask: still whole. */
  readonly othersWhole: number;
  /** Numbers from people's texts, anywhere, at any time. */
  readonly secrets: number;
  readonly slowestErasureMs: number;
  readonly rewriteMs: number;
  readonly bytes: number;
  readonly faults: readonly string[];
};

export function drillErasure({ people, store, say }: { readonly people: number; readonly store: 'redis' | 'embedded'; readonly say: (line: string) => void }): Promise<ErasureDrill> {
  return onRig(async (rig) => {
    const disk = rig.folder;
    const redis = store === 'redis' ? await rig.redis(join(disk, 'redis')) : undefined;
    const { url } = await rig.service(join(disk, 'data'), redis);
    const communes = [...createGazetteer(readGazetteerData()).communes.keys()].slice(0, people);
    const persons = communes.map((commune, i) => ({ ...visitor(url), commune, secret: `0990${String(10_000_000 + i * 7919).padStart(8, '0')}`, erases: i % 2 === 0 }));
    const erasing = persons.filter(({ erases }) => erases);
    const others = persons.filter(({ erases }) => !erases);

    say(`${people} people talk to the service (${store}) …`);
    await each(persons, async (person) => {
      await person.post('hello', { type: 'hello' });
      await person.post('consent', AGREE);
      await person.post('secret', { type: 'text', text: `căn cước của tôi ${person.secret}` });
      await person.post('place', button(dynamicId('place', person.commune)));
    });
    const before = search(disk);
    say(`${erasing.length} of them type /xoa …`);
    let slowest = 0;
    await each(erasing, async (person) => {
      const began = performance.now();
      await person.post('erase', { type: 'text', text: '/xoa' });
      slowest = Math.max(slowest, performance.now() - began);
    });
    const after = search(disk);
    say(redis ? 'BGREWRITEAOF …' : 'nothing to rewrite …');
    const began = performance.now();
    if (redis) await rewrite(redis.port);
    const rewriteMs = Math.round(performance.now() - began);
    const rewritten = search(disk);
    // What a platform would bring again within 25 hours: the very same events.
    await each(erasing, async (person) => {
      await person.post('place', button(dynamicId('place', person.commune)));
      await person.post('consent', AGREE);
    });
    const again = search(disk);
    const count = (found: Found, whose: typeof persons): number => whose.filter(({ commune }) => found.communes.has(commune)).length;
    const all = [before, after, rewritten, again];
    const secrets = persons.filter(({ secret }) => all.some(({ numbers }) => numbers.has(secret))).length;
    const figures = {
      store, people, erased: erasing.length,
      foundBefore: count(before, erasing), foundAfter: count(after, erasing), foundAfterRewrite: count(rewritten, erasing), foundAfterRedelivery: count(again, erasing),
      othersWhole: count(again, others), secrets, slowestErasureMs: Math.round(slowest), rewriteMs, bytes: again.bytes,
    };
    return { ...figures, faults: faultsOf(figures, others.length) };
  });
}

function faultsOf(f: Omit<ErasureDrill, 'faults'>, others: number): string[] {
  const faults: string[] = [];
  if (f.foundBefore !== f.erased) faults.push(`the search found only ${f.foundBefore} of ${f.erased} people before they asked: it proves nothing`);
  // Redis keeps what it was told in its log until the rewrite; the embedded store has nothing to wait for.
  if (f.store === 'embedded' && f.foundAfter > 0) faults.push(`${f.foundAfter} erased people stand in the files right after they asked`);
  if (f.foundAfterRewrite > 0) faults.push(`${f.foundAfterRewrite} erased people stand in the files after the rewrite`);
  if (f.foundAfterRedelivery > 0) faults.push(`${f.foundAfterRedelivery} erased people came back with an old event`);
  if (f.othersWhole !== others) faults.push(`${others - f.othersWhole} people who did not ask have lost their session`);
  if (f.secrets > 0) faults.push(`${f.secrets} numbers from texts stand in the files`);
  return faults;
}

type Found = { readonly communes: ReadonlySet<string>; readonly numbers: ReadonlySet<string>; readonly bytes: number };
/** Everything on the disk, read as bytes: communes of sessions and twelve-digit numbers. */
function search(folder: string): Found {
  const communes = new Set<string>();
  const numbers = new Set<string>();
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // The checked content is ours and full of numbers of laws.
    if (!entry.isFile() || entry.parentPath.endsWith('/cache')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
    bytes += text.length;
    for (const [, code = ''] of text.matchAll(/"c":"(\d{5})"/g)) communes.add(code);
    for (const [number] of text.matchAll(/(?<!\d)\d{12}(?!\d)/g)) numbers.add(number);
  }
  return { communes, numbers, bytes };
}

async function rewrite(port: number): Promise<void> {
  await tell(port, 'BGREWRITEAOF');
  await until('the rewrite', async () => {
    const info = await tell(port, 'INFO persistence');
    return info.includes('aof_rewrite_in_progress:0') && info.includes('aof_rewrite_scheduled:0');
  });
}
