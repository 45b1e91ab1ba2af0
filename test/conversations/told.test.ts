// Every told conversation in this folder, played on the pure engine.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { play, type Player, talkSchema } from '../../src/cli/talk.ts';
import { parseYaml } from '../../src/flow/parse.ts';
import { turn } from '../../src/turn.ts';
import { ownGuide } from './guide.ts';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Understanding learns its phrases at the first question: once for all conversations, not within the time of one. */
beforeAll(async () => {
  (await ownGuide()).tools.understand('xin chào', {});
}, 60_000);

describe('told conversations on the pure engine', () => {
  it('are at least ninety-five', () => {
    expect(files.length).toBeGreaterThanOrEqual(95);
  });

  for (const name of files) {
    it(name, async () => {
      const parsed = parseYaml(name, readFileSync(new URL(name, folder), 'utf8'), talkSchema);
      expect(parsed.issues).toEqual([]);
      if (!parsed.value) return;
      const guide = await ownGuide();
      let stored = '';
      const player: Player = {
        send(body, at) {
          const turned = turn(guide, stored, body, at);
          stored = turned.session;
          return Promise.resolve({ said: turned.said, stored });
        },
      };
      expect(await play(parsed.value, player)).toEqual([]);
    });
  }
});
