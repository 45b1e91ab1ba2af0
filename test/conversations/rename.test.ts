// `npm run flow -- rename` on the guide that ships: the check stays clean and every told conversation still holds.
import { beforeAll, describe, expect, it } from 'vitest';
import { changeFlow, diskFiles } from '../../src/cli/flow.ts';
import { lintArguments } from '../../src/cli/lint-arguments.ts';
import { play, type Player, talkSchema } from '../../src/cli/talk.ts';
import { OWN_CONTENT } from '../../src/config.ts';
import { listPictures, readContent } from '../../src/content.ts';
import { withPlaces, publish } from '../../src/publish.ts';
import type { Guide } from '../../src/engine/guide.ts';
import { assemble } from '../../src/flow/assemble.ts';
import { lint } from '../../src/flow/lint.ts';
import { parseYaml } from '../../src/flow/parse.ts';
import { turn } from '../../src/turn.ts';
import { ownGuide } from './guide.ts';

const disk = diskFiles(OWN_CONTENT);
const change = changeFlow(disk, ['rename', 'activate-steps/code', 'sms-code']);
let guide: Guide;
let errors: string[] = [];

beforeAll(async () => {
  if (typeof change === 'string') throw new Error(change);
  const files = readContent(OWN_CONTENT).map((file) => ({ ...file, text: change.get(file.path) ?? file.text }));
  const { content, issues } = assemble(files);
  if (!content) throw new Error(JSON.stringify(issues));
  errors = lint(content, lintArguments(files, listPictures(OWN_CONTENT))).filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const { places, teams } = (await ownGuide()).tools;
  const published = publish(content, files, 2).guide;
  guide = places ? withPlaces(published, places, teams) : published;
});

describe('a renamed step', () => {
  it('leaves the check clean', () => {
    expect(errors).toEqual([]);
  });

  it('leaves every told conversation true', async () => {
    if (typeof change === 'string') throw new Error(change);
    const touched = [...change.keys()].filter((path) => path.startsWith('test/conversations/'));
    expect(touched.length).toBeGreaterThan(2);
    for (const name of disk.list('test/conversations').filter((file) => file.endsWith('.yaml'))) {
      const path = `test/conversations/${name}`;
      const talk = parseYaml(name, change.get(path) ?? disk.read(path) ?? '', talkSchema).value;
      let stored = '';
      const player: Player = {
        send(body, at) {
          const turned = turn(guide, stored, body, at);
          stored = turned.session;
          return Promise.resolve({ said: turned.said, stored });
        },
      };
      expect(`${name}: ${(talk ? await play(talk, player) : ['unreadable']).join()}`).toBe(`${name}: `);
    }
  });

  it('still opens from old links and old buttons', () => {
    const old = turn(guide, '', { type: 'link', code: 'activate-steps_code' }, Date.UTC(2026, 11, 1));
    expect(old.said.at(-1)?.key).toBe('activate-steps/sms-code');
  });
});
