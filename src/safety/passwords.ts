// Passwords: what follows (or goes before) words that announce one and looks unlike speech.
// Promises: a value with digits or signs near such a word is found, a plain word only when it is tied to it. Refuses: to mask ordinary syllables.
import { isDirect, passwordTold, TYPED, VALUE_FOLLOWS } from './announce.ts';
import type { Told } from './announce.ts';
import type { Found, LinkZone } from './codes.ts';
import { contextOf } from './context.ts';
import type { Context } from './context.ts';
import { lookOf } from './password-look.ts';
import type { Look } from './password-look.ts';
import { passphrases } from './passphrase.ts';
import type { View } from './view.ts';

export function passwordsOf(view: View, zones: readonly LinkZone[]): Found[] {
  if (!HINT.test(view.text)) return [];
  const found: Found[] = [];
  for (const chunk of chunksOf(view)) {
    if (zones.some((zone) => zone.start < chunk.end && chunk.start < zone.end && zone.path - zone.start > 0 && isLink(view, zone))) continue;
    const value = view.cased.slice(chunk.start, chunk.end);
    if (value.length < 4 || value.length > 64) continue;
    const look = lookOf(value, accented(view, chunk));
    if (look === 'speech') continue;
    if (look === 'certain' || (chunk.login && look !== 'word') || isAnnounced(view, chunk, look)) found.push({ start: chunk.start, end: chunk.end, type: 'password' });
  }
  return [...found, ...passphrases(view)];
}

/** Without one of these in the whole text there is nothing to find; most messages end here. */
const HINT = /[@#$%^&*!/|_]|mat|mk|m k|pas|pw|passcode|pin|ma|khoa|cvv|cvc/;

/** `login`: an ID number, a phone number or an address stands before it, joined by a slash. */
type Chunk = { readonly start: number; readonly end: number; readonly login: boolean };

const OPENING = /^["*'“”‘’«»(<[{:=>\-–,]+/;
const CLOSING = /(?:\*\*)?["'`“”‘’«»)>\]},.;:?…]*$/;

/** White-space separated pieces without quotes and sentence marks; "mk:abc1", "pass=abc1" and "0912345678/abc1" are cut after the sign. */
function* chunksOf(view: View): Generator<Chunk> {
  for (const match of view.text.matchAll(/\S+/g)) {
    // Longer than any password people type; also keeps the trimming below linear.
    if (match[0].length > 160) continue;
    let text = match[0];
    let start = match.index;
    const login = /^(?:[\d.]{8,16}[/|]|[^\s@/|]{1,64}@[a-z0-9.]{3,40}[/|:]){1,3}(?=.)/.exec(text)?.[0].length ?? 0;
    text = text.slice(login);
    start += login;
    const glued = /^(?:["'(]?)(?:[a-z]{1,6}\/)?(?:mk|mkhau|matkhau|khau|pass|password|pw|pwd|ma|vneid|la|moi|cu)[:=]+(?=.)/.exec(text);
    if (glued !== null) {
      text = text.slice(glued[0].length);
      start += glued[0].length;
    }
    const opening = OPENING.exec(text)?.[0].length ?? 0;
    const closing = CLOSING.exec(text.slice(opening))?.[0].length ?? 0;
    if (opening + closing < text.length) yield { start: start + opening, end: start + text.length - closing, login: login > 0 };
  }
}

const VIETNAMESE = /^(?:mat ?khau|mk|pass|pas|mkhau|mat ma|matkhao|mat khao|mat kau|mkh)$/;
const REACH = 8;

function isAnnounced(view: View, chunk: Chunk, look: Look): boolean {
  const context = contextOf(view, chunk.start, chunk.end);
  const told = passwordTold(context.words);
  if (told !== undefined && isTied(told, look, context, view.cased.slice(chunk.start, chunk.end))) return true;
  if (!/^(?:mixed|compound|weak)$/.test(look)) return false;
  if (/^ (?:la |co phai la |chinh la |is |as |lam |cho |de lam |thanh )(?:cai |cua |my |the ){0,1}(?:\S+ ){0,1}(?:mat khau|mk|pass|password|matkhau) /.test(context.after)) return true;
  // "đặt Meo_Con99 có được không": chosen, with letters, digits and a sign.
  if (look === 'mixed' && CHOSEN.test(context.before) && ofThreeKinds(view.cased.slice(chunk.start, chunk.end))) return true;
  return look === 'mixed' && (TYPED.test(context.before) || VALUE_FOLLOWS.test(context.before)) && / (?:mat khau|mk|pass|password|matkhau) /.test(context.after);
}

const CHOSEN = / (?:dat|go|nhap|dien|dung|xai|doi (?:lai |thanh )?) $/;

function ofThreeKinds(value: string): boolean {
  return value.length >= 6 && /[A-Za-z]{2}/.test(value) && /\d/.test(value) && /[@#$%^&*!_]/.test(value);
}

function isTied(told: Told, look: Look, { before, after }: Context, value: string): boolean {
  const { between, distance } = told;
  const sameSentence = !between.includes(';');
  const direct = isDirect(between);
  const presented = VALUE_FOLLOWS.test(before);
  switch (look) {
    case 'mixed':
      return distance <= REACH || presented;
    case 'weak':
      return direct || presented || distance <= 3;
    case 'code':
      return (presented && sameSentence && value.replace(/\D/g, '').length >= 3) || (direct && (/(?:^| )(?:la|:|=|is|dat|chon|cu|moi)(?: |$)/.test(between) || distance <= 1));
    case 'slashed':
      return direct && (presented || distance <= 1);
    case 'compound':
      return sameSentence && (presented ? distance <= REACH || direct : VIETNAMESE.test(told.word) && distance <= REACH);
    case 'dotted':
      return direct && (presented || (distance === 0 && after.trim() === ''));
    case 'word':
      // "mk nhà em hay xài là hongnhung": what stands right after "là" or a colon is the value even when other words come between.
      if (distance <= 7 && sameSentence && / (?:la|:|=) $/.test(between)) return true;
      return direct && (/(?:^| )(?:la|:|=|is|was|dat|chon|ghi)(?: |$)/.test(between) || / (?:mat khau|matkhau) (?:moi |cu |cua |em |toi |vneid )*$/.test(before));
    default:
      return false;
  }
}

function accented(view: View, chunk: Chunk): boolean {
  const source = view.raw.slice(view.from[chunk.start], view.to[chunk.end - 1]).normalize('NFC');
  return /\P{ASCII}/u.test(source.replace(/[\uff01-\uff5e\u200b-\u200f\ufeff]/g, ''));
}

function isLink(view: View, zone: LinkZone): boolean {
  const text = view.text.slice(zone.start, zone.end);
  return text.includes('://') || /^["'(<[]?www\./.test(text) || zone.path < zone.end;
}
