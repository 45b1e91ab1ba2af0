// Looks for planted secrets in bytes, in every form in which a program would write them down.
// Promises: finds a needle as it is, URL-, JSON-, hex- and base64-encoded (at any offset), decomposed and in UTF-16; short numbers only
// where no other digit touches them, so that a time of day is not taken for a code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Needle = { readonly kind: string; readonly value: string };
export type Hit = { readonly kind: string; readonly form: string; readonly where: string; readonly around: string };

/** Under nine digits a number occurs by chance among timestamps and sequence numbers. */
const SHORT_NUMBER = /^\d{1,8}$/;

/** One pass over the bytes for all needles: the first four bytes of a form lead to the forms that begin so. */
export function hunter(needles: readonly Needle[]): (bytes: Uint8Array, where: string) => Hit[] {
  type Form = { readonly kind: string; readonly form: string; readonly bytes: Buffer; readonly short: boolean };
  const starts = new Map<number, Form[]>();
  const maybe = new Uint8Array(0x10000);
  for (const { kind, value } of needles)
    for (const [form, bytes] of Object.entries(formsOf(value))) {
      const start = bytes.readUInt32BE(0);
      starts.set(start, [...(starts.get(start) ?? []), { kind, form, bytes, short: SHORT_NUMBER.test(value) && form === 'plain' }]);
      maybe[start >>> 16] = 1;
    }
  return (data, where) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const hits: Hit[] = [];
    for (let at = 0; at + 4 <= bytes.length && hits.length < 50; at++) {
      if (maybe[(bytes[at]! << 8) | bytes[at + 1]!] === 0) continue;
      for (const { kind, form, bytes: wanted, short } of starts.get(bytes.readUInt32BE(at)) ?? []) {
        const end = at + wanted.length;
        if (end > bytes.length || bytes.compare(wanted, 0, wanted.length, at, end) !== 0) continue;
        if (short && (isDigit(bytes[at - 1]) || isDigit(bytes[end]))) continue;
        hits.push({ kind, form, where, around: bytes.subarray(Math.max(0, at - 60), end + 40).toString('utf8') });
      }
    }
    return hits;
  };
}

/** Every file below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

export function huntFiles(hunt: ReturnType<typeof hunter>, folders: readonly string[]): { readonly files: number; readonly bytes: number; readonly hits: Hit[] } {
  const files = folders.flatMap(filesBelow);
  let bytes = 0;
  const hits = files.flatMap((file) => {
    const data = readFileSync(file);
    bytes += data.length;
    return hunt(data, file);
  });
  return { files: files.length, bytes, hits };
}

function formsOf(value: string): Record<string, Buffer> {
  const utf8 = Buffer.from(value);
  const forms: Record<string, Buffer> = { plain: utf8 };
  const add = (form: string, text: string | Buffer): void => {
    const bytes = Buffer.from(text as string);
    // A form that is too short occurs by chance.
    if (bytes.length >= 6 && !Object.values(forms).some((known) => known.equals(bytes))) forms[form] = bytes;
  };
  add('url', encodeURIComponent(value));
  add('json', JSON.stringify(value).slice(1, -1));
  add('decomposed', value.normalize('NFD'));
  add('composed', value.normalize('NFC'));
  add('utf-16', Buffer.from(value, 'utf16le'));
  // Eight bytes: with fewer, base64 and hex texts of hashes hold them by chance.
  if (utf8.length >= 8) {
    add('hex', utf8.toString('hex'));
    for (const offset of [0, 1, 2]) add(`base64+${offset}`, base64At(utf8, offset));
  }
  return forms;
}

/** The part of a base64 text that does not depend on what stands before and after. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
  const from = Math.ceil((offset * 8) / 6);
  return text.slice(from, Math.floor(((offset + bytes.length) * 8) / 6));
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
