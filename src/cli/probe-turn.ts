// `npm run -s probe -- turn`: {"session":null|…,"event":…} → {"session","messages":[{"key","text","choices"}]} with localised text.
// Sessions are opaque strings; events are those of the design with raw text, redacted here before anything else.
import { z } from 'zod';
import { OWN_CONTENT } from '../config.ts';
import type { RawBody } from '../ports.ts';
import { turn } from '../turn.ts';
import { openGuide } from './open-guide.ts';

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), at: z.number().optional() }),
  z.object({ type: z.literal('choice'), choice: z.string(), at: z.number().optional() }),
  z.object({ type: z.literal('location'), lat: z.number(), lon: z.number(), at: z.number().optional() }),
  z.object({ type: z.literal('photo'), at: z.number().optional() }),
  z.object({ type: z.literal('link'), code: z.string(), at: z.number().optional() }),
  z.object({ type: z.literal('hello'), at: z.number().optional() }),
  z.object({ type: z.literal('timer'), at: z.number().optional() }),
]);
const line = z.object({ id: z.union([z.string(), z.number()]).optional(), session: z.string().nullish(), event });

export async function createProbe(): Promise<(input: unknown) => unknown> {
  const guide = await openGuide(process.env['CONTENT_DIR'] ?? OWN_CONTENT);
  return (input) => {
    const { id, session, event: happened } = line.parse(input);
    const { at = Date.now(), ...body } = happened;
    const turned = turn(guide, session ?? undefined, body as RawBody, at);
    return {
      ...(id === undefined ? {} : { id }),
      session: turned.session === '' ? null : turned.session,
      messages: turned.said.map((said) => ({ key: said.key, text: said.text, choices: said.choices.map(({ label, code }) => ({ label, choice: code })), ...(said.open.length > 0 ? { open: said.open } : {}) })),
    };
  };
}
