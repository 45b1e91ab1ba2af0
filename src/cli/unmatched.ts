// `npm run unmatched`: what at least three people wrote alike and nobody understood, with the nearest intents, so that an editor can add phrases.
// Promises: single texts stay sealed; nothing leads to a chat.
import { OWN_CONTENT, readConfig } from '../config.ts';
import { readUnmatched } from '../unmatched.ts';
import { openGuide } from './open-guide.ts';
import { openRecords } from './open-records.ts';

const config = readConfig(process.env);
const opened = await openRecords(config).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
if (opened === undefined || typeof opened === 'string') {
  process.stderr.write(`${opened ?? 'The embedded store belongs to the running service. Stop it first, or use Redis.'}\n`);
  process.exit(1);
}
const clusters = await readUnmatched(opened.records, config.APP_SECRET);
await opened.close();
if (clusters.length === 0) process.stdout.write('Nothing yet: fewer than three people wrote alike in the last thirty days.\n');
else {
  const guide = await openGuide(config.CONTENT_DIR ?? OWN_CONTENT);
  for (const texts of clusters) {
    const near = guide.tools.understand(texts[0] ?? '', { lang: 'vi' }).ranked.slice(0, 3).map(({ intent, score }) => `${intent} ${score.toFixed(2)}`);
    process.stdout.write(`${texts.length}×  ${[...new Set(texts)].slice(0, 3).join(' · ')}\n     nearest: ${near.join(', ') || 'none'}\n`);
  }
}
