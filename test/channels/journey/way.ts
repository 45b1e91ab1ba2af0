// The whole way of the guide walked on one chat, while a pure engine beside it works out what must be said, byte for byte.
import { expect } from 'vitest';
import { codeOf } from '../../../src/cli/talk.ts';
import type { Said } from '../../../src/engine/message.ts';
import type { RawBody } from '../../../src/ports.ts';
import { fold } from '../../../src/text.ts';
import { turn } from '../../../src/turn.ts';
import { eventually } from '../contract/platform.ts';
import type { Fault } from '../fakes/server.ts';
import type { Line } from './platforms.ts';
import type { Service } from './service.ts';

/** How the citizen answers: by buttons, by the number of the choice, by its label without accents. */
export type Manner = 'buttons' | 'numbers' | 'labels';
/** Choices where the first or the "done" one is not the way; a text is typed. */
const WAY: Record<string, string> = { 'start/consent': 'agree', 'journey/needs': 'none', 'find-support-place/where': '“phuong ben nghe quan 1', 'find-support-place/teams': 'done' };
const BEN_NGHE = { type: 'location', lat: 10.7769, lon: 106.7009 } as const;

/** What goes wrong at which step of the way. `again`: the platform brings the event once more; `late`: the one two steps before. */
export type Trouble = Fault | 'again' | 'late';
export type Troubles = Readonly<Record<number, Trouble>>;
export const TROUBLES: Troubles = {
  3: 'again',
  5: { type: 'flood', retryAfter: 1 },
  8: { type: 'reset-before' },
  11: { type: 'reset-after' },
  13: 'late',
  15: { type: 'html', status: 502 },
  18: 'again',
};

/** Walks to the end; returns the keys of the last message of each step. */
export async function walk(service: Service, line: Line, manner: Manner, options: { readonly troubles?: Troubles; readonly location?: boolean } = {}): Promise<string[]> {
  const { fake } = line;
  const keys: string[] = [];
  const expected: string[] = [];
  const events: Record<string, unknown>[] = [];
  const guide = service.served.guide.current();
  let stored = '';
  let body: RawBody = line.hello;
  for (let step = 0; step < 60; step += 1) {
    const trouble = options.troubles?.[step];
    const fault = typeof trouble === 'string' ? undefined : trouble;
    const callsBefore = fake.calls.length;
    if (fault) fake.next(fault, line.sends);
    const event = line.event(body);
    events.push(event);
    await line.deliver(event);
    const turned = turn(guide, stored, body, service.now());
    stored = turned.session;
    expected.push(...line.render(turned.said));
    if (trouble === 'again') await line.deliver(event);
    if (trouble === 'late' && events[step - 2]) await line.deliver(events[step - 2] ?? {});
    if (fault) {
      await eventually(() => fake.calls.slice(callsBefore).some((call) => call.fault === fault.type), 8000);
      // The outcome is written down; then the time until the next try passes.
      await pause(200);
      service.forward(fault.type === 'flood' ? 62_000 : 2000);
    }
    await eventually(() => line.accepted().length >= expected.length, 15_000).catch(() => undefined);
    expect(line.accepted().slice(-3), `step ${step}, ${keys.at(-1)} → ${turned.said.at(-1)?.key}`).toEqual(expected.slice(-3));
    keys.push(turned.said.at(-1)?.key ?? '');
    if (keys.at(-1) === 'done-next/answer') {
      // Nothing trails after the end, and nothing before it was said twice or out of order.
      await pause(400);
      expect(line.accepted()).toEqual(expected);
      expect(fake.calls.filter(({ method, refusal }) => refusal !== undefined && (method === line.sends || method === 'sendPhoto'))).toEqual([]);
      for (const one of Object.values(options.troubles ?? {})) if (typeof one !== 'string') expect(fake.calls.some(({ fault }) => fault === one.type), one.type).toBe(true);
      return keys;
    }
    body = nextOf(turned.said, line, manner, options.location === true);
  }
  throw new Error(`the way never ends: ${keys.join(' ')}`);
}

function nextOf(said: readonly Said[], line: Line, manner: Manner, location: boolean): RawBody {
  const last = said.at(-1);
  const key = last?.key ?? '';
  const way = WAY[key] ?? last?.choices.find(({ style }) => style === 'done')?.code ?? last?.choices[0]?.code ?? '';
  if (way.startsWith('“')) return location ? BEN_NGHE : { type: 'text', text: way.slice(1) };
  const code = way.startsWith('v1:') ? way : (codeOf(way, said) ?? '');
  const at = last?.choices.findIndex((choice) => choice.code === code) ?? -1;
  const label = last?.choices[at]?.label ?? '';
  expect(label, key).not.toBe('');
  if (manner === 'labels') return { type: 'text', text: fold(label) };
  // What is pressed or numbered must really stand under the message.
  if (manner === 'buttons' && line.codes().includes(code)) return { type: 'choice', choice: code };
  if (!line.buttons || manner === 'buttons') expect(line.texts().at(-1), key).toContain(`${at + 1}. ${label}`);
  return { type: 'text', text: String(at + 1) };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
