// Finds everything in a text that could be opened: addresses with and without scheme, link text over a target, dangerous schemes, app files.
// Promises: linear time, keeps each find as written (look-alikes and hidden characters included). Refuses: to judge (link-judge.ts).
import { getPublicSuffix, parse } from 'tldts';

export type Candidate = {
  /** As written, without the marks around it. */
  readonly written: string;
  readonly kind: 'address' | 'bare' | 'scheme' | 'mail' | 'file';
  /** Link text this target hides behind. */
  readonly label?: string;
};

// Not \s: U+FEFF is white space there, but an invisible trap inside an address here.
const SPACE = ' \\t\\n\\r\\f\\v\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const CHUNK = new RegExp(`[^${SPACE}<>"“”«»\`]+`, 'g');
/** Characters that show nothing or turn the reading direction. */
// oxlint-disable-next-line no-misleading-character-class -- single code points that join or vary others are listed on purpose
export const HIDDEN = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\u{E0000}-\u{E007F}]/gu;
const DANGEROUS = /(?<![\p{L}\p{N}])(?:javascript|vbscript|livescript|view-source|jar|ms-appinstaller|itms-services)\s{0,3}(?::|%3a|：|&colon;)|(?<![\p{L}\p{N}])data:[a-z]*[/;,]|(?<![\p{L}\p{N}])(?:file|content|filesystem|blob):[/a-z\\]|(?<![\p{L}\p{N}])(?:intent|android-app):(?:\/\/|#)/iu;

export function findCandidates(text: string): Candidate[] {
  const found: Candidate[] = [];
  const danger = DANGEROUS.exec(text.replace(HIDDEN, ''));
  if (danger !== null) found.push({ written: danger[0], kind: 'scheme' });
  for (const pair of labelled(text)) found.push(...inChunk(pair.target, true).map((one) => ({ ...one, label: pair.label })));
  for (const match of text.matchAll(CHUNK)) found.push(...inChunk(match[0], false));
  return found;
}

/** [text](target), <a href=target>text</a>, [url=target]text[/url], <target|text>, "name (target)", "name -> target". */
function labelled(text: string): { label: string; target: string }[] {
  const pairs: { label: string; target: string }[] = [];
  for (const match of text.matchAll(/\[([^[\]\n]{1,200})\]\s?\(\s?<?([^()\s<>]{1,2000})/g)) pairs.push({ label: match[1] ?? '', target: match[2] ?? '' });
  for (const match of text.matchAll(/\[([^[\]\n]{1,200})\]:\s?(\S{1,2000})/g)) pairs.push({ label: match[1] ?? '', target: match[2] ?? '' });
  for (const match of text.matchAll(/<a\s[^<>]{0,300}?href\s?=\s?["']?([^"'\s<>]{1,2000})[^<>]{0,300}>([^<]{0,300})/gi)) pairs.push({ label: match[2] ?? '', target: match[1] ?? '' });
  for (const match of text.matchAll(/\[url=([^\]\s]{1,2000})\]([^[]{0,300})/gi)) pairs.push({ label: match[2] ?? '', target: match[1] ?? '' });
  for (const match of text.matchAll(/<(https?:[^|<>\s]{1,2000})\|([^<>]{1,300})>/gi)) pairs.push({ label: match[2] ?? '', target: match[1] ?? '' });
  for (const match of text.matchAll(/([^\s()<>]{4,200})\s?(?:\(|->|=>|→|➜)\s?(https?:[^\s()<>]{1,2000})/gi)) if (/\./.test(match[1] ?? '')) pairs.push({ label: match[1] ?? '', target: match[2] ?? '' });
  return pairs;
}

function inChunk(chunk: string, isTarget: boolean): Candidate[] {
  const plain = chunk.normalize('NFKC').replace(HIDDEN, '');
  const scheme = /[a-z][a-z0-9+.-]{0,20}:[\\/]{1,3}|https?:/i.exec(plain);
  if (scheme !== null && /^(?:https?|hxxps?|ftps?|wss?|market|itms|itms-apps|itms-appss|sftp|fb|zalo|vneid):/i.test(scheme[0].replace(/^.*[^a-z0-9+-](?=[a-z0-9+-]+:)/i, ''))) return addresses(chunk);
  if (/^market:details\?/i.test(plain)) return [{ written: plain, kind: 'address' }];
  if (scheme !== null && /^[a-z][a-z0-9+-]{1,20}:\/\/./i.test(plain)) return [{ written: trimEnd(chunk), kind: 'address' }];
  const pieces = chunk.split(/[,;|()[\]{}'‘’…]+/);
  const found = pieces.flatMap((piece) => bare(piece));
  if (found.length === 0 && isTarget && /[.@]/.test(plain)) return bare(chunk);
  return found;
}

/** Cuts "see:https://a.vn,https://b.vn" into its addresses; an address inside the path or query of another stays there. */
function addresses(chunk: string): Candidate[] {
  const starts: number[] = [];
  // The letters of the scheme may be full-width or carry hidden characters, so the search runs over the written text.
  for (const match of chunk.matchAll(/(?:h[^\p{L}\p{N}]?[tx｜ｔ]|ｈ)[\p{L}\p{Cf}]{1,6}\s?[:：]|(?:market|itms(?:-appss?)?|ftps?|sftp|wss?|zalo|fb|vneid):(?=[\\/])/giu)) {
    const before = chunk.charAt(match.index - 1);
    if (starts.length === 0 || /[,;|)\]]/.test(before)) starts.push(match.index);
  }
  if (starts.length === 0) return [{ written: trimEnd(chunk), kind: 'address' }];
  const parts = starts.map((start, at) => trimEnd(chunk.slice(start, starts[at + 1]).replace(/[,;|]+$/, '')));
  const head = chunk.slice(0, starts[0]).replace(/[:=([{'"]+$/, '');
  return [...bare(head), ...parts.filter((part) => part !== '').map((written): Candidate => ({ written, kind: 'address' }))];
}

/** Sentence marks, closing brackets of other scripts and emoji after an address are not part of it. */
const TAIL = /(?:[.,;:!?'’…*_~，。、；：！？）】」》]|[\p{So}\p{Sk}][\uFE0F\u200D\p{M}]*)+$/u;

function trimEnd(text: string): string {
  let out = text.replace(/^[('[{‘]+/, '');
  for (let again = true; again; ) {
    again = false;
    const cut = out.replace(TAIL, (marks) => (/^[.…]*\.\.[.…]*$/.test(marks) && marks.length === 2 ? marks : ''));
    const closing = /[)\]}]$/.exec(cut);
    const next = closing !== null && !cut.slice(0, -1).includes({ ')': '(', ']': '[', '}': '{' }[closing[0]] ?? '') ? cut.slice(0, -1) : cut;
    if (next !== out) {
      out = next;
      again = true;
    }
  }
  return out;
}

const FILE = /\.(?:apk|xapk|apks|apkm|aab|ipa|mobileconfig|exe|msi|scr|bat|cmd|dmg|pkg|jar|vbs|hta)$/i;
const BARE = /^(?:[\p{L}\p{N}_\p{M}-]{1,63}[.。．｡])+[\p{L}\p{N}\p{M}-]{2,63}[.。．｡]?(?::\d{0,5})?(?:[/?#\\].*)?$/u;

function bare(piece: string): Candidate[] {
  const plain = piece.normalize('NFKC').replace(HIDDEN, '');
  let text = trimEnd(plain);
  let written = trimEnd(piece);
  const lead = /^[\p{L}\p{N}]{1,20}[:=]+(?=[\p{L}\p{N}].*\.)/u.exec(text);
  if (lead !== null && !/^[\p{L}\p{N}]+:\d/u.test(text)) {
    text = text.slice(lead[0].length);
    written = written.slice(Math.min(written.length, lead[0].length));
  }
  if (!/[.。．｡]/u.test(text) || text.length > 2000) return [];
  if (/^[^/?#]*@/.test(text)) return mail(text, written);
  if (/[?#/\\]/.test(text) === false && FILE.test(text)) return [{ written: text, kind: 'file' }];
  const defanged = /\[\.\]|\(\.\)/.test(text);
  if (!BARE.test(text) && !defanged) return encodedHost(text) ? [{ written, kind: 'bare' }] : [];
  const host = (text.split(/[/?#:\\]/)[0] ?? '').replace(/[.。．｡]/gu, '.').replace(/\.$/, '').toLowerCase();
  if (/^[\d.]+$/.test(host)) return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && /[:/]/.test(text) ? [{ written, kind: 'bare' }] : [];
  if (/^0x[0-9a-f.x]+$/.test(host) && /[:/]/.test(text)) return [{ written, kind: 'bare' }];
  return plausible(host, text) ? [{ written, kind: 'bare' }] : [];
}

/** "vneid%2Egov%2Evn.evil.example/". */
function encodedHost(text: string): boolean {
  return /^[a-z0-9._-]*%[0-9a-f]{2}[a-z0-9%._-]*\.[a-z]{2,}(?:[/?#]|$)/i.test(text);
}

/** A known ending, or something that is clearly meant as an address. Prose such as "xong.em" is none. */
function plausible(host: string, text: string): boolean {
  const suffix = getPublicSuffix(host, { allowPrivateDomains: false });
  const known = suffix !== null && parse(host).isIcann === true;
  if (known) return true;
  return /\.(?:example|test|invalid|local|localhost|onion|xn--[a-z0-9-]+)$/.test(host) || /\/./.test(text) || /vne|gov|cong|dinhdanh|bocongan|mps/.test(host);
}

function mail(text: string, written: string): Candidate[] {
  return BARE.test(text.slice(text.lastIndexOf('@') + 1)) ? [{ written, kind: 'mail' }] : [];
}
