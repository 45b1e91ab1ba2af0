// Values of fact cards as words: number, money, date, phone, address in each language's form, and the period that holds today.
// Promises: days are Vietnamese days (+07:00, no daylight saving). A value whose periods do not cover the day is undefined, never guessed.
import type { Fact, FactValue, Lang, Scalar } from '../flow/schema.ts';

const DAY_MS = 86_400_000;
export const VN_OFFSET_MS = 7 * 3_600_000;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2026-11-24` in Việt Nam at this instant. */
export function vnDate(at: number): string {
  const day = vnDay(at);
  if (day !== lastDay) {
    lastDate = new Date(at + VN_OFFSET_MS).toISOString().slice(0, 10);
    lastDay = day;
  }
  return lastDate;
}
/** Every message asks, once a day the answer changes. */
let lastDay: number | undefined;
let lastDate = '';
/** Days since the epoch in Việt Nam. */
export const vnDay = (at: number): number => Math.floor((at + VN_OFFSET_MS) / DAY_MS);

/** The scalar that holds on a day (`2026-11-24`). */
export function valueOn(value: FactValue, day: string): Scalar | undefined {
  if (!Array.isArray(value)) return value;
  return value.find(({ from, until }) => (from === undefined || from <= day) && (until === undefined || day <= until))?.value;
}

/** True when the card itself may be used on that day. */
export function isEffective(fact: Fact, day: string): boolean {
  const { from, until } = fact.effective;
  return (from === undefined || from <= day) && (until === undefined || day <= until);
}

export function formatScalar(value: Scalar, lang: Lang, spacedDigits = false): string {
  if (typeof value === 'number') return formatNumber(value, lang);
  if (typeof value === 'string') return value;
  if ('number' in value) return formatNumber(value.number, lang);
  if ('vnd' in value) return lang === 'vi' ? `${formatNumber(value.vnd, lang)} đồng` : `${formatNumber(value.vnd, lang)} VND`;
  if ('date' in value) return formatDate(value.date, lang);
  if ('phone' in value) return spacedDigits ? [...value.phone.replace(/\s/g, '')].join(' ') : value.phone;
  if ('url' in value) return value.url;
  return value.text[lang];
}

/** What a button needs: the bare address or number. */
export function rawScalar(value: Scalar, lang: Lang): string {
  return typeof value === 'object' && 'phone' in value ? value.phone.replace(/[^\d+]/g, '') : formatScalar(value, lang);
}

export function formatNumber(value: number, lang: Lang): string {
  const [whole = '', part] = String(Math.abs(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'vi' ? '.' : ',');
  return `${value < 0 ? '-' : ''}${grouped}${part === undefined ? '' : `${lang === 'vi' ? ',' : '.'}${part}`}`;
}

export function formatDate(date: string, lang: Lang): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return lang === 'vi' ? `${Number(day)}/${Number(month)}/${year}` : `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

export type FactWords = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** All values of all cards as words of one language on one day: what `{{fact.G9.days}}` finds. */
export function factWords(facts: ReadonlyMap<string, Fact>, lang: Lang, day: string, spacedDigits: boolean): FactWords {
  const words: Record<string, Record<string, string>> = {};
  for (const [id, fact] of facts) {
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(fact.values)) {
      const scalar = valueOn(value, day);
      if (scalar !== undefined) values[name] = formatScalar(scalar, lang, spacedDigits);
    }
    words[id] = values;
  }
  return words;
}

/** The caution a message needs because of the cards it rests on: the stronger one, once. */
export function cautionFor(facts: ReadonlyMap<string, Fact>, cited: readonly string[]): 'uncertain' | 'app' | undefined {
  const confidences = cited.map((id) => facts.get(id)?.confidence);
  if (confidences.includes('uncertain')) return 'uncertain';
  return confidences.includes('app') ? 'app' : undefined;
}
