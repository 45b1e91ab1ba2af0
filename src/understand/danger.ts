// Words that smell of a swindle: whatever else a message seems to ask, one of the scam intents then stands among the first two.
// Promises: looks at folded words only, linear. Refuses: to decide; a false alarm costs one line, a missed one costs savings.
import type { Normal } from './normal.ts';

const HAPPENED =
  /\b(?:(?:bi|da|vua|moi|lo|trot) (?:bi )?lua|lua (?:mat|het|lay|tien)|(?:lo|trot|nham|da|vua) (?:bam|nhan|cai|tai|doc|dua|cho|gui|nhap|dien|chuyen|quet|quay|nghe|dong|cung cap|chia se) .*(?:otp|ma|link|url|tien|apk|la|mat khau|tai khoan|the|no|nguoi)|(?:mat|bay|rut|tru|mat sach|mat het|bay sach|bay het|rut sach|rut het) (?:het |sach |tieu )?(?:#money |tien)|tien (?:bay|mat|bien mat)|bi (?:hack|dieu khien|chiem|theo doi)|dieu khien tu xa|ke gian|(?:to|bao|trinh bao|to cao|to giac|kien) .*(?:lua|gia (?:danh )?cong an|cong an gia|gia mao)|scammed|hacked|gave .*(?:otp|code|password)|clicked|stolen|lost .*money)/;
const SUSPECTED =
  /\b(?:lua dao|lua phai|lua khong|co lua|so lua|gia mao|gia danh|mao danh|cong an gia|gia cong an|(?:tu )?xung|apk|link|duong dan|duong link|so la|nguoi la|(?:that|thiet) (?:hay|khong|hong)|gia hay that|co that|dang tin|tin duoc|(?:goi|nhan|dien|nhan tin) .*(?:bao|keu|doi|yeu cau|noi|xin) .*(?:cap nhat|otp|ma|zalo|cai|bam|dong bo|xac (?:minh|nhan|thuc)|chuyen|khoa|dinh danh|can cuoc)|scam|fake|legit|suspicious|pretend|claiming)/;

export type Danger = 'scam-report' | 'scam-check';

/** The scam intent that the words speak of, what has happened before what is feared. */
export function dangerIn({ tokens }: Normal): Danger | undefined {
  const text = tokens.map(({ folded }) => folded).join(' ');
  if (HAPPENED.test(text)) return 'scam-report';
  return SUSPECTED.test(text) || text.includes('#url') ? 'scam-check' : undefined;
}
