// Words that work in every state: menu, back, again, person, stop, "wrong, I meant …" and the commands of the messengers.
// Promises: only a whole message or a clear beginning counts, with accents, without, in teencode and English. Refuses: a word inside a question.
import { clean, fold, hasAccents, modernTones, wordsOf } from '../text.ts';
import { REPAIR_WORDS, type RepairName } from './repair-words.ts';

export type RepairWord = { readonly word: RepairName; /** "Wrong, I meant iPhone": what was meant instead. */ readonly rest?: string };

/** Longer messages tell something; a word in them is not an order. */
const MAX_CHARS = 80;

export function repairWord(raw: string): RepairWord | undefined {
  if (raw.length > 4 * MAX_CHARS) return undefined;
  const shown = modernTones(clean(raw).normalize('NFKC')).replace(/\s+/g, ' ').trim();
  const text = shown.toLowerCase();
  if (text === '' || text.length > MAX_CHARS) return undefined;
  const command = /^\/([a-z_]+)(?:@\w+)?(?: .*)?$/.exec(text);
  if (command) return found(COMMANDS.get((command[1] ?? '').replaceAll('_', '')));
  if (text.includes('?')) return undefined;
  return whole(text) ?? meant(shown);
}

const found = (word: RepairName | undefined): RepairWord | undefined => (word === undefined ? undefined : { word });

const COMMANDS: ReadonlyMap<string, RepairName> = new Map(REPAIR_WORDS.flatMap(({ word, commands }) => commands.map((command): [string, RepairName] => [command, word])));
const TYPED: ReadonlyMap<string, RepairName> = new Map(REPAIR_WORDS.flatMap(({ word, says }) => says.map((say): [string, RepairName] => [bare(modernTones(say)), word])));
/** Without accents some words are others as well: "dung" is "đúng" before it is "dừng". Such words count only with accents. */
const FOLDED: ReadonlyMap<string, RepairName> = (() => {
  const map = new Map<string, RepairName>();
  for (const { word, says, onlyAccented = [] } of REPAIR_WORDS) for (const say of says) if (!onlyAccented.includes(say)) map.set(fold(bare(modernTones(say))), word);
  return map;
})();

function whole(text: string): RepairWord | undefined {
  const typed = bare(text);
  for (const form of [typed, polite(typed)]) {
    const word = TYPED.get(form) ?? (hasAccents(form) ? FOLDED.get(teencode(form)) : FOLDED.get(teencode(fold(form))));
    if (word) return { word };
  }
  return undefined;
}

/** Words without punctuation, signs and emoji. */
function bare(text: string): string {
  return wordsOf(text).join(' ');
}

const SHORT = /(?<!\S)(?:ko|k|hok|hong|kh|r|roi|dc|đc|vs|v)(?!\S)/;
const teencode = (text: string): string =>
  !SHORT.test(text) ? text : text.replace(/(?<!\S)(?:ko|k|hok|hong|kh)(?!\S)/g, 'khong').replace(/(?<!\S)(?:r|roi)(?!\S)/g, 'roi').replace(/(?<!\S)(?:dc|đc)(?!\S)/g, 'duoc').replace(/(?<!\S)(?:vs|v)(?!\S)/g, 'voi');

const BEFORE = /^(?:(?:dạ|da|vâng|vang|à|a|ừ|ê|ơ|cho|giúp|giup|xin|hãy|hay|please|pls|bấm|bam|tôi|toi|em|mình|minh|bác|bac|con|tui|mún|muốn|muon|cần|can|i want to|i want|can i|let me|go|ad|ad ơi|bạn ơi|ban oi) )+/u;
const AFTER = /(?: (?:ạ|a|nhé|nhe|nha|nghe|đi|di|với|voi|giùm|gium|dùm|dum|giúp|giup|cái|nào|nao|please|pls|ad|em|con|bạn|ban|thôi|hộ|ho|tôi|toi|mình|minh|bác|tui|cho tôi|cho toi|now|luôn|luon))+$/u;
const polite = (text: string): string => text.replace(BEFORE, '').replace(AFTER, '').trim();

/** "nhầm rồi, ý tôi là iPhone", "wrong, I meant iPhone", "không phải, Android mà". */
const MEANT: readonly RegExp[] = [
  /^(?:dạ |da |ơ |à )?(?:lộn|nhầm|sai|lon|nham|chọn nhầm|chon nham|chọn sai|chon sai|bấm nhầm|bam nham|bấm lộn|bam lon|em nhầm|tôi nhầm|toi nham|em nham|em bấm nhầm|tôi bấm nhầm|toi bam nham|không phải|khong phai|ko phải|ko phai|k phải|k phai)(?: rồi| roi| r)?(?: ạ| a)?\s*[,.:;!–-]*\s*(?:(?:ý|y) (?:tôi|em|mình|bác|con|toi|minh|bac|tui) là|(?:ý|y) (?:toi|em|minh|bac|con|tui) la|phải là|phai la|tôi chọn|toi chon|em chọn|em chon|chọn|chon|đổi thành|doi thanh|là|la|mà là|ma la|tôi dùng|toi dung|em dùng|em dung|đúng ra là|dung ra la)\s+(.+)$/iu,
  /^(?:dạ |da |ơ |à )?(?:lộn|nhầm|sai|lon|nham|chọn nhầm|chon nham|bấm nhầm|bam nham|bấm lộn|bam lon)(?: rồi| roi| r)?(?: ạ| a)?\s*[,.:;!–-]+\s*(.+)$/iu,
  /^(?:không phải|khong phai|ko phải|ko phai|k phải|k phai|hông phải|hổng phải)\s*[,.:;!–-]+\s*(.+)$/iu,
  /^(?:(?:ý|y) (?:tôi|em|mình|bác|con|tui) là|(?:y) (?:toi|minh|bac) la|đổi lại là|doi lai la|sửa lại thành|sua lai thanh|sửa thành|sua thanh)\s+(.+)$/iu,
  /^(?:oops|sorry|no|wrong|not that|my mistake)?\s*[,.:;!–-]*\s*(?:i meant|i mean|i chose wrong,? it'?s|it should be|should be|change (?:it )?to)\s+(.+)$/iu,
  /^(?:wrong|my mistake|oops)\s*[,.:;!–-]+\s*(.+)$/iu,
];

function meant(shown: string): RepairWord | undefined {
  for (const pattern of MEANT) {
    const rest = pattern.exec(shown)?.[1]?.replace(/\s+(?:mà|ma|cơ|co|chứ|chu|nhé|nhe|nha|ạ|nghe)$/iu, '').replace(/[.!,;\s]+$/, '').trim();
    if (rest) return { word: 'wrong', rest };
  }
  return undefined;
}
