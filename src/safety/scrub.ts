// Last filter before a log line leaves the program: tokens in every encoding, credentials in addresses, long numbers, control characters.
// Promises: pure, linear, never throws; one input stays one line. Refuses: to be the first defence (redact.ts is); it knows no context and masks too much rather than too little.

/** `secrets` are the values of settings; their plain, URL-encoded, base64 and cut-off forms are masked. */
export function scrub(text: string, secrets: readonly string[]): string {
  let out = text;
  for (const secret of secrets) if (secret.length >= SHORTEST_SECRET) out = withoutSecret(out, secret);
  for (const [pattern, replacement] of CREDENTIALS) out = out.replace(pattern, replacement);
  out = out.replace(EMAIL, '[email]');
  out = out.replace(GROUPED, (run) => (countDigits(run) >= 9 ? '[digits]' : run));
  out = out.replace(/[\p{L}\p{N}]+/gu, (word) => (/\p{Nd}{6}/u.test(word) ? hideDigits(word) : word));
  return escapeControls(out);
}

const SHORTEST_SECRET = 6;

/** What a request, an address or a header would show. The bot tokens of Telegram and Zalo stand in the path: /bot<token>/<method>. */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  [/\bbot\d{3,20}(?::|%3a|%253a)[\w~.%-]{8,200}/gi, 'bot[token]'],
  [/(?<=[/\\]|%2f)bot[^/\s\\"'<>%]{12,300}(?=[/\\]|%2f|$)/gim, 'bot[token]'],
  [/\b\d{5,20}(?::|%3a|%253a)[\w-]{20,200}/gi, '[token]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,2000}/gi, '$1 [token]'],
  [/((?:access|refresh|secret|bot|api|auth|verify|session|id)?[_-]?(?:token|secret(?:_?key)?|password|passwd|api_?key|app_?secret|signature|mac|cookie|authorization|hash)["']?\s?(?:[:=]|%3d|%3a)\s?["']?)(?!\[)[^\s"'&,;}]{4,2000}/gi, '$1[token]'],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'<>]{1,300}@/gi, '$1[credentials]@'],
];
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,6}/gu;
/** Digits in groups with single separators, as people write numbers. */
const GROUPED = /\p{Nd}(?:[ .\-\u00a0\u200b-\u200d\u2060]{0,2}\p{Nd}){5,40}/gu;

function countDigits(run: string): number {
  return run.match(/\p{Nd}/gu)?.length ?? 0;
}

/** Long hexadecimal words (content hashes) keep their digits; an ID number inside any other word goes. */
function hideDigits(word: string): string {
  const isHash = word.length >= 16 && /^[0-9a-f]+$/.test(word) && /[a-f]/.test(word) && !/\d{12}/.test(word);
  return isHash ? word : word.replace(/\p{Nd}{6,}/gu, '[digits]');
}

function withoutSecret(text: string, secret: string): string {
  const once = encodeURIComponent(wellFormed(secret));
  const forms = new Set([secret, once, encodeURIComponent(once), encodeURI(wellFormed(secret)), base64(secret), JSON.stringify(secret).slice(1, -1), [...secret].reverse().join('')]);
  let out = text;
  for (const form of forms) {
    if (form.length < SHORTEST_SECRET) continue;
    out = out.replaceAll(form, '[secret]');
    if (form.includes('%')) out = out.replaceAll(lowerHex(form), '[secret]');
  }
  return withoutCutSecret(out, secret);
}

/** A message cut at a limit may end in the first part of a secret. */
function withoutCutSecret(text: string, secret: string): string {
  for (let size = Math.min(secret.length - 1, text.length); size >= SHORTEST_SECRET; size--) {
    if (text.endsWith(secret.slice(0, size))) return `${text.slice(0, text.length - size)}[secret]`;
  }
  return text;
}

function lowerHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/=+$/, '');
}

/** C0, C1, line and paragraph separators and direction marks as \uXXXX, so that one event is one line and shows what it holds. */
function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding control characters is the point
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
