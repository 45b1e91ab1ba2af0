// Yes, no, done, not yet, does not work, don't know: what a short answer says, and which labels say the same.
// Promises: whole answers only, accents respected where typed. Refuses: an answer with anything else in it.
import { fold } from '../text.ts';

export type Polarity = 'yes' | 'no' | 'done' | 'not-yet' | 'fails' | 'unknown';

/** Which kind of label an answer means, best first: to "làm xong chưa?", "không" is "chưa"; to "còn máy cũ?", "rồi" is "có". */
export const PREFERENCES: Readonly<Record<Polarity, readonly Polarity[]>> = {
  yes: ['yes', 'done'],
  no: ['no', 'not-yet', 'fails'],
  done: ['done', 'yes'],
  'not-yet': ['not-yet', 'fails', 'no'],
  fails: ['fails', 'not-yet', 'no'],
  unknown: ['unknown'],
};

const NEGATION = '(?:không|khong|hổng|hông|nỏ|no|đâu có)';
const BEFORE = '(?:(?:dạ|da|vâng|vang|thưa|à|ừ|ok|uh|um|ờ|thì|tôi|toi|em|mình|minh|bác|con|tui|cháu|nó|no|mà|đã|da) )*';
const AFTER = '(?: (?:ạ|a|nhé|nhe|nha|nghe|em|con|anh|chị|ad|bạn|cháu|bác|ơi|hết|rồi đó|đó|luôn|cảm ơn|nữa|nua|hết trơn|nè))*';
const answer = (body: string): RegExp => new RegExp(`^${BEFORE}(?:${body})${AFTER}$`, 'u');

/** Order matters: "chưa được" before "được", "không biết" before "không". */
const ANSWERS: readonly (readonly [Polarity, RegExp])[] = [
  ['unknown', answer(`${NEGATION} (?:biết|biet|rõ|ro|chắc|chac|nhớ|nho|để ý)(?: nữa| lắm| lam)?|chưa rõ|chua ro|chưa biết|chua biet|chẳng biết|chang biet|chịu|ai biết|không nhớ rõ|i don'?t know|don t know|not sure|no idea|dunno|idk`)],
  ['fails', answer(`(?:vẫn |van |làm |lam )*(?:${NEGATION}|chẳng|chang|ko) (?:làm |lam |vào |vao |lên )?(?:được|duoc|thành công|thanh cong|ổn|on)(?: rồi| nữa)?|vẫn (?:lỗi|bị lỗi|vậy|thế|như cũ|y vậy)|van (?:loi|bi loi|vay|the|nhu cu)|bị lỗi|lỗi|lỗi rồi|bi loi|loi|thất bại|that bai|hỏng|failed|it failed|does ?n.?t work|not working|still not working|error|it does not work`)],
  ['not-yet', answer(`(?:vẫn |van )?(?:chưa|chua)(?: (?:được|duoc|xong|có|co|làm|lam|thấy|thay|nhận|nhan|làm được|lam duoc|xong được|có gì|đâu|ổn|kịp|thử|bao giờ))*|còn chưa|đang làm|dang lam|chờ chút|đợi chút|not yet|not done|still not|no not yet`)],
  ['done', answer(`(?:làm |lam |đã |da |cài |xong |thế là )*(?:xong|được|duoc|có|co|thấy|thay|làm|lam|nhận|nhan|hiểu|hieu|vào được|vao duoc|ổn|on|kích hoạt|cài|rồi|roi)(?: được| duoc| xong)?(?: rồi| roi)(?: đó| nè| nhé)?|xong|xong hết|xong xuôi|rồi|roi|làm được|lam duoc|vào được|vao duoc|thành công|thanh cong|hoàn thành|ngon|ổn|ổn rồi|hiểu|done|finished|did it|it works|works|it worked|success|completed|all done|got it|i did|already|ready`)],
  ['yes', answer(`có|co|có chứ|có mà|có đó|đúng|dung|đúng rồi|dung roi|đúng vậy|đúng thế|phải|phai|phải rồi|vâng|vang|dạ|ừ|ừm|uh|uhm|um|ừa|ờ|ok|okay|oke|oki|okie|okela|yes|yeah|yep|y|yup|sure|right|correct|chuẩn|được|duoc|đồng ý|dong y|chắc chắn|chính xác|hẳn rồi|tất nhiên|còn|con|vẫn còn|còn chứ|muốn|đang có|đương nhiên|nhất trí|of course|i do|i have|👍`)],
  ['no', answer(`${NEGATION}|không có|khong co|không phải|khong phai|không đâu|không ạ|không cần|khong can|không muốn|chẳng|sai|sai rồi|không đúng|khong dung|no|nope|nah|never|không thấy|khong thay|không còn|khong con|hết rồi|mất rồi|i don t|i do not|don t have`)],
];

export function polarityOf(spelled: string): Polarity | undefined {
  const text = spelled.replace(/\s+/g, ' ').trim();
  if (text === '' || text.split(' ').length > 7) return undefined;
  return ANSWERS.find(([, pattern]) => pattern.test(text))?.[0];
}

const IDS: Readonly<Record<string, Polarity>> = { yes: 'yes', no: 'no', done: 'done', 'not-yet': 'not-yet', later: 'not-yet', failed: 'fails', fails: 'fails', error: 'fails', stuck: 'fails', ok: 'done', works: 'done', unknown: 'unknown', 'not-sure': 'unknown', 'dont-know': 'unknown' };

/** What a choice says: by its id and wordings; with `edges` also by how its label begins or ends ("Không còn máy cũ"). */
export function polarityOfLabel(id: string, wordings: readonly string[], edges: boolean): ReadonlySet<Polarity> {
  const kinds = new Set<Polarity>();
  if (Object.hasOwn(IDS, id) && IDS[id]) kinds.add(IDS[id]);
  const [label = ''] = wordings;
  const said = polarityOf(label) ?? (edges ? byEdge(label) : undefined);
  if (said) kinds.add(said);
  for (const wording of wordings.slice(1)) {
    const other = polarityOf(wording);
    if (other) kinds.add(other);
  }
  return kinds;
}

function byEdge(label: string): Polarity | undefined {
  const text = fold(label).replace(/^(?:toi|em|da toi|roi|da|minh) /, '');
  if (/^(?:khong|chua) (?:biet|ro|chac|nho)\b|^(?:i )?(?:do not|don t) know|^not sure/.test(text)) return 'unknown';
  if (/^(?:van )?(?:khong|chua) (?:lam |vao |nhan )?(?:duoc)\b|bi loi|bao loi|^it fails|^does ?n.?t work|^error/.test(text)) return 'fails';
  if (/^(?:van )?chua\b|^not yet\b/.test(text)) return 'not-yet';
  if (/^khong\b|^no\b|^(?:het|mat) (?:roi|may|sim)\b/.test(text)) return 'no';
  if (/\b(?:roi|xong)$|^da |^xong\b|^done\b/.test(text)) return 'done';
  if (/^(?:co|van con|con (?:may|giu|dung|sim|han|nho|nguyen)|dung roi|yes)\b/.test(text) && !/\bkhong$/.test(text)) return 'yes';
  return undefined;
}

const POSITIVE: readonly Polarity[] = ['yes', 'done'];
const NEGATIVE: readonly Polarity[] = ['no', 'not-yet', 'fails'];

/** Labels answer yes or no only together: one that begins with "không" in a list of topics is a topic. */
export function answersYesNo(labels: readonly (readonly [id: string, wordings: readonly string[]])[]): boolean {
  const kinds = labels.map(([id, wordings]) => polarityOfLabel(id, wordings, true));
  const some = (side: readonly Polarity[]) => kinds.some((one) => side.some((kind) => one.has(kind)));
  return some(POSITIVE) && some(NEGATIVE);
}
