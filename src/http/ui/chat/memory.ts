// What this tab remembers until it is closed: the conversation as shown, what is still to be sent, the last seq.
// Promises: an event that was not confirmed survives a reload. Own words are kept here and nowhere else, without long digit runs once sent.
import type { Said } from '../../../engine/message.ts';
import type { Lang } from '../../../flow/schema.ts';

export type Body =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choice'; readonly choice: string }
  | { readonly type: 'location'; readonly lat: number; readonly lon: number }
  | { readonly type: 'link'; readonly code: string }
  | { readonly type: 'hello' };
export type Outgoing = { readonly id: string; readonly body: Body };
export type Item =
  | { readonly type: 'own'; readonly id: string; readonly text: string; readonly state: 'sending' | 'sent' | 'failed' }
  | { readonly type: 'said'; readonly seq: number; readonly said: Said };
export type Memory = { readonly lang: Lang; readonly last: number; readonly items: readonly Item[]; readonly queue: readonly Outgoing[] };

const KEY = 'chat';
const ERASED: ReadonlySet<string> = new Set(['ui/forgotten', 'ui/next-person']);
/** More than the 20 messages the server keeps; old ones leave the screen. */
const ITEMS = 80;

export function recall(lang: Lang): Memory {
  const empty: Memory = { lang, last: 0, items: [], queue: [] };
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Memory | null;
    return found && Array.isArray(found.items) && Array.isArray(found.queue) && Number.isSafeInteger(found.last) ? { ...empty, ...found } : empty;
  } catch {
    return empty;
  }
}

export function keep(memory: Memory): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Storage switched off or full: the conversation still works until the tab closes.
  }
}

/** Adds what the server said; what was seen already is dropped, so a repeat shows nothing twice. */
export function withSaid(memory: Memory, messages: readonly { readonly seq: number; readonly said: Said }[], reset = false): Memory {
  let { last, items, lang } = reset ? { ...memory, last: 0, items: memory.items.filter((i) => i.type === 'own' && i.state === 'sending') } : memory;
  for (const { seq, said } of messages) {
    if (seq <= last) continue;
    // Erased, or another person at the same phone: what stood on the screen goes too.
    if (ERASED.has(said.key)) items = [];
    items = [...items, { type: 'said', seq, said }];
    last = seq;
    lang = said.lang;
  }
  return { ...memory, last, lang, items: items.slice(-ITEMS) };
}

/** A run of nine or more digits (a hotline has eight) is likely a card or phone number: once sent it leaves the screen and the memory. */
export const masked = (text: string): string => text.replace(/\d(?:[ .-]?\d){8,}/g, (run) => `•••${run.slice(-2)}`);
