// Short, stable ids of steps and choices: what buttons and sessions carry instead of names.
// Promises: the same name gives the same id in every process and release; collisions are found at publish (assemble.ts).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 48 bits of a name as 8 base64url characters (cyrb53, public domain by bryc, two 32-bit lanes). */
export function shortId(name: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < name.length; i += 1) {
    const c = name.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return sixBits(a >>> 8, 4) + sixBits(b >>> 8, 4);
}

/** `count` base64url characters of the low bits of a number, most significant first. */
export function sixBits(value: number, count: number): string {
  let out = '';
  for (let i = count - 1; i >= 0; i -= 1) out += ALPHABET[(value >>> (6 * i)) & 63];
  return out;
}

export function fromSixBits(text: string): number {
  let value = 0;
  for (const c of text) {
    const digit = ALPHABET.indexOf(c);
    if (digit < 0) return -1;
    value = value * 64 + digit;
  }
  return value;
}

export const stepName = (flow: string, step: string): string => `${flow}/${step}`;
export const choiceName = (flow: string, step: string, choice: string): string => `${flow}/${step}/${choice}`;
