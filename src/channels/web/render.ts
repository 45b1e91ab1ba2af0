// A said message → the JSON that is stored and later handed to the browser, and back.
// Promises: every part ≤ 2 kB, texts split by grapheme, the choices stand under the last part; reading never throws.
import { z } from 'zod';
import type { Said } from '../../engine/message.ts';
import { splitAt } from '../../text.ts';
import { STORED_BYTES, WEB_LIMITS } from './limits.ts';

export function renderWeb(message: Said): readonly string[] {
  // Every offer is a button here.
  const { words: _, ...said } = message;
  const whole = JSON.stringify(said);
  if (size(whole) <= STORED_BYTES) return [whole];
  const { key, lang, text, picture } = said;
  const head = { key, lang };
  const rest = size(JSON.stringify({ ...said, text: '' }));
  const parts = fitting(text, (part) => size(JSON.stringify({ ...head, text: part, choices: [], open: [] })) <= STORED_BYTES);
  const last = parts.pop() ?? '';
  const fits = rest + size(JSON.stringify(last)) <= STORED_BYTES;
  const before = fits || last === '' ? parts : [...parts, last];
  const end: Said = { ...said, text: fits ? last : '' };
  return [
    ...before.map((part, i) => JSON.stringify({ ...head, text: part, choices: [], open: [], ...(i === 0 && picture ? { picture } : {}) } satisfies Said)),
    ...closing(before.length > 0 && picture ? withoutPicture(end) : end),
  ];
}

/** The same text in parts that `fits` accepts; the limit halves until they do. */
function fitting(text: string, fits: (part: string) => boolean): string[] {
  for (let limit = WEB_LIMITS.text; limit > 8; limit = Math.floor(limit * 0.8)) {
    const parts = splitAt(text, limit);
    if (parts.every(fits)) return parts;
  }
  return splitAt(text, 8);
}

/** Many choices (places of the same name) go into several parts; the browser shows all choices since the last turn. */
function closing(said: Said): string[] {
  const json = JSON.stringify(said);
  if (size(json) <= STORED_BYTES || said.choices.length < 2) return [json];
  const half = Math.ceil(said.choices.length / 2);
  const first: Said = { key: said.key, lang: said.lang, text: said.text, choices: said.choices.slice(0, half), open: [], ...(said.picture ? { picture: said.picture } : {}) };
  return [
    ...closing(first),
    ...closing({ ...withoutPicture(said), text: '', choices: said.choices.slice(half) }),
  ];
}

function withoutPicture(said: Said): Said {
  const { picture: _, ...rest } = said;
  return rest;
}

const size = (text: string): number => Buffer.byteLength(text);

const stored = z.object({
  key: z.string(),
  lang: z.enum(['vi', 'en']),
  text: z.string(),
  choices: z.array(z.object({ label: z.string(), code: z.string(), style: z.enum(['done', 'danger']).optional(), word: z.literal(true).optional() })),
  open: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('url'), label: z.string(), url: z.string() }),
      z.object({ type: z.literal('phone'), label: z.string(), phone: z.string() }),
      z.object({ type: z.literal('copy'), label: z.string(), text: z.string() }),
    ]),
  ),
  picture: z.object({ id: z.string(), alt: z.string() }).optional(),
  askLocation: z.string().optional(),
});

/** `undefined` for bytes that are not a message of ours (an older or newer program wrote them). */
export function readWeb(bytes: string): Said | undefined {
  try {
    return stored.parse(JSON.parse(bytes)) as Said;
  } catch {
    return undefined;
  }
}
