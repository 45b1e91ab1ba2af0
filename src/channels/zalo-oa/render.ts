// A message in words → exact bodies of POST /v3.0/oa/message/cs.
// Promises: pure; up to five buttons (choices as hidden queries `#v1:…`, web pages, phone numbers), more choices → numbered lines;
// each string ≤ 2 kB, texts cut between graphemes. An uploaded picture is named `upload:<id>` and resolved when it is sent.
import type { Said } from '../../engine/message.ts';
import { truncate } from '../../text.ts';
import { jsonBytes, MAX_STORED, numbered, oneLine, openLine, paragraphs, parts, pictureLine, wordsApart } from '../layout.ts';
import { ZALO_OA_LIMITS } from './limits.ts';

export type RenderOptions = {
  readonly mediaUrl?: (id: string) => string | undefined;
  /** True: pictures can be uploaded. Used when there is no public address. */
  readonly uploads?: boolean;
};
export const UPLOAD = 'upload:';

type Button = Readonly<Record<string, unknown>>;
const ENVELOPE = 160;
const TEXT_ROOM = 600;
const CAPTION = 500;

export function renderZaloOa(whole: Said, address: string, { mediaUrl, uploads }: RenderOptions): string[] {
  const { choices, words } = wordsApart(whole, ZALO_OA_LIMITS.buttons);
  const said: Said = { ...whole, choices };
  const { buttons, lines, asButtons } = layButtons(said);
  const shown = said.picture ? pictureElement(said.picture.id, mediaUrl, uploads === true) : undefined;
  const text = paragraphs(shown ? '' : pictureLine(said.picture), said.text.normalize('NFC'), lines.join('\n'), asButtons ? '' : numbered(said.choices), words);
  const template = buttons.length === 0 ? '' : `,"attachment":{"type":"template","payload":{"buttons":${fitTitles(buttons)}}}`;
  const texts = parts(text, ZALO_OA_LIMITS.text, MAX_STORED - ENVELOPE, Buffer.byteLength(template));
  const to = `{"recipient":{"user_id":${JSON.stringify(address)}},"message":`;
  const bodies = texts.map((part, i) => `${to}{"text":${JSON.stringify(part)}${i === texts.length - 1 ? template : ''}}}`);
  if (!shown) return bodies;
  const caption = truncate(oneLine(said.picture?.alt ?? ''), CAPTION);
  return [`${to}${JSON.stringify({ text: caption, attachment: { type: 'template', payload: { template_type: 'media', elements: [{ media_type: 'image', ...shown }] } } })}}`, ...bodies];
}

function pictureElement(id: string, mediaUrl: RenderOptions['mediaUrl'], uploads: boolean): { url: string } | { attachment_id: string } | undefined {
  const url = mediaUrl?.(id);
  if (url !== undefined) return { url };
  return uploads ? { attachment_id: `${UPLOAD}${id}` } : undefined;
}

/** Choices first; what is left of the five goes to pages and phone numbers, the rest becomes lines. */
function layButtons(said: Said): { buttons: Button[]; lines: string[]; asButtons: boolean } {
  const asButtons = said.choices.length <= ZALO_OA_LIMITS.buttons;
  const buttons: Button[] = asButtons ? said.choices.map(({ label, code }) => ({ title: label, type: 'oa.query.hide', payload: `#${code}` })) : [];
  const lines: string[] = [];
  for (const open of said.open) {
    const button: Button | undefined =
      open.type === 'url' && /^https?:\/\//.test(open.url)
        ? { title: open.label, type: 'oa.open.url', payload: { url: open.url } }
        : open.type === 'phone'
          ? { title: open.label, type: 'oa.open.phone', payload: { phone_code: open.phone.replace(/[^\d+]/g, '') } }
          : undefined;
    if (button && buttons.length < ZALO_OA_LIMITS.buttons && sizeOf([...buttons, button]) <= MAX_STORED - ENVELOPE - TEXT_ROOM) buttons.push(button);
    else {
      const line = openLine(open, said.text);
      if (line !== '') lines.push(line);
    }
  }
  return { buttons, lines, asButtons };
}

/** Titles shrink together when the buttons would not leave room for the text. */
function fitTitles(buttons: readonly Button[]): string {
  let fitted = '';
  for (const length of [ZALO_OA_LIMITS.buttonLabel, 60, 40, 28]) {
    fitted = JSON.stringify(buttons.map((button) => ({ ...button, title: truncate(oneLine(String(button['title'])), length) })));
    if (Buffer.byteLength(fitted) <= MAX_STORED - ENVELOPE - TEXT_ROOM) break;
  }
  return fitted;
}

const sizeOf = (buttons: readonly Button[]): number => buttons.reduce((sum, button) => sum + 1 + jsonBytes(JSON.stringify({ ...button, title: truncate(String(button['title']), 28) })), 0);
