// Takes secrets out of what citizens write, before anything else sees the text. The only maker of `Redacted`.
// Promises: pure, linear time, works on any string; a range is masked from its first to its last character; a number told over two messages is caught.
// Refuses: to keep digits between messages (count and time only) and to repeat a secret in any form.
import { classify } from './classify.ts';
import { caseNumbers, codesOf, linkZones } from './codes.ts';
import type { Found, LinkZone } from './codes.ts';
import { contextOf } from './context.ts';
import type { SecretType } from './context.ts';
import { dictatedOf } from './dictated.ts';
import { numbersOf } from './digits.ts';
import type { NumberRun } from './digits.ts';
import { isHotline } from './classify.ts';
import { MARKERS } from './markers.ts';
import { passwordsOf } from './passwords.ts';
import { sourceRange, viewOf } from './view.ts';
import type { View } from './view.ts';

export type { SecretType } from './context.ts';

declare const redacted: unique symbol;
/** Text that has been through `redact` (or is a constant of the program). Log and store accept nothing else. */
export type Redacted = string & { readonly [redacted]: true };

/** UTF-16 indices of the input, end exclusive. */
export type Span = { readonly start: number; readonly end: number; readonly type: SecretType };

/** How many digits the last message ended with, and when (ms). Never the digits. */
export type DigitCarry = { readonly digits: number; readonly at: number };

export type Redaction = { readonly text: Redacted; readonly spans: readonly Span[]; readonly carry?: DigitCarry };

/** `at` is the time of this message (ms); without it nothing is carried. */
export function redact(raw: string, turn: { readonly carry?: DigitCarry | undefined; readonly at?: number } = {}): Redaction {
  const view = viewOf(raw);
  const zones = linkZones(view);
  const runs = numbersOf(view);
  const cases = caseNumbers(view);
  const named = runs.map((run) => ({ run, type: !isMisread(run) && cases.some((one) => one.start <= run.start && run.end <= one.end) ? undefined : runType(view, run, zones) }));
  const continued = continuation(view, runs[0], turn);
  const found = [
    ...codesOf(view),
    ...passwordsOf(view, zones),
    ...dictatedOf(view),
    ...named.flatMap(({ run, type }) => (type === undefined ? [] : [{ start: run.start, end: run.end, type }])),
    ...(continued === undefined ? [] : [continued]),
  ];
  const spans = settle(found).map(({ start, end, type }) => ({ ...sourceRange(view, start, end), type }));
  const carry = carryOf(view, runs, turn, continued !== undefined);
  return { text: mask(raw, spans), spans, ...(carry === undefined ? {} : { carry }) };
}

/**
 * A constant of the program as redacted text, for log lines and fixed notices. The type accepts only a literal written in the source:
 * a variable of type string does not compile, so no citizen's text can pass here.
 */
export function literal<const Text extends string>(text: string extends Text ? never : Text): Redacted {
  return text as string as Redacted;
}

/** How long the beginning of a number is remembered, ms. */
export const CARRY_MS = 60_000;

function mask(raw: string, spans: readonly Span[]): Redacted {
  let text = '';
  let at = 0;
  for (const span of spans) {
    text += raw.slice(at, span.start) + MARKERS[span.type];
    at = span.end;
  }
  return (text + raw.slice(at)) as Redacted;
}

/** An ID number with letters for digits looks like a case number. */
const isMisread = ({ weak, digits }: NumberRun): boolean => weak && /^0(?!00)\d\d[0-3]\d{8}$/.test(digits);

function runType(view: View, run: NumberRun, zones: readonly LinkZone[]): SecretType | undefined {
  const zone = zones.find((one) => one.start <= run.start && run.end <= one.end);
  if (run.digits.length < 3) return undefined;
  const context = contextOf(view, run.start, run.end);
  const type = classify(run, context);
  // "PD2318F_EX_A_14.0.12.3": a piece of a name, unless it is long or the name is that of a secret.
  if (run.digits.length < 9 && run.prefix === '' && /[a-z]_$/.test(view.text.slice(Math.max(0, run.start - 2), run.start)) && !/(?:otp|pin|pass|passcode|code|mk|ma|stk)_$/.test(view.text.slice(Math.max(0, run.start - 10), run.start))) return undefined;
  if (zone === undefined || type === undefined) return type;
  // In a link only full shapes count, after the host: article numbers and store ids stay, so that the link can still be judged.
  if (run.start < zone.path) return undefined;
  const alone = /[=/:&]/.test(view.text.charAt(run.start - 1));
  if (type === 'cccd') return run.digits.length === 12 ? type : undefined;
  if (type === 'bank_card') return run.digits.startsWith('9704') ? type : undefined;
  if (type === 'phone') return alone ? type : undefined;
  return (type === 'otp' || type === 'password' || type === 'passcode') && /(?:otp|code|pass|pin|token|mk)=$/.test(view.text.slice(Math.max(0, run.start - 12), run.start)) ? type : undefined;
}

/** Overlapping finds become one, named after the longest. */
function settle(found: readonly Found[]): Found[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const settled: Found[] = [];
  for (const next of sorted) {
    const last = settled.at(-1);
    if (last === undefined || next.start >= last.end) {
      settled.push(next);
      continue;
    }
    const type = next.end - next.start > last.end - last.start ? next.type : last.type;
    settled[settled.length - 1] = { start: last.start, end: Math.max(last.end, next.end), type };
  }
  return settled;
}

/** Lengths a number told in two parts can have: old ID 9, phone 10, ID 12, card 16 and 19. */
const WHOLE = new Set([9, 10, 12, 16, 19]);

/** The first number of this message when it completes the last number of the message before. */
function continuation(view: View, first: NumberRun | undefined, turn: { readonly carry?: DigitCarry | undefined; readonly at?: number }): Found | undefined {
  const { carry, at } = turn;
  if (carry === undefined || at === undefined || first === undefined || at < carry.at || at - carry.at > CARRY_MS) return undefined;
  const size = first.digits.length;
  if (size < 2 || first.date || first.slashed || first.prefix !== '' || isHotline(first.digits)) return undefined;
  if (/[a-z0-9]/.test(view.text.slice(0, first.start))) return undefined;
  const total = carry.digits + size;
  const onlyDigits = !/[a-z0-9]/.test(view.text.slice(first.end));
  const whole = WHOLE.has(total) || (carry.digits === 3 && size === 3 && onlyDigits);
  return whole || (onlyDigits && size >= 3 && total <= 19) ? { start: first.start, end: first.end, type: typeOfLength(total) } : undefined;
}

function typeOfLength(total: number): SecretType {
  if (total >= 13) return 'bank_card';
  if (total >= 11) return 'cccd';
  return total === 10 ? 'phone' : total === 9 ? 'cmnd' : 'otp';
}

function carryOf(view: View, runs: readonly NumberRun[], turn: { readonly carry?: DigitCarry | undefined; readonly at?: number }, continued: boolean): DigitCarry | undefined {
  const run = runs.at(-1);
  if (run === undefined || turn.at === undefined) return undefined;
  if (/[a-z0-9]/.test(view.text.slice(run.end)) || run.date || run.slashed || run.suffix !== '' || isHotline(run.digits)) return undefined;
  const size = run.digits.length;
  if (continued && runs.length === 1) {
    const total = (turn.carry?.digits ?? 0) + size;
    return total < 12 ? { digits: total, at: turn.at } : undefined;
  }
  const complete = size > 15 || (size === 12 && run.digits.startsWith('0'));
  return size < 3 || complete ? undefined : { digits: size, at: turn.at };
}
