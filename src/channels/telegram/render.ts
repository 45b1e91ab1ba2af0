// A message in words → exact requests to the Bot API, as `method {json}` strings.
// Promises: pure; plain text only (no parse_mode), buttons with the same order as typed numbers, each string ≤ 2 kB, texts cut between graphemes.
import type { Said } from '../../engine/message.ts';
import { truncate } from '../../text.ts';
import { jsonBytes, MAX_STORED, numbered, oneLine, openLine, paragraphs, parts, pictureLine } from '../layout.ts';
import { CAPTION, COPY_TEXT, TELEGRAM_LIMITS } from './limits.ts';

export type RenderOptions = {
  /** Public address of a picture; without it pictures are said in words. */
  readonly mediaUrl?: (id: string) => string | undefined;
};
type Button = Readonly<Record<string, unknown>>;

/** What JSON around text and keyboard takes, generously. */
const ENVELOPE = 160;
/** The least a text part may count on beside its keyboard. */
const TEXT_ROOM = 600;
const STYLES = { done: 'success', danger: 'danger' } as const;

export function renderTelegram(said: Said, address: string, { mediaUrl }: RenderOptions): string[] {
  const chat_id = Number(address);
  const photo = said.picture ? mediaUrl?.(said.picture.id) : undefined;
  const asButtons = said.choices.length <= TELEGRAM_LIMITS.buttons && said.choices.every(({ code }) => Buffer.byteLength(code) <= TELEGRAM_LIMITS.buttonData);
  const choiceRows = asButtons ? said.choices.map(({ label, code, style }): Button => ({ text: label, callback_data: code, ...(style ? { style: STYLES[style] } : {}) })) : [];
  const { rows, lines } = withOpen(choiceRows, said);
  const keyboard = fitLabels(rows);
  const text = paragraphs(photo ? '' : pictureLine(said.picture), said.text, lines.join('\n'), asButtons ? '' : numbered(said.choices));
  const texts = parts(text, TELEGRAM_LIMITS.text, MAX_STORED - ENVELOPE, keyboard === '' ? 0 : Buffer.byteLength(keyboard));
  const requests = texts.map((part, i) => sendMessage(chat_id, part, i === texts.length - 1 ? keyboard : ''));
  if (photo) requests.unshift(`sendPhoto ${JSON.stringify({ chat_id, photo, caption: truncate(oneLine(said.picture?.alt ?? ''), CAPTION / 2) })}`);
  // One message carries one keyboard; the location button needs the reply kind, so it stands in a line of its own.
  if (said.askLocation !== undefined) requests.splice(-1, 0, askLocation(chat_id, said.askLocation));
  return requests;
}

/** Built by hand around the parts so that the keyboard is serialised once. */
function sendMessage(chat: number, text: string, keyboard: string): string {
  const preview = /https?:|www\.|\.vn\b/i.test(text) ? ',"link_preview_options":{"is_disabled":true}' : '';
  return `sendMessage {"chat_id":${chat},"text":${JSON.stringify(text)}${preview}${keyboard === '' ? '' : `,"reply_markup":${keyboard}`}}`;
}

function askLocation(chat_id: number, label: string): string {
  const text = truncate(oneLine(label), TELEGRAM_LIMITS.buttonLabel);
  const reply_markup = { keyboard: [[{ text, request_location: true }]], resize_keyboard: true, one_time_keyboard: true };
  return `sendMessage ${JSON.stringify({ chat_id, text: `👇 ${text}`, reply_markup })}`;
}

/** Links and texts to copy become buttons while they fit; a phone number stays text, where the phone makes it tappable (tel: buttons are refused). */
function withOpen(choices: readonly Button[], said: Said): { rows: Button[]; lines: string[] } {
  const rows = [...choices];
  const lines: string[] = [];
  for (const open of said.open) {
    const button: Button | undefined =
      open.type === 'url' && /^https?:\/\//.test(open.url)
        ? { text: open.label, url: open.url }
        : open.type === 'copy' && open.text.length <= COPY_TEXT
          ? { text: open.label, copy_text: { text: open.text } }
          : undefined;
    if (button && sizeOf([...rows, button]) <= MAX_STORED - ENVELOPE - TEXT_ROOM) rows.push(button);
    else {
      const line = openLine(open, said.text);
      if (line !== '') lines.push(line);
    }
  }
  return { rows, lines };
}

/** One button a row. Labels shrink together when the keyboard would not leave room for the text. */
function fitLabels(rows: readonly Button[]): string {
  if (rows.length === 0) return '';
  for (const length of [TELEGRAM_LIMITS.buttonLabel, 40, 28, 20]) {
    let keyboard = '';
    for (const row of rows) keyboard += `${keyboard === '' ? '' : ','}[${buttonJson(row, length)}]`;
    keyboard = `{"inline_keyboard":[${keyboard}]}`;
    if (Buffer.byteLength(keyboard) <= MAX_STORED - ENVELOPE - TEXT_ROOM || length === 20) return keyboard;
  }
  return '';
}

/** Labels come from the content and come back at every turn: cut and quoted once. */
const quoted = new Map<string, string>();
const QUOTED = 5000;
function labelJson(label: string, length: number): string {
  const name = `${length} ${label}`;
  const known = quoted.get(name);
  if (known !== undefined) return known;
  const made = JSON.stringify(truncate(oneLine(label), length));
  if (quoted.size >= QUOTED) quoted.clear();
  quoted.set(name, made);
  return made;
}

function buttonJson({ text, ...rest }: Button, length: number): string {
  const { callback_data: code, style } = rest;
  const label = labelJson(String(text), length);
  // The usual button by hand; what our codes are made of needs no quoting.
  if (typeof code === 'string' && PLAIN_CODE.test(code)) return style === undefined ? `{"text":${label},"callback_data":"${code}"}` : `{"text":${label},"callback_data":"${code}","style":"${String(style)}"}`;
  return `{"text":${label},${JSON.stringify(rest).slice(1)}`;
}
const PLAIN_CODE = /^[\w:-]+$/;

const sizeOf = (rows: readonly Button[]): number => rows.reduce((sum, row) => sum + 2 + jsonBytes(JSON.stringify({ ...row, text: truncate(String(row['text']), 28) })), 0);
