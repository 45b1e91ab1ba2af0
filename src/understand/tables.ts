// How people write what they mean: teencode, abbreviations, regional words, words heard by voice typing. Data only.
// Promises: keys are as typed, lower case, newer tone placement; values are standard words. Refuses: words that mean something else as often.

import { fold } from '../text.ts';

/** Holds with and without accents around it: the key is no ordinary word. Looked up by the token as typed, then folded. */
export const SHORT: Readonly<Record<string, string>> = table(`
không: ko k hok hong hông hổng hỏng khum khom hem hk kh kg hongg hum hôk honk khôg khog nỏ nỏng honggg kô hăng khôngg hơm
được: dc đc đk đươc đựơc đưojc dươc dcj đcj đượk đx dx
đăng ký: đki đkí dki đky dky đăngký dkí đgký dk đăngkí regis
làm: lm mần mằn làmm lèm
vậy: z v zậy zay dậy zị dzậy zạy rứa dzay vại vây zợ ri
gì: j ji jì gif giè zì gề
rồi: r ròi rùi rui roài òi gòi ồi ròy rùii ròii gồi
giờ: h chừ giừ
như thế nào: ntn nthn nhtn ntnao nhưthếnào
thế nào: tnao thnao
sao: seo răng
muốn: mún mun
với: vs zới dới vứi
mới: ms mứi
biết: bít bik bjt
cái: kái
kêu: kiu
nhiều: nhìu nhiu nhìều nhju
bao nhiêu: bnhiu bnh bn baonhiu bnhieu bnhiêu baonhiêu
bây giờ: bjo bgio bg
mọi người: mn mng mngi mnguoi mngười mina
người: ng ngừi ngta ngừoi nguời
người ta: nta
người dùng: ngd
anh chị: ac a/c anhchị
em: e
anh: a
chị: c
điện thoại: đt dt đthoại dthoai dđ dthoại đthoai phone fone
số điện thoại: sđt sdt sodt sốđt sđth
mật khẩu: mk pass pw password mkhẩu mkhau matkhau pasword word matkhẩu
tài khoản: tk tkhoan tkhoản acc account taikhoan acount nick
căn cước: cccd cancuoc căncước cccđ cccdd căncuoc cancuocx cccdgc
chứng minh nhân dân: cmnd cmt cmtnd cmnđ chứngminh
công an: cand congan côngan cax caxa cảnhsát
định danh: dinhdanh địnhdanh đdđt dddt
định danh điện tử: ddđt
ứng dụng: app ud aap appp appvneid
cài đặt: setup install
hỗ trợ: htro hotro htrợ support sp help
hướng dẫn: hd hdan hdẫn hướngdẫn huongdan
thông tin: tt ttin thôngtin infor info
trả lời: tl trl rep
tin nhắn: tn tnhan sms mess inbox ib
nhắn tin: nt
thông báo: tb tbao tbáo
nhân viên: nv nvien nviên
khuôn mặt: faceid face khuônmặt
vân tay: vantay
giấy tờ: gt giayto gtờ
bảo hiểm y tế: bhyt bảohiểm
bảo hiểm xã hội: bhxh
giấy phép lái xe: gplx blx banglai bằnglái
hộ khẩu: shk hokhau
sinh năm: sn
thành phố: tp tphố
hồ chí minh: hcm tphcm tpchm sg
hà nội: hn hnoi
đà nẵng: dnang
quận: q
trường hợp: trg
trước: trc trk trướk
tháng: thg
thứ bảy: t7
chủ nhật: cn
cơ sở dữ liệu: csdl
dịch vụ công: dvc dvcong dịchvụcông
đăng nhập: đnhap dnhap đăngnhập login đn dangnhap đnhập logn
xác nhận: xn xnhan
xác thực: xthuc xthực verify
kích hoạt: kick kichhoat kíchhoạt active kik khoạt khoat kickhoat actived
cập nhật: update capnhat cậpnhật up
tải: dow download down tảii
mất: mứt
luôn: lun
vào: vô zô dzô dô zào vàoo
về: dìa zề dề
vui lòng: pls plz
xin: xjn
cảm: cám
cảm ơn: thanks thank tks thks tksss camon cảmơn thanku thx ty camơn
chào: hii hiii hi hello helo alo alô
ok: oki okie okê okela okla okee oce oke
tôi: tui t tao mik mình mìn miềng
quá: qá wá qa wa
quên: wên wen
quét: scan wét quyét qét
ngân hàng: nh nhang bank ngânhàng
lừa đảo: scam lừađảo ldao
chuyển khoản: ck
gửi: gởi send
sửa: xửa sữa
lỗi: lổi lõi error err bug lỗii
bị: bj
thôi: thui hoy thoy
trời: trùi chời
vợ: vk
chồng: ox oxx
bạn: pạn b
rất: rứt
này: ni nài nì nèi
nào: nèo
đâu: mô đôu
bà: mệ mệe
mẹ: mạ má bu
bố: tía bọ
xài: sài xaì
hả: hở hửm
ạ: ak akk ạk
admin: ad adm átmin mod
ngày: ngàyy
tiền: xiền tìn
triệu: tr
nghìn: ngàn
bằng: bằg
thấy: thấi
chưa: chx chưaa
cũng: cx cũg cug
những: nhữg nhug
nhưng: nhg nhưg
không biết: kbt kbiet hkbt
không được: kđc kdc kođc kodc hđc khđc
không có: kcó kco koco
không thấy: kthay kothay
`);

/** Only in a text that carries accents, where the bare spelling is a choice: "chi" is "gì", "ca" is "công an". */
export const SHORT_ACCENTED: Readonly<Record<string, string>> = table(`
gì: chi
công an: ca
căn cước: cc
phường: p
định danh: dd đd
phải không: pk
`);

/** Several words, matched on folded text at word limits. Left: what is meant. Order: longer keys first at run time. */
export const SPOKEN: Readonly<Record<string, string>> = lines(`
vneid = vn eid | v n e i d | vn e id | vne id | vneidd | vnied | vneiđ | vnid | vneii | vneiid | vn id | vi en i di | vi en e ai di | ve ne i d | vi en ai di | vien i di | vi en eai di | vo no e i de | ve nen e i de | vnei | vn ei d | veneid | vnedi | vineid | vneit | vietnam id | vn e i d | bien ai di | vi nen i di | ve en e i de | ve no e i de | ung dung dinh danh quoc gia | vneld | vneud | vnêid
otp = o te pe | o tê pê | ô tê pê | o ti pi | ma otp | otb | opt | ôtp | o t p | ma o te pe
qr = quy a | kiu a | kiu rờ | qu rờ | q r | ma qr | qr code | qrcode | cu a | ma vach vuong | o vuong den trang
nfc = n f c | nờ ép xê | no ep xe | en ép xi | en ep xi | enep xi | nép xi | nfs | enfc
passcode = pass code | pascode | passcod | pat cot | pát cốt | bat cot | pas code | passcoe | passocde | pat scot | pac cot | ma 6 so | ma sau so | ma so bi mat 6 so
iphone = ai phon | ai phôn | ai phone | iphon | ifone | i phone | ip | ipone | aiphone
android = an droi | androi | adroid | anroid | andoid | an do roi | an droid | andoird
smartphone = smart phone | dien thoai thong minh | xmat phon | dt thong minh | smatphone | sờ mát phôn | dien thoai cam ung
chplay = ch play | cua hang play | google play | chplay | ch lay | ch pay | che play | gg play | play store | che ep lay | ch plây
appstore = app store | appstore | app sto | ap sto | apstore | apple store
facebook = phay | fb | phây búc | phay buc | face book | fecebook
zalo = gia lo | da lo | za lo | zl | zalô
apk = a pk | ap ka | a pe ka | tep apk | file apk
bhyt = bao hiem y te | the bao hiem | bhyte
bhxh = bao hiem xa hoi
gplx = giay phep lai xe | bang lai | bang lai xe | giay phep | blx
cà vẹt = ca vet | cavet | dang ky xe | giay dang ky xe
cmnd = chung minh nhan dan | chung minh thu | giay chung minh | chung minh | cmtnd
căn cước = can cuoc cong dan | the can cuoc cong dan gan chip | can cuoc gan chip | cccd gan chip | can cuoc cd
mức 2 = muc do 2 | muc hai | muc do hai | cap 2 | cap do 2 | muc ii | level 2 | lv2 | lv 2 | m2 | muc đo 2 | cap do hai | lever 2 | mưc 2
mức 1 = muc do 1 | muc mot | muc do mot | cap do 1 | muc i | level 1 | lv1 | lv 1 | m1 | cap do mot | lever 1 | muc mo
tổng đài = hotline | hot line | duong day nong | so nong | tong dai vien | duong giay nong
máy tính = laptop | lap top | may vi tinh | pc | vi tinh | may ban | computer
công an = canh sat | cong an vien | ong cong an | chu cong an
trẻ em = em be | chau be | tre nho | tre con
tổ công nghệ số = to cong nghe so cong dong | to cnscd | tcnscd | to cnsc
nghị định 320 = nd 320 | nđ 320 | nđ320 | nghi dinh ba hai muoi
cài đặt app = cai dat ung dung
wifi = wi fi | oai phai
`);

/** Folded words of the guide's subject. A message without any of them is about something else, or about nothing yet. */
export const DOMAIN: ReadonlySet<string> = new Set(
  'vneid dinh muc otp passcode nfc qr cuoc cmnd kich app ung khau sim chplay appstore android iphone tong sap cong khoa ma the gplx bhyt tich tk01 tk02 tk03 level activate activation id card police number code account'.split(' '),
);

function table(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const line of text.trim().split('\n')) {
    const [meaning = '', keys = ''] = line.split(': ');
    for (const key of keys.split(' ')) out[key.normalize('NFC')] ??= meaning.normalize('NFC');
  }
  return out;
}

function lines(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const line of text.trim().split('\n')) {
    const [meaning = '', keys = ''] = line.split(' = ');
    for (const key of keys.split(' | ')) out[fold(key.trim())] ??= meaning.normalize('NFC');
  }
  return out;
}
