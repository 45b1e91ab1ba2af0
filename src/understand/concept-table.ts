// Words that mean the same to this guide, one concept a line. Data only; extend it like the phrases.
// Promises: keys are words as they stand in a message after abbreviations were spelled out; `!` = only where it was typed with these accents, for bare it is another word.
// Refuses: words that mean something else as often.

export const CONCEPTS: readonly (readonly [name: string, keys: readonly string[]])[] = table(`
kin: bố!, bố tôi, bố em, bố mình, mẹ, má!, ba!, bà!, ông!, ông bà, bố mẹ, ba má, cha mẹ, ông nội, bà nội, ông ngoại, bà ngoại, mẹ chồng, mẹ vợ!, bố vợ!, bố chồng, cụ!, mệ!, ông cụ!, bà cụ!, ba mẹ,
  ngoại!, nội!, mother, father, grandmother, grandfather, grandma, grandpa, parents, mom, dad
spouse: vợ!, vợ tôi, vợ em, chồng, ông xã, bà xã, vợ chồng, bà nhà, ông nhà, con vợ!, người yêu, husband, wife
child: em bé, trẻ em, bé!, con nít, con nhỏ, cháu nhỏ, thằng cu, thằng nhỏ, con bé, đứa nhỏ, nhóc, sơ sinh, trẻ nhỏ, thằng bé, con gái, con trai, bé gái, bé trai, cháu nội,
  cháu ngoại, học sinh, trẻ!, mẫu giáo, mầm non, tiểu học, child, baby, son, daughter, newborn, kid
elder: già!, lớn tuổi, cao tuổi, người già!, cụ già!, tuổi già!, già yếu, già cả, elderly, old
ill: liệt!, tai biến, ốm!, bệnh nặng, ốm nặng, đau chân, gãy chân, nằm liệt!, đột quỵ, ung thư, chạy thận, suy thận, xe lăn, khuyết tật, tàn tật, nằm viện, nằm một chỗ,
  nằm giường, mới mổ, bại liệt!, bedridden, paralysed, disabled, wheelchair, hospital, sick
cannotwalk: không đi được, không đi nổi, đi không nổi, đi không được, không ra được, không đi lại được, đi lại khó khăn, không tới được, không đến được, không xuống được,
  không lên được, không ra xã được, không ra nổi, không ngồi dậy được
tohome: tận nhà, tại nhà, đến nhà, tới nhà, về nhà, xuống nhà, qua nhà, ghé nhà, tận nơi, lưu động, tận giường, về thôn, về bản, về ấp, xuống ấp, home visit, my house
illiterate: mù chữ, không biết chữ, không đọc được, mắt kém, mắt mờ, mù!, khiếm thị, lãng tai, tay run, run tay, câm điếc, không rành, không biết bấm, không biết dùng!,
  không biết xài, từ từ, chậm chậm, từng bước, chậm thôi
lose: mất!, rớt, rơi!, làm mất!, thất lạc, đánh rơi!, đánh mất!, bị mất!, làm rơi!, làm rớt, bị trộm, bị cướp, bị giật, móc túi, mất cắp, mất trộm, mất tiêu, lost, stolen
broken: hỏng, hư!, bể!, gãy, nứt!, vỡ!, nát!, cháy!, rách, bong, tróc, hư hỏng, cong vênh, phai!, trầy, broken, damaged
expired: hết hạn, quá hạn, trễ hạn, quá thời hạn, hết hiệu lực, sắp hết hạn, hết thời hạn, hết đát, expired
phone: điện thoại, máy!, smartphone, iphone, android, samsung, oppo, xiaomi, vivo, realme, redmi, huawei, nokia, máy tính bảng, ipad, galaxy, honor, vsmart, infinix, tecno,
  pixel, phone, device
oldphone: máy cũ, điện thoại cũ, thiết bị cũ, máy kia, máy trước, máy bên kia, iphone cũ, old phone, old device
newphone: máy mới, điện thoại mới, thiết bị mới, máy khác, điện thoại khác, thiết bị khác, lên đời, mua máy, đổi máy, thay máy, đổi điện thoại, thay điện thoại, mua điện thoại,
  mua cái mới, máy thứ hai, new phone, another phone, new device
basicphone: cục gạch, bàn phím, nút bấm, bấm nút, đen trắng, nghe gọi, phổ thông, bấm phím, đập đá, không có smartphone, không có điện thoại, basic phone,
  không xài điện thoại, không dùng điện thoại, không xài smartphone, máy bấm, máy phím, feature phone, keypad phone
computer: máy tính, laptop, trình duyệt, web!, website, trang web, máy bàn, pc, computer
telco: viettel, vinaphone, vina, mobifone, mobi, vietnamobile, itel, gmobile, wintel, nhà mạng
forget: quên, không nhớ, quên mất!, quên sạch, hết nhớ, chẳng nhớ, không còn nhớ, nhớ không ra, forgot, forgotten
scan: quét, nfc, qr, khuôn mặt, nhận diện, nhận mặt, áp thẻ, úp thẻ, camera, quay mặt, chip, scan, face
install: tải!, cài!, cài đặt, tải về, download, install
store: chplay, appstore, kho ứng dụng, cửa hàng ứng dụng, play store, app store
approve: duyệt, phê duyệt, được duyệt, xét duyệt, approved,
  tin duyệt, tin báo, tin phê duyệt
wait: chờ!, đợi!, ngóng, mãi!, miết, hoài, im re, chưa thấy, waiting
where: ở đâu, chỗ nào, nơi nào, chỗ mô, ở mô, điểm nào, đâu làm, ra đâu, đi đâu, ra mô, đi mô, đến đâu, tới đâu, where, nearest
money: bao nhiêu tiền, mấy tiền, mất tiền, tốn tiền, tiền phí, lệ phí, miễn phí, giá bao nhiêu, tốn bao nhiêu, đóng tiền, mấy đồng, tốn phí, mất phí, hết bao nhiêu, cost,
  fee, free, pay
howlong: bao lâu, mấy ngày, bao giờ, khi nào, mấy hôm, mấy bữa, chừng nào, how long
hours: mấy giờ, giờ nào, thứ bảy, thứ 7, chủ nhật, cuối tuần, buổi tối, buổi trưa, ngày lễ, nghỉ lễ, giờ hành chính, ngoài giờ, đặt lịch, hẹn lịch, lịch hẹn, ban đêm,
  giờ làm, mở cửa, đóng cửa, saturday, sunday, weekend, open, close, appointment
must: bắt buộc, phạt, bị phạt, vi phạm, xử phạt, mức phạt, cưỡng chế, hạn chót, tự nguyện, mandatory, compulsory, fine, penalty
bring: giấy tờ gì, mang theo, đem theo, cầm theo, mang gì, đem gì, cầm gì, tờ khai, mang giấy, cần giấy, documents, bring
wrong: sai, nhầm, lộn, lệch, trật, sai sót, không khớp, ghi sai, wrong, incorrect
persdata: họ tên, tên đệm, ngày sinh, năm sinh, giới tính, quê quán, nơi sinh, chữ lót, chữ đệm, dân tộc, hôn nhân, hộ gia đình, thông tin cá nhân, chủ hộ, name, birth, gender
lock: khóa, bị khóa, mở khóa, tạm khóa, locked, unlock, lock, blocked,
  chặn!, chặn lại, đóng băng, freeze, block
error: lỗi, báo lỗi, bị lỗi, thất bại, không thành công, không được, không vào được, error, failed
down: sập, đơ!, lag, treo, trắng màn hình, màn hình trắng, quay vòng, bảo trì, quá tải!, văng!, xoay, nghẽn, kết nối thất bại, mất kết nối, crash, maintenance
merger: sáp nhập, nhập xã, nhập tỉnh, bỏ huyện, địa giới, gộp!, hợp nhất, huyện cũ, tỉnh cũ, xã cũ, giải thể, merger, merged
abroad: nước ngoài, đại sứ quán, lãnh sự, việt kiều, kiều bào, du học, abroad, overseas, embassy
foreigner: người nước ngoài, ông tây, người tây, ngoại quốc, foreigner, expat, passport, visa,
  american, british, korean, japanese, chinese, french, german, australian, indian, filipino, filipina, russian, thai, lao, cambodian, canadian, african, nigerian, malaysian,
  spanish, italian, dutch, taiwanese, foreign, residence card, immigration, xuất nhập cảnh, quốc tịch nước ngoài, hộ chiếu nước ngoài, thẻ tạm trú, thẻ thường trú
activate: kích hoạt, bật tài khoản, bật lên, activate, activation, active
org: công ty, doanh nghiệp, tổ chức, giám đốc, hộ kinh doanh, hợp tác xã, trường học, company, business
license: bằng lái, giấy phép lái xe, gplx, bằng a1, bằng b2, licence
insurance: bhyt, bảo hiểm, thẻ bảo hiểm, bảo hiểm y tế, insurance
vehicle: cà vẹt, đăng ký xe, giấy tờ xe, ô tô, xe máy
integrate: tích hợp, ví giấy tờ, đưa lên, đồng bộ, bỏ vô, gắn vô
residence: tạm trú, thường trú, lưu trú, hộ khẩu, cư trú
bank: ngân hàng, vietcombank, vcb, agribank, bidv, momo, techcombank, tpbank, zalopay, vietinbank, sacombank, mb bank, vpbank, mbbank
social: facebook, zalo, tiktok, gmail, instagram, youtube, shopee, messenger
scam: lừa, lừa đảo, giả danh, giả mạo, mạo danh, kẻ gian, bị lừa, công an giả, scam, fake
link: link!, đường link, đường dẫn, #url, apk, mã lạ
claim: xưng, tự xưng, gọi điện, gọi tới, người lạ, số lạ, có người gọi, gọi kêu, gọi bảo, calling, claiming
lostmoney: #money, mất hết tiền, chuyển tiền, trừ tiền, rút tiền, tiền bay, mất sạch, hết tiền
complain: hách dịch, thái độ, vòi tiền, la mắng, quát, khiếu nại, phản ánh, góp ý, kiến nghị, bức xúc, tắc trách, nhũng nhiễu, khen, tận tình, complain, feedback, rude,
  báo ai, mách, lót tay, biên lai, đòi tiền, kiện, bất lịch sự, vô trách nhiệm, biểu dương, lời khen, thư khen
person: người thật, nhân viên, tư vấn viên, gặp người, tổng đài, hotline, đường dây, real person, human
telcosim: sim, số điện thoại, thuê bao, esim
owner: chính chủ, đứng tên, không chính chủ, dùng chung, chung số
recv: không nhận được, chưa nhận được, không về, chưa về, không tới, không thấy gửi, không gửi, không thấy về
use: dùng!, xài, sử dụng
what: là gì, là sao, nghĩa là gì, khác gì, khác nhau, để làm gì, what is
`);

/** Names many people type; the whole gazetteer is in src/places, here they only show that a place is meant. */
export const PLACES: readonly string[] = list(`
hà nội, sài gòn, hồ chí minh, đà nẵng, cần thơ, hải phòng, huế, nghệ an, thanh hóa, đồng nai, bình dương, long an, tiền giang, bến tre, vĩnh long, trà vinh,
hậu giang, sóc trăng, bạc liêu, cà mau, kiên giang, an giang, đồng tháp, tây ninh, bình phước, vũng tàu, bà rịa, lâm đồng, đắk lắk, đắk nông, gia lai, kon tum,
khánh hòa, ninh thuận, bình thuận, phú yên, bình định, quảng ngãi, quảng nam, quảng trị, quảng bình, hà tĩnh, ninh bình, nam định, thái bình, hà nam, hưng yên,
hải dương, bắc ninh, bắc giang, thái nguyên, bắc kạn, cao bằng, lạng sơn, quảng ninh, phú thọ, vĩnh phúc, hòa bình, sơn la, lai châu, điện biên, lào cai, yên bái,
tuyên quang, hà giang, thủ đức, gò vấp, bình thạnh, tân bình, tân phú, bình tân, phú nhuận, hóc môn, củ chi, nhà bè, cần giờ, bình chánh, cầu giấy, đống đa,
hoàng mai, thanh xuân, hà đông, long biên, gia lâm, đông anh, nam từ liêm, bắc từ liêm, ba đình, hai bà trưng, hoàn kiếm, tây hồ, biên hòa, dĩ an, thuận an,
thủ dầu một, buôn ma thuột, đà lạt, nha trang, quy nhơn, phan thiết, pleiku, hạ long, móng cái, sa pa, phú quốc, rạch giá, mỹ tho, vinh, hội an, tam kỳ, đông hà,
đồng hới, hải châu, sơn trà, liên chiểu, cẩm lệ, ninh kiều, cái răng, vsip
`);

/** Countries and cities abroad; with "người" before them they are foreigners. */
export const ABROAD: readonly string[] = list(`
nhật!, nhật bản, hàn!, hàn quốc, mỹ!, hoa kỳ, pháp!, đức!, úc!, đài loan, canada, nga!, singapore, malaysia, ba lan, tiệp!, séc!, trung quốc, thái lan, lào!,
campuchia, ấn độ, ucraina, ukraina, ý!, tây ban nha, philippines, đài!, dubai, angola, osaka, tokyo, seoul, melbourne, sydney, berlin, london, japan, korea, germany,
australia, france, america, usa, taiwan, china, south africa, england, uk, thụy điển, hà lan, anh quốc, nam phi, mê hi cô, nigeria, ấn!, na uy, đan mạch, phần lan, thụy sĩ, new zealand
`);

function list(text: string): string[] {
  return text.trim().split(/,\s+/);
}

function table(text: string): [string, string[]][] {
  return text.trim().split(/\n(?! )/).map((line) => {
    const [name = '', keys = ''] = line.split(': ');
    return [name, list(keys)];
  });
}
