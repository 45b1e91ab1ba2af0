// What people write instead of the official word: provinces, districts, type words, and the words around a place that say nothing about it.
// Promises: data only, folded (no accents, no spaces) unless said otherwise. Refuses: names that the tables already hold.

/** [as typed, folded names of the provinces meant]. */
export const PROVINCE_ALIASES: readonly (readonly [string, readonly string[]])[] = [
  ['hcm', ['hochiminh']], ['tphcm', ['hochiminh']], ['hcmc', ['hochiminh']], ['tphochiminh', ['hochiminh']], ['sg', ['hochiminh']], ['saigon', ['hochiminh']], ['sgn', ['hochiminh']], ['hochiminhcity', ['hochiminh']],
  ['hn', ['hanoi']], ['hnoi', ['hanoi']], ['tphn', ['hanoi']], ['tphanoi', ['hanoi']], ['hni', ['hanoi']],
  ['hp', ['haiphong']], ['hphong', ['haiphong']], ['tphp', ['haiphong']],
  ['dn', ['danang', 'dongnai']], ['dnang', ['danang']], ['tpdn', ['danang']], ['dnai', ['dongnai']],
  ['ct', ['cantho']], ['ctho', ['cantho']], ['tpct', ['cantho']],
  ['tth', ['hue']], ['tthue', ['hue']], ['thuathienhue', ['hue']], ['thuathien', ['hue']], ['tphue', ['hue']],
  ['brvt', ['bariavungtau']], ['vungtau', ['bariavungtau']], ['bariavt', ['bariavungtau']], ['brvungtau', ['bariavungtau']], ['vt', ['bariavungtau']],
  ['daclac', ['daklak']], ['darlac', ['daklak']], ['daklac', ['daklak']], ['dlak', ['daklak']], ['daknong', ['daknong']], ['dacnong', ['daknong']], ['dnong', ['daknong']],
  ['contum', ['kontum']], ['congtum', ['kontum']], ['kt', ['kontum']],
  ['qninh', ['quangninh']], ['qnam', ['quangnam']], ['qngai', ['quangngai']], ['qtri', ['quangtri']], ['qbinh', ['quangbinh']], ['bduong', ['binhduong']], ['bdinh', ['binhdinh']], ['bphuoc', ['binhphuoc']], ['bthuan', ['binhthuan']],
  ['nthuan', ['ninhthuan']], ['bgiang', ['bacgiang']], ['bninh', ['bacninh']], ['hduong', ['haiduong']], ['hyen', ['hungyen']], ['tbinh', ['thaibinh']], ['ndinh', ['namdinh']],
  ['tnguyen', ['thainguyen']], ['vphuc', ['vinhphuc']], ['ptho', ['phutho']], ['lson', ['langson']], ['ldong', ['lamdong']], ['tgiang', ['tiengiang']], ['btre', ['bentre']], ['dthap', ['dongthap']], ['agiang', ['angiang']], ['kgiang', ['kiengiang']], ['vlong', ['vinhlong']], ['cmau', ['camau']], ['strang', ['soctrang']], ['blieu', ['baclieu']], ['tvinh', ['travinh']], ['tninh', ['tayninh']],
];

/** By code of the old district: other names in use. 2, 9 and Thủ Đức became one city in 2021 (see the former names). */
export const DISTRICT_ALIASES: Readonly<Record<string, readonly string[]>> = {
  '643': ['bmt', 'bmthuot', 'buonmathuot', 'banmethuot', 'buonmethuot'],
  '582': ['phanrang', 'thapcham', 'prtc', 'prang'],
  '764': ['gv', 'gvap'],
  '768': ['pn', 'pnhuan'],
  '766': ['tb', 'tbinh'],
  '765': ['bthanh'],
  '769': ['td', 'tduc'],
  '777': ['btan'],
  '785': ['bchanh'],
  '622': ['playku', 'pleicu', 'plaicu', 'pku'],
  '540': ['quinhon', 'qnhon'],
};

export type Marker = { readonly level: 'ward' | 'district' | 'province' | 'street' | 'number'; readonly types: readonly string[] };
const WARD = (type: string): Marker => ({ level: 'ward', types: [type] });
const DISTRICT = (type: string): Marker => ({ level: 'district', types: [type] });
const STREET: Marker = { level: 'street', types: [] };

/** Type words of one or two words: folded words joined by a space → [marker, its accented shapes (see syllables.ts)]. */
export const MARKERS: ReadonlyMap<string, { readonly marker: Marker; readonly shapes: string; readonly dotted?: true }> = new Map([
  ['thi tran', { marker: WARD('thị trấn'), shapes: 'thij trâns' }],
  ['t t', { marker: WARD('thị trấn'), shapes: 't t', dotted: true }],
  ['dac khu', { marker: WARD('đặc khu'), shapes: 'đăcj khu' }],
  ['thi xa', { marker: DISTRICT('thị xã'), shapes: 'thij xax' }],
  ['t x', { marker: DISTRICT('thị xã'), shapes: 't x', dotted: true }],
  ['thanh pho', { marker: DISTRICT('thành phố'), shapes: 'thanhf phôs' }],
  ['t p', { marker: DISTRICT('thành phố'), shapes: 't p', dotted: true }],
  ['khu pho', { marker: STREET, shapes: 'khu phôs' }],
  ['quoc lo', { marker: STREET, shapes: 'quôcs lôj' }],
  ['tieu khu', { marker: STREET, shapes: 'tiêur khu' }],
  ['cong vien', { marker: STREET, shapes: 'công viên' }],
  ...(['p', 'ph', 'phg', 'pg', 'f', 'fuong', 'ward'].map((w) => [w, { marker: WARD('phường'), shapes: w }]) as [string, { marker: Marker; shapes: string }][]),
  ['phuong', { marker: WARD('phường'), shapes: 'phươngf' }],
  ['x', { marker: WARD('xã'), shapes: 'x' }],
  ['xa', { marker: WARD('xã'), shapes: 'xax' }],
  ['tt', { marker: WARD('thị trấn'), shapes: 'tt' }],
  ['ttr', { marker: WARD('thị trấn'), shapes: 'ttr' }],
  ['dk', { marker: WARD('đặc khu'), shapes: 'đk' }],
  ['q', { marker: DISTRICT('quận'), shapes: 'q' }],
  ['qu', { marker: DISTRICT('quận'), shapes: 'qu' }],
  ['quan', { marker: DISTRICT('quận'), shapes: 'quânj' }],
  ['district', { marker: DISTRICT('quận'), shapes: 'district' }],
  ['h', { marker: DISTRICT('huyện'), shapes: 'h' }],
  ['huyen', { marker: DISTRICT('huyện'), shapes: 'huyênj' }],
  ['tx', { marker: DISTRICT('thị xã'), shapes: 'tx' }],
  ['tp', { marker: DISTRICT('thành phố'), shapes: 'tp' }],
  ['tinh', { marker: { level: 'province', types: ['tỉnh'] }, shapes: 'tinhr' }],
  ['t', { marker: { level: 'province', types: ['tỉnh'] }, shapes: 't', dotted: true }],
  ...([['thon', 'thôn'], ['ap', 'âps'], ['ban', 'banr'], ['xom', 'xoms'], ['buon', 'buôn'], ['lang', 'langf'], ['khom', 'khoms'], ['to', 'tôr'], ['tdp', 'tdp'], ['doi', 'đôij'], ['duong', 'đươngf'], ['pho', 'phôs'], ['ngo', 'ngox'], ['ngach', 'ngachs'], ['hem', 'hemr'], ['kiet', 'kiêtj'], ['soc', 'socs'], ['ql', 'ql'], ['kp', 'kp'], ['cho', 'chơj'], ['cau', 'câuf']].map(([w, shapes]) => [w, { marker: STREET, shapes }]) as [string, { marker: Marker; shapes: string }][]),
]);

/** Type words written together with the name (`pHưng Phúc`, `tpvinh`), longest first. */
export const GLUED_MARKERS: readonly string[] = ['phuong', 'huyen', 'quan', 'tinh', 'xa', 'tt', 'tx', 'tp', 'dk', 'p', 'x', 'h', 'q', 'f'];

/** Pairs of words that are never part of a name. */
export const NOISE_PAIRS: ReadonlySet<string> = new Set([
  'cong an', 'can cuoc', 'dinh danh', 'uy ban', 'nhan dan', 'o dau', 'viet nam', 'ho khau', 'sap nhap', 'cho hoi', 'giay to', 'tru so', 'khu vuc', 'lam sao', 'the nao', 'bao nhieu', 'dien thoai', 'thuong tru', 'tam tru', 'que quan', 'dia chi', 'hien tai', 'hien nay', 'truoc day', 'gio la', 'bay gio', 'thu tuc', 'tai khoan', 'muc 2', 'dich vu', 'hanh chinh', 'bao hiem', 'ngan hang', 'mat khau', 'kich hoat', 'cai dat', 'dien tu', 'ha lan', 'dai loan', 'han quoc', 'nhat ban', 'trung quoc', 'nuoc ngoai', 'lao dong', 'truong hoc', 'xin chao', 'cam on', 'dong bo', 'phai lam', 'to truong', 'huong dan', 'benh vien', 'san bay', 'nha may', 'gan nhat', 'gan day',
]);

/** Words that say nothing about where; they do not count when asking how much of a text is explained. */
export const NOISE: ReadonlySet<string> = new Set(
  'toi tui em minh con chau anh chi co chu bac ong ba me bo t m mk mik mih ad bot oi a ah ha nhe nha voi va roi thi la o tai que cu truoc gio bay nay dang hien khu vuc cong an cax cap ca tru so ubnd uy ban nhan dan cho hoi xin khau ho thuong tam sap nhap vao dau nao gi giay to den di ve muon can lam lai the giup viet nam vn dia chi thuoc ben phia gan bi mat cccd cmnd cuoc dinh danh muc vneid nguoi song sinh ra day do nam trong tinh thanh pho quan huyen thi xa phuong tran so nha ngo ngach hem to thon ap xom duong khu cua nhung ma khong ko k duoc dc het noi cho rang day ngay may ai vay kia luc hoi phai chua xa duong'.split(' '),
);

/** After these a place is to be expected. */
export const CUES: ReadonlySet<string> = new Set(['o', 'que', 'tai', 'thuoc', 've', 'an', 'vuc', 'khau', 'so', 'tu', 'cu', 'quan', 'tru', 'chi']);
