// What a written value looks like by itself: a password, a code, a word of speech.
// Promises: pure, bounded by the length of the value. Refuses: to look at the words around it (passwords.ts).

/**
 * certain: letters, digits and signs mixed · mixed: letters with digits or signs · weak, code: short or like a form's name · slashed: mixed with a slash ·
 * compound: Vietnamese syllables written as one word, as people do for passwords only · word: no syllable, but letters only · dotted: two words with a dot.
 */
export type Look = 'certain' | 'mixed' | 'weak' | 'code' | 'slashed' | 'compound' | 'word' | 'dotted' | 'speech';

/** `value` in plain letters with its capitals; `hasAccents`: it was written with accents. */
export function lookOf(value: string, hasAccents: boolean): Look {
  const letters = /[A-Za-z]/.test(value);
  const digits = /\d/.test(value);
  const inside = value.slice(1, -1);
  const sign = /[@#$%^&*!_+=~]/.test(inside) || /[@#$%^&*~_]$/.test(value) || /^[#$%^&*!~]/.test(value);
  if (!letters) return digits && sign && value.length >= 6 && /[@#$^&!]/.test(value) ? 'mixed' : 'speech';
  if (isKnown(value)) return 'speech';
  if (/@[a-z0-9-]+\.[a-z]{2,}/i.test(value) || /[?&;][a-z_]{2,20}=/i.test(value)) return 'speech';
  if (meetsEveryRule(value)) return 'certain';
  if (digits && /[@#$%^&*!]/.test(inside) && /[A-Za-z]{2}/.test(value) && value.length >= 6 && !/^[@#]/.test(value) && !/[/\\]|:\/\//.test(value)) return 'certain';
  if (digits && sign) return value.length >= 5 ? 'mixed' : 'speech';
  if (digits) return withDigits(value);
  if (hasAccents) return 'speech';
  if (sign && value.length >= 5) return /^[A-Za-z]{1,3}&[A-Za-z]{1,3}$|^[@#]/.test(value) ? 'speech' : 'mixed';
  return ofLetters(value);
}

/** Capital, small letter, digit, sign and eight characters: what sites ask of a password, and nobody else. */
function meetsEveryRule(value: string): boolean {
  return value.length >= 8 && /[A-Z]/.test(value) && /[a-z]{2}/.test(value) && /\d/.test(value) && /[@#$%^&*!]/.test(value) && !/[/\\=<>]|^[@#]/.test(value);
}

function withDigits(value: string): Look {
  if (value.length < 5 || isCodeWord(value)) return 'speech';
  if (/^[A-Za-z]{1,2}\d{1,4}[a-z]?$|^[A-Za-z]{3}\d{1,3}[a-z]?$/.test(value)) return 'code';
  if (/[/\\]/.test(value)) return /^\d|[/\\]$|:/.test(value) ? 'speech' : 'slashed';
  if (/^\d+[-.]/.test(value)) return 'speech';
  return value.length >= 6 ? 'mixed' : 'weak';
}

function ofLetters(value: string): Look {
  if (/^[A-Za-z]+(?:[._-][A-Za-z]+){2,}$/.test(value) && value.length >= 6 && !/^(?:[A-Za-z]\.)+[A-Za-z]$/.test(value)) return 'mixed';
  if (/^[A-Za-z]+[._-][A-Za-z]+$/.test(value) && value.length >= 8) return value.includes('.') && value.split('.').every((part) => isSyllable(part)) ? 'dotted' : 'word';
  if (!/^[A-Za-z]+$/.test(value)) return /^[A-Za-z]+!+$/.test(value) && value.length >= 7 && !isSyllable(value.replace(/!+$/, '')) ? 'word' : 'speech';
  if (/[a-z][A-Z]/.test(value) && value.length >= 6) return 'mixed';
  if (value.length < 6 || isSyllable(value)) return 'speech';
  return isCompound(value.toLowerCase()) ? 'compound' : 'word';
}

/** Ordinary words with digits: counts with a unit, devices, versions, levels. */
function isCodeWord(value: string): boolean {
  const word = value.toLowerCase();
  return (
    /^\d{1,4}(?:so|ky|kt|kitu|kytu|lan|phut|p|h|gio|giay|s|ngay|k|tr|g|gb|mb|ki|tu|chu|nam|tuoi|d|dong|vnd|cai|cach|buoc|nguoi|may|sim|thang|tuan|h\d{1,2}|tr\d{1,3}|k\d|pro|digits?|chars?|characters?)$/.test(word) ||
    /^(?:ios|iphone|ip|ipad|android|galaxy|note|redmi|oppo|vivo|samsung|xiaomi|nokia|realme|huawei|vneid|win|windows)[a-z]{0,3}\d{1,4}[a-z]{0,4}$/.test(word) ||
    /^(?:muc|cap|lan|buoc|level|lv|mi|chip|sim|tang|to|ap|khu|quan|phuong|so|nam|lop|the|wifi|mk|pass|tk|cccd|cmnd|sdt|stk|otp)\d{1,2}[a-z]?$/.test(word)
  );
}

const KNOWN = new Set(
  `vneid vssid iphone ipad icloud facebook messenger youtube tiktok telegram whatsapp instagram gmail yahoo hotmail outlook google android samsung windows macbook laptop computer internet
  mobile banking mobilebanking ebanking smartbanking online offline password passcode username account wifi email website vietcombank techcombank agribank vietinbank sacombank vpbank tpbank
  mbbank hdbank momo zalopay viettelpay viettel vinaphone mobifone vietnamobile itel appstore chplay googleplay faceid touchid smartphone smartotp router camera manager reset rules recovery
  wrong incorrect invalid correct expired required missing forgotten forgot locked secure strong please change changed because before should always really something nothing working either
  different anymore already already again unknown correctly safely private secret matkhau dangnhap dangky taikhoan dichvucong vietnam hanoi saigon police please simple strength length minimum
  maximum characters character letters letter numbers number digits symbols symbol special uppercase lowercase protected needed stolen leaked public shared default temporary
  hotline policy security shopee lazada tiki sendo netflix bluetooth hotspot modem vietcombank digibank smartbank captcha fingerprint biometric xiaomi realme huawei nokia screenshot capslock unikey telex
  dinhdanh dienthoai tinnhan khongduoc canhan congan giadinh bankhong facebok zaloapp admin oppo keyboard backup update upgrade setting settings minutes seconds twitter threads discord`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

export function isKnown(value: string): boolean {
  return KNOWN.has(value.toLowerCase());
}

const INITIAL = '(?:ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|';
const RHYME = '(?:uye|uya|oai|oay|oeo|uay|uoi|uou|ieu|yeu|uao|uyu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|[aeiouy])(?:ch|ng|nh|[cmnpt])?';
const LOOSE_SYLLABLE = new RegExp(`^${INITIAL}[bcdfghjklmnpqrstvwxz])?${RHYME}k?[a-z]?$`);
const STRICT_SYLLABLE = new RegExp(`^${INITIAL}[bcdghklmnprstvx])?${RHYME}$`);

/** One Vietnamese syllable without accents, or a chat spelling of one with a lengthened end ("quaaa"). */
export function isSyllable(value: string): boolean {
  return LOOSE_SYLLABLE.test(value.toLowerCase().replace(/(.)\1{2,}$/, '$1'));
}

/** "quehuong", "conmeo": two to six syllables without a space. */
function isCompound(value: string): boolean {
  if (value.length > 24) return false;
  let ends = new Set([0]);
  for (let syllables = 1; syllables <= 6; syllables++) {
    const next = new Set<number>();
    for (const start of ends) for (let end = start + 2; end <= Math.min(value.length, start + 7); end++) if (STRICT_SYLLABLE.test(value.slice(start, end))) next.add(end);
    if (syllables >= 2 && next.has(value.length)) return true;
    ends = next;
  }
  return false;
}
