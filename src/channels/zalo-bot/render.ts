// A message in words → exact requests to Zalo Bot, as `method {json}` strings. There are no buttons: choices are numbered lines.
// Promises: pure; plain text only (no parse_mode), each string ≤ 2 kB, texts cut between graphemes; joined where one message is enough.
import { z } from 'zod';
import type { Said } from '../../engine/message.ts';
import { truncate } from '../../text.ts';
import { jsonBytes, MAX_STORED, numbered, oneLine, openLine, paragraphs, parts, pictureLine, wordsApart } from '../layout.ts';
import { ZALO_BOT_LIMITS } from './limits.ts';

export type RenderOptions = { readonly mediaUrl?: (id: string) => string | undefined };

const CAPTION = 500;

export function renderZaloBot(said: Said, address: string, { mediaUrl }: RenderOptions): string[] {
  const photo = said.picture ? mediaUrl?.(said.picture.id) : undefined;
  const { choices, words } = wordsApart(said, ZALO_BOT_LIMITS.buttons);
  const lines = said.open.map((open) => openLine(open, said.text)).filter((line) => line !== '');
  const text = paragraphs(photo ? '' : pictureLine(said.picture), said.text.normalize('NFC'), lines.join('\n'), numbered(choices), words);
  const texts = parts(text, ZALO_BOT_LIMITS.text, MAX_STORED - jsonBytes(address) - 60).map((part) => sendMessage(address, part));
  return photo ? [`sendPhoto ${JSON.stringify({ chat_id: address, photo, caption: truncate(oneLine(said.picture?.alt ?? ''), CAPTION) })}`, ...texts] : texts;
}

const sendMessage = (chat_id: string, text: string): string => `sendMessage ${JSON.stringify({ chat_id, text })}`;
const textMessage = z.object({ chat_id: z.string(), text: z.string() });

/** Neighbouring texts of one turn as one message while they fit: every message counts against the month's quota. */
export function joinZaloBot(rendered: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const next of rendered) {
    const before = joined.at(-1);
    const one = before === undefined ? undefined : together(before, next);
    if (one === undefined) joined.push(next);
    else joined[joined.length - 1] = one;
  }
  return joined;
}

function together(a: string, b: string): string | undefined {
  if (!a.startsWith('sendMessage ') || !b.startsWith('sendMessage ')) return undefined;
  const [first, second] = [textMessage.parse(JSON.parse(a.slice(12))), textMessage.parse(JSON.parse(b.slice(12)))];
  const text = `${first.text}\n\n${second.text}`;
  // A second numbered menu would make a typed number mean two things.
  if (/^1\. /m.test(first.text) && /^1\. /m.test(second.text)) return undefined;
  const one = sendMessage(first.chat_id, text);
  return first.chat_id === second.chat_id && text.length <= ZALO_BOT_LIMITS.text && Buffer.byteLength(one) <= MAX_STORED ? one : undefined;
}
