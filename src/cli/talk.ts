// A told conversation: a YAML file that says what a citizen did and which keys the guide answered. Played by tests, made by `npm run chat`.
// Promises: asserts keys and structure, never copy. Times move forward by what the file says, from a fixed day.
import { z } from 'zod';
import { shortId } from '../flow/ids.ts';
import { dynamicId } from '../engine/guide.ts';
import type { Said } from '../engine/message.ts';
import { decodeSession } from '../engine/session.ts';
import type { RawBody } from '../ports.ts';

const line = z.strictObject({
  /** Exactly one of these: what the citizen does. */
  say: z.string().optional(),
  /** Id of a choice under the last message, or a word such as `menu`. */
  press: z.string().optional(),
  /** Presses a button of an older message: `flow/step/choice`. */
  'press-old': z.string().optional(),
  location: z.tuple([z.number(), z.number()]).optional(),
  link: z.string().optional(),
  photo: z.literal(true).optional(),
  hello: z.literal(true).optional(),
  /** Days that pass; a reminder that falls due rings. */
  'wait-days': z.number().optional(),
  'wait-seconds': z.number().optional(),
  /** Keys of the messages that come back, in order: `flow/step` or `ui/key`. */
  bot: z.array(z.string()).optional(),
  /** Labels that must be among the offered ones, as ids: choices of the last message. */
  offers: z.array(z.string()).optional(),
  /** Fields of the session afterwards; `null` = not set. */
  session: z.record(z.string(), z.unknown()).optional(),
  /** Texts that must not appear anywhere in what is stored or said. */
  absent: z.array(z.string()).optional(),
});
export const talkSchema = z.strictObject({ title: z.string(), lang: z.enum(['vi', 'en']).optional(), talk: z.array(line).min(1) });
export type Talk = z.infer<typeof talkSchema>;
export type Line = z.infer<typeof line>;

/** Somebody the conversation is played with: the pure engine or a whole channel. */
export type Player = {
  send(body: RawBody, at: number): Promise<{ readonly said: readonly Said[]; readonly stored: string }>;
};

/** 1 December 2026, a Tuesday, 9:00 in Việt Nam. */
export const TALK_START = Date.UTC(2026, 11, 1, 2);

export async function play(talk: Talk, player: Player): Promise<string[]> {
  const faults: string[] = [];
  let at = TALK_START;
  let last: readonly Said[] = [];
  for (const [i, step] of talk.talk.entries()) {
    at += 20_000 + (step['wait-days'] ?? 0) * 86_400_000 + (step['wait-seconds'] ?? 0) * 1000;
    const body = bodyOf(step, last);
    const where = `line ${i + 1} (${JSON.stringify(step.say ?? step.press ?? step['press-old'] ?? step.link ?? Object.keys(step)[0])})`;
    if (body === undefined) {
      faults.push(`${where}: nothing offered is called “${step.press}”; offered under ${last.at(-1)?.key}: ${last.at(-1)?.choices.map(({ label }) => label).join(' | ')}`);
      break;
    }
    const { said, stored } = await player.send(body, at);
    if (said.length > 0) last = said;
    const keys = said.map(({ key }) => key);
    if (step.bot && JSON.stringify(keys) !== JSON.stringify(step.bot)) faults.push(`${where}: said ${keys.join(', ')} instead of ${step.bot.join(', ')}`);
    for (const offer of step.offers ?? []) if (codeOf(offer, last) === undefined) faults.push(`${where}: “${offer}” is not offered`);
    for (const text of step.absent ?? []) if (stored.includes(text) || said.some((one) => one.text.includes(text))) faults.push(`${where}: “${text}” was kept or repeated`);
    const session = decodeSession(stored) as Record<string, unknown> | undefined;
    for (const [field, wanted] of Object.entries(step.session ?? {})) {
      const found = field.startsWith('slots.') ? (session?.['slots'] as Record<string, unknown> | undefined)?.[field.slice(6)] : session?.[field];
      if (JSON.stringify(found ?? null) !== JSON.stringify(wanted)) faults.push(`${where}: ${field} is ${JSON.stringify(found ?? null)} instead of ${JSON.stringify(wanted)}`);
    }
    if (faults.length > 0) break;
  }
  return faults;
}

function bodyOf(step: Line, last: readonly Said[]): RawBody | undefined {
  if (step.say !== undefined) return { type: 'text', text: step.say };
  if (step.location) return { type: 'location', lat: step.location[0], lon: step.location[1] };
  if (step.link !== undefined) return { type: 'link', code: step.link, to: step.link };
  if (step.photo) return { type: 'photo' };
  if (step.hello) return { type: 'hello' };
  if (step['press-old'] !== undefined) return { type: 'choice', choice: `v1:${shortId(step['press-old'])}AAA` };
  if (step.press !== undefined) {
    const code = codeOf(step.press, last);
    return code === undefined ? undefined : { type: 'choice', choice: code };
  }
  return { type: 'timer' };
}

/** The code of an offer of the last messages by its id: a choice, a word, `flow:x`, `place:code`, `screen:x`. */
export function codeOf(name: string, last: readonly Said[]): string | undefined {
  const [kind, rest] = name.includes(':') ? [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)] : ['', name];
  for (const said of [...last].reverse()) {
    const ids = kind === 'flow' || kind === 'place' || kind === 'screen' ? [dynamicId(kind, rest)] : [shortId(`${said.key}/${rest}`), shortId(name), dynamicId('word', rest as 'menu')];
    const found = said.choices.find(({ code }) => ids.includes(code.slice(3, 11)));
    if (found) return found.code;
  }
  return undefined;
}
