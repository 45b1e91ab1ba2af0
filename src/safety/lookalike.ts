// Names that only look like an official one: swapped letters, other scripts, punycode, extra hyphens.
// Promises: pure string work, bounded by the length of a host name. Refuses: to call anything official; it can only raise suspicion.

/** Official names a fake wants to show, without the ending. `lure`: words that draw people looking for the same services. */
const NAMES = ['vneid', 'dichvucong', 'bocongan', 'dinhdanhdientu', 'dancuquocgia', 'chinhphu', 'tinnhiemmang', 'tracuutenmien', 'khonggianmang'] as const;
const LURES = ['dinhdanh', 'cancuoc', 'cccd', 'gplx', 'vssid', 'congan', 'baohiemxahoi', 'tongcucthue', 'dvcqg', 'dichvucon', 'vnid'] as const;

/** What a host name poses as, or undefined. `host` is lower case, Unicode or ASCII. */
export function posesAs(host: string): string | undefined {
  const labels = readable(host).split('.').filter((label) => label !== '');
  const joined = skeleton(labels.join(''));
  for (const name of [...NAMES, ...LURES]) if (joined.includes(skeleton(name))) return name;
  for (const label of labels) {
    const near = nearName(label);
    if (near !== undefined) return near;
  }
  return govElsewhere(labels);
}

/** The official name a label is one slip away from (two for long names), also as a part between hyphens. */
export function nearName(label: string): string | undefined {
  for (const part of [label, ...label.split(/[-_]/)]) {
    const seen = skeleton(part);
    for (const name of NAMES) {
      const wanted = skeleton(name);
      if (seen === wanted) return name;
      if (seen.length < 4 || Math.abs(seen.length - wanted.length) > 2) continue;
      if (distance(seen, wanted) <= (wanted.length >= 8 ? 2 : 1)) return name;
    }
    for (let at = 0; at + 5 <= seen.length; at++) {
      if (seen.startsWith('vn', at) && (distance(seen.slice(at, at + 5), skeleton('vneid')) <= 1 || distance(seen.slice(at, at + 6), skeleton('vneid')) <= 1)) return 'vneid';
    }
  }
  return undefined;
}

/** "gov" as a word of a host that no government registry gives out: gov-vn.com, x.gov.cc, gplxgov.org. */
function govElsewhere(labels: readonly string[]): string | undefined {
  const inner = labels.map((label) => skeleton(label));
  if (inner.slice(0, -1).some((label) => label === 'gov' || /gov(?:vn|$)|^vngov|^gov(?!ern|t)/.test(label))) return 'gov.vn';
  const parts = labels.flatMap((label) => label.split('-'));
  if (parts.some((part) => skeleton(part) === 'gov')) return 'gov.vn';
  return inner.slice(0, -1).some((label) => label === 'mps') ? 'mps.gov.vn' : undefined;
}

/** The form in which look-alikes are equal: no accents, other scripts and digits as the Latin letters they resemble, no hyphens. */
export function skeleton(text: string): string {
  let out = '';
  for (const char of text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()) out += LOOKS_LIKE.get(char) ?? char;
  return out.replace(/[-_.\s]/g, '').replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/[ij|!]/g, 'l');
}

/** True when letters of more than one alphabet stand in one label. */
export function mixesScripts(host: string): boolean {
  return host.split('.').some((label) => {
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u, /\p{Script=Han}/u, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u];
    return scripts.filter((script) => script.test(label)).length > 1;
  });
}

/** Host with its xn-- labels decoded where they can be. */
export function readable(host: string): string {
  return host.split('.').map((label) => (label.startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label)).join('.');
}

/** From Unicode's confusables (UTS 39), the part that resembles letters of our names. */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аαɑ4@ӑạ', b: 'ьвβƅЬ8', c: 'сϲⅽç¢', d: 'ԁđɗⅾժ', e: 'еεєё3ɘəҽ℮', g: 'ɡց9ġ', h: 'һհнℎ', i: 'іιıɩ1ⅰӏ', k: 'кκ', l: 'ⅼɫʟ', m: 'мⅿ', n: 'пηոńռ', o: 'оοօ0σөჿ', p: 'рρ', q: 'ԛգ', r: 'гɾ', s: 'ѕ5ꜱ$', t: 'тτ7', u: 'υսʋ', v: 'νѵⅴ∨ѷ', w: 'ѡԝω', x: 'хχ', y: 'уγү', z: '2ᴢ',
  }).flatMap(([plain, alike]) => [...alike].map((char): [string, string] => [char, plain])),
);

/** Damerau-Levenshtein (adjacent swap counts one). */
export function distance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[left.length]?.[right.length] ?? 0;
}

/** RFC 3492. Undefined when the label is no punycode. */
export function decodePunycode(input: string): string | undefined {
  const output: number[] = [];
  const split = input.lastIndexOf('-');
  for (const char of input.slice(0, Math.max(0, split))) output.push(char.codePointAt(0) ?? 0);
  let [n, i, bias] = [128, 0, 72];
  for (let at = split + 1; at < input.length; ) {
    const start = i;
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = digitOf(input.charAt(at++));
      if (digit === undefined) return undefined;
      i += digit * weight;
      const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (digit < threshold) break;
      weight *= 36 - threshold;
      if (i > 0x7fffffff) return undefined;
    }
    bias = adapt(i - start, output.length + 1, start === 0);
    n += Math.floor(i / (output.length + 1));
    i %= output.length + 1;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

function digitOf(char: string): number | undefined {
  if (/^[a-z]$/.test(char)) return char.charCodeAt(0) - 97;
  return /^[0-9]$/.test(char) ? char.charCodeAt(0) - 22 : undefined;
}

function adapt(delta: number, points: number, first: boolean): number {
  let value = first ? Math.floor(delta / 700) : delta >> 1;
  value += Math.floor(value / points);
  let k = 0;
  for (; value > 455; k += 36) value = Math.floor(value / 35);
  return k + Math.floor((36 * value) / (value + 38));
}
