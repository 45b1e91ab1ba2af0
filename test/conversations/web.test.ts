// Every told conversation once more, through the store and the web channel: what a browser would read is what the engine said.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bot, createBot } from '../../src/bot.ts';
import { guideNotice, guideTurn } from '../../src/bot-guide.ts';
import { WEB_CHANNEL } from '../../src/channels/web/channel.ts';
import { readSince, type WebPort } from '../../src/channels/web/port.ts';
import { play, type Player, TALK_START, talkSchema } from '../../src/cli/talk.ts';
import type { Guide } from '../../src/engine/guide.ts';
import type { Said } from '../../src/engine/message.ts';
import { parseYaml } from '../../src/flow/parse.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import type { Store } from '../../src/store-port.ts';
import { ownGuide } from './guide.ts';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const SWEEP_MS = 100;
const data = mkdtempSync(join(tmpdir(), 'told-'));
let now = TALK_START;
let guide: Guide;
let store: Store;
let bot: Bot;
let port: WebPort;
let stored = '';

beforeAll(async () => {
  guide = await ownGuide();
  const opened = openEmbedded({ dir: data, now: () => now });
  store = opened.store;
  const turn = guideTurn(() => guide, () => {});
  bot = createBot({
    store,
    records: opened.records,
    channels: [WEB_CHANNEL],
    turn: (session, incoming, context) => {
      const result = turn(session, incoming, context);
      stored = result.session;
      return result;
    },
    notice: guideNotice(() => guide),
    appSecret: 'a secret of at least thirty-two characters',
    sweepMs: SWEEP_MS,
  });
  bot.start();
  port = {
    accept: (address, { id, body }) => bot.accept('web', { address, id, body }),
    since: (address, after) => bot.since('web', address, after),
    subscribe: () => () => {},
    help: () => [],
  };
});
afterAll(async () => {
  await bot.stop();
  await store.close();
  rmSync(data, { recursive: true, force: true });
});

describe('told conversations through store and web channel', () => {
  for (const [n, name] of files.entries()) {
    it(name, async () => {
      const talk = parseYaml(name, readFileSync(new URL(name, folder), 'utf8'), talkSchema).value;
      if (!talk) throw new Error('not a conversation');
      const address = `visitor-${n}`;
      let last = 0;
      let turns = 0;
      const player: Player = {
        async send(body, at) {
          now = at;
          turns += 1;
          // A reminder rings through the sweeper, not through a channel.
          if (body.type === 'timer') await new Promise((resolve) => setTimeout(resolve, SWEEP_MS * 4));
          else expect((await port.accept(address, { id: `${n}-${turns}`, body })).type).toBe('committed');
          const news = await readSince(port, address, last);
          last = news.last;
          return { said: whole(news.messages.map(({ said }) => said)), stored };
        },
      };
      expect(await play(talk, player)).toEqual([]);
    });
  }
});

/** A message over two kilobytes is stored in parts; only the last part carries the choices. */
function whole(parts: readonly Said[]): Said[] {
  const said: Said[] = [];
  for (const part of parts) {
    const before = said.at(-1);
    if (before && before.key === part.key && before.choices.length === 0 && before.open.length === 0) said[said.length - 1] = { ...part, text: `${before.text}\n\n${part.text}` };
    else said.push(part);
  }
  return said;
}
