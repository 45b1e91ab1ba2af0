// Words that make a number a public one: an order, a law, a house, a version, an amount. Nobody is harmed when such a number stays, and the question needs it.
// Promises: constant time per number. Refuses: to look at the number itself (classify.ts).
import type { Told } from './announce.ts';
import { phraseEnding, phraseTable } from './phrase-table.ts';
import type { PhraseTable } from './phrase-table.ts';

/** Before a number of any length. */
const LONG = phraseTable<true>([[
  'mst|ma so thue|thue|tax code|tax id|vat|ma vach|vach|barcode|bar code|ean|isbn|ma don|don hang|don (ghtk|ghn|spx|jt|vtp|viettel post|shopee|lazada)|app store id|app id|id app|ma van don|van don|tracking|ma buu( gui| kien| pham| dien|)|ma ho so|ho so so|so ho so|ma giao dich|giao dich so|hoa don|so hoa don|invoice|order|imei|serial|seri|so seri|s n|ma khach hang|so hop dong|hop dong|so vao so|ma kh|ma san pham|ma hang|ma so doanh nghiep|msdn|dkkd|gpkd|ma thua|so lo|model|ma tra cuu|ma bien lai|bien lai|bien nhan|ma tiep nhan|so tiep nhan|ma don hang|ma doanh nghiep|cong van|ma thiet bi|reference|ref|transaction id|build|phien ban|version|ky hieu|lo (sx|thuoc|hang|sua|vac xin|vacxin)|han (dung|su dung)|so lo|nsx|hsd|ve so|xo so|so trung|vietlott|firmware|ban cap nhat|ma so (ho kinh doanh|to chuc|don vi|hang hoa)', true,
]]);
const LONG_LINKS = new Set(
  'so la : nay duoc co cap cua cty cong ty ben doanh nghiep dn no number code is san pham moi cu em toi minh hoan thue'.split(' '),
);

/** Before a short number: an address, a law, a version, a fault, an amount or a place in a row. */
const SHORT = phraseTable<true>([[
  'luat|nghi dinh|nd|thong tu|tt|quyet dinh|qd|cong van|cv|dieu|khoan|diem|chi thi|nghi quyet|nq|ke hoach|kh|thu tuc|tthc|ma thu tuc|phuong|xa|quan|huyen|thi tran|p|q|x|to|khu|khu pho|kp|ap|thon|ban|buon|ngo|ngach|hem|kiet|so nha|nha|duong|pho|phong|tang|lo|km|quoc lo|ql|tinh lo|dt|khoi|doi|cot|toa|block|can|can ho|chung cu|ban so|cua so|quay|o|phien ban|ban dung|version|ver|v|ios|android|ban|windows|win|oppo|samsung|xiaomi|redmi|iphone|galaxy|vivo|nokia|realme|huawei|loi|ma loi|bao loi|error|err|error code|exception|status|http|hang so|xep hang|so thu tu|stt|thu|lan thu|ma tinh|ma vung|ma buu chinh|buu chinh|zip|zip code|postal code|postcode|ma xa|ma huyen|ma phuong|dau so|dau|tu dau so|nam|thang|ngay|luc|gio|tuoi|le phi|phi|gia|tien|nop|dong|mat|tra|cuoc|phat|ton|het|tong dai|hotline|duong day nong|nhan toi|soan|gui toi|gui den|buoc|trang|muc|cau|chuong|phan|bai|so luong|khoang|hon|tren|duoi|gan|tam|cong|room|page|step|version no|about|over|under|fee|cost|phieu|phieu hen|giay hen|phieu so|street|ward|district|building|floor', true,
]]);
const SHORT_LINKS = new Set('so la : = co thu tu den toi va voi hay hoac khoang chi tam phai no number of'.split(' '));

/** "mã đơn hàng của em là …" */
export function isPublicLong(words: readonly string[]): boolean {
  return named(words, LONG, LONG_LINKS, 5) !== undefined;
}

/** "phường …", "lỗi số …" */
export function isPublicShort(words: readonly string[]): boolean {
  return named(words, SHORT, SHORT_LINKS, 2) !== undefined;
}

/** As `isPublicLong` with any words of the sentence between, for numbers without a full shape; the announcement of a secret must not stand nearer. */
export function isNamedPublic(words: readonly string[], told: Told | undefined): boolean {
  const between = named(words, LONG, undefined, 5);
  return between !== undefined && (told === undefined || told.distance > between);
}

/** "4902618837254 là mã hàng": the name stands after. */
export function isPublicAfter(after: string): boolean {
  return / (?:(?:la|thi|chac|day|do|nay|hinh nhu|is|an|the|a) ){1,4}(?:ma (?:hang|vach|don|van don|ho so|san pham|giao dich|khach hang|so thue)|don hang|so (?:hoa don|serial|seri|imei|gi|nao)|dau so|ma (?:vung|tinh)|barcode|order|tracking|invoice|serial|imei|mst) /.test(` ${after.trimStart()}`.slice(0, 60));
}

/** How many words stand between the name and the place, at most `most`, all of them links (any word but ";" when there is no list). */
function named(words: readonly string[], names: PhraseTable<true>, links: ReadonlySet<string> | undefined, most: number): number | undefined {
  for (let between = 0; between <= most && between < words.length; between++) {
    const end = words.length - between;
    // "thuê bao" is a phone line, no tax.
    const line = words[end - 1] === 'thue' && words[end] === 'bao';
    if (!line && phraseEnding(words, end, names) !== undefined) return between;
    const word = words[end - 1] ?? ';';
    if (links === undefined ? word === ';' : !links.has(word)) return undefined;
  }
  return undefined;
}

/** Units right after a number. */
export const UNIT_AFTER =
  /^ (?:d|dong|vnd|vnđ|dog|k|nghin|ngan|ngin|trieu|tr|ty|ti|cu|lit|usd|do la|%|phan tram|mb|gb|kb|tb|ghz|mhz|mah|mp|px|inch|in|kg|km|m|cm|mm|phut|p|giay|s|gio|h|ngay|tuan|thang|nam|tuoi|lan|buoc|ky|ki|chu|so|nguoi|ng|ho|khau|trang|diem|cai|chiec|the|may|do|muc|cap|ban|anh|tin|cuoc|luot|tai khoan|ho so|truong hop|xa|phuong|tinh|dan|em|cau|cap|minutes?|seconds?|hours?|days?|weeks?|months?|years?|times?|people|percent|digits?|characters?|chars?|steps?) /;
/** Units that are believed even after six or more digits. */
export const LARGE_UNIT_AFTER = /^ (?:(?:d|dong|vnd|vnđ|k|nghin|ngan(?! hang)|trieu|tr|ty|usd|nguoi(?! ta)|ho so|the|tai khoan|luot|truong hop|ho(?! so)|dan|cong dan|ban ghi|people|accounts?) )/;
