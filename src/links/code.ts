// Short codes: ten Crockford base32 characters, easy to read aloud and to type.
// Promises: 50 random bits; what people mistype (o for 0, i or l for 1, lower case, spaces, hyphens) is read as meant.
// Refuses: codes without a letter or a digit, so that neither a phone number nor a word is ever taken for one.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_LENGTH = 10;
const CODE = /^[0-9A-HJKMNP-TV-Z]{10}$/;
/** One bit in 32,000 of the room is given up for the rule of letters and digits. */
const MIXED = /^(?=(?:.*[A-Z]){2})(?=.*[0-9])/;

export function newCode(bytes: (count: number) => Uint8Array = randomBytes): string {
  for (;;) {
    const code = codeFrom(bytes(7));
    if (MIXED.test(code)) return code;
  }
}

/** The first 50 bits as ten characters. */
export function codeFrom(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 7)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n;
  let code = '';
  for (let i = 0; i < CODE_LENGTH; i += 1, bits >>= 5n) code = ALPHABET[Number(bits & 31n)]! + code;
  return code;
}

/** Ten characters as meant; undefined when it cannot be one of our codes. */
export function readCode(text: string): string | undefined {
  if (text.length > 24) return undefined;
  const code = text.toUpperCase().replace(/[\s.\-–]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return CODE.test(code) && MIXED.test(code) ? code : undefined;
}

/** A whole message that is a code, perhaps after the word "mã" or "code". `sure`: no ordinary words look like this, so a miss is worth a sentence. */
export function typedCode(text: string): { readonly code: string; readonly sure: boolean } | undefined {
  const [, named, rest = ''] = /^((?:mã|ma|code)[\s:]+)?(.{10,24})$/isu.exec(text.normalize('NFC').trim()) ?? [];
  const code = readCode(rest);
  if (code === undefined) return undefined;
  const grouped = /^\w{5}[\s.\-–]?\w{5}$/.test(rest.trim());
  return { code, sure: grouped && /\d/.test(rest) && (named !== undefined || /\d.*\d|-/.test(rest)) };
}

/** As printed: two groups of five. */
export const showCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;
