// Laying out a message for a platform: numbered menus, lines for what has no button, pictures as words, parts under a limit.
// Promises: pure; a number shown is the position the engine offered; no part exceeds the limit in characters or in stored bytes.
import type { Said } from '../engine/message.ts';
import { splitAt } from '../text.ts';

/** A rendered message is stored until it is sent: at most 2 kB each (design.md, One turn). */
export const MAX_STORED = 2000;

type Choices = Said['choices'];
type Open = Said['open'][number];

/** `1. …` lines in the order the engine offered, so that a typed number means what was shown. */
export function numbered(choices: Choices): string {
  return choices.map(({ label }, i) => `${i + 1}. ${oneLine(label)}`).join('\n');
}

/**
 * Choices with the words that work everywhere left to typing, when all together they are more than `buttons` (0: there are none): the
 * words come last, so what stays keeps its number. `words`: the line that names them.
 */
export function wordsApart({ choices, words }: Said, buttons: number): { readonly choices: Choices; readonly words: string } {
  if (words === undefined || choices.length <= buttons) return { choices, words: '' };
  return { choices: choices.filter(({ word }) => !word), words };
}

/** What stood on buttons, as lines, when a platform refuses the buttons: choices numbered in their order, the rest by name and target. */
export function buttonsInWords(text: string, buttons: readonly { readonly label: string; readonly target?: string }[]): string {
  let number = 0;
  return paragraphs(text, buttons.map(({ label, target }) => (target === undefined ? `${(number += 1)}. ${label}` : `${label}: ${target}`)).join('\n'));
}

/** One line for something to open that gets no button; nothing when the text already names it. */
export function openLine(open: Open, text: string): string {
  const target = open.type === 'url' ? open.url : open.type === 'phone' ? open.phone : open.text;
  const shown = open.type === 'phone' ? digits(text).includes(digits(target)) : text.includes(target);
  return shown ? '' : `${oneLine(open.label)}: ${target}`;
}

/** The picture in words, for channels and moments without pictures. */
export const pictureLine = (picture: Said['picture']): string => (picture ? `🖼 ${oneLine(picture.alt)}` : '');

/** Paragraphs that are not empty, one blank line between them. */
export const paragraphs = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

export const oneLine = (text: string): string => (text.includes('\n') || UNEVEN.test(text) ? text.replace(/\s+/g, ' ').trim() : text);
const UNEVEN = /^\s|[^\S ]|\s\s|\s$/;
const digits = (text: string): string => text.replace(/\D/g, '');

/** Bytes a string takes inside a JSON body, without its quotes. */
export const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** Parts of at most `units` UTF-16 units and `bytes` JSON bytes; the last one leaves `lastRoom` further bytes (for a keyboard). */
export function parts(text: string, units: number, bytes: number, lastRoom = 0): string[] {
  // A short text fits however it is written (six bytes a unit at most): nothing to measure.
  if (text.length <= units && text.length * 6 <= bytes - lastRoom) {
    const whole = text.trim();
    return whole === '' ? [] : [whole];
  }
  const all = splitBytes(text, units, bytes);
  const last = all.pop();
  if (last === undefined) return [];
  const tail = splitBytes(last, units, bytes - lastRoom).at(-1) ?? '';
  const head = last.slice(0, last.length - tail.length).trimEnd();
  return [...all, ...(head === '' ? [] : [head]), tail];
}

function splitBytes(text: string, units: number, bytes: number): string[] {
  return splitAt(text, units).flatMap((part) => {
    const size = jsonBytes(part);
    if (size <= bytes) return [part];
    const smaller = Math.min(part.length - 1, Math.floor((part.length * bytes) / size));
    return smaller < 1 ? [] : splitBytes(part, smaller, bytes);
  });
}
