// What an answer to each intent must say, read from the facts: `first` in the first message, `near` there or one press on, `far` two presses on.
// Each has a list for Vietnamese and one for English. Values and places only; how it is said is the words' business.
type Pair = readonly [vi: readonly RegExp[], en: readonly RegExp[]];
export type Required = { readonly first: Pair; readonly near?: Pair; readonly far?: Pair };

const HOTLINE = /1900 0368/;

export const REQUIRED: Readonly<Record<string, Required>> = {
  'install-app': {
    first: [[/VNeID/, /CH Play/, /App Store/, /miễn phí|không mất tiền/, /[Đđ]ừng cài qua/], [/VNeID/, /Play/, /App Store/, /free/, /(?:not|never) install/i]],
    near: [[/Trung tâm dữ liệu quốc gia về dân cư/], [/Trung tâm dữ liệu quốc gia về dân cư/]],
  },
  'install-trouble': {
    first: [[/Cập nhật/, HOTLINE], [/[Uu]pdate/, HOTLINE]],
    near: [[/80 MB/, /tương thích/, /mức 2/], [/80 MB/, /[Cc]ompatib/, /level 2/]],
  },
  'what-is-levels': {
    first: [[/mức 1/i, /mức 2/i, /Công an/], [/level 1/i, /level 2/i, /police/]],
    near: [[/1\/7\/2026/, /giá trị/, /2022/], [/1 July 2026/, /2022/]],
  },
  'mandatory-or-penalty': {
    first: [[/không bắt buộc/, /[Kk]hông có mức phạt/], [/not (?:required|compulsory|mandatory)|nobody|no one|by choice|if you need/i, /no (?:fine|penalty)/i]],
    near: [[/31\/12\/2026/, /30\/6\/2027/, /không nói tài khoản bị xóa/, /8\.000\.000|8 triệu/], [/31 December 2026/, /30 June 2027/, /8,000,000|8 million/]],
  },
  'cost-fee': {
    first: [[/[Kk]hông phải trả tiền|không mất tiền|0 đồng/, /mức 2/], [/nothing|free/i, /level 2/]],
    near: [[/0 đồng/, /15\.000 đồng/, /25\.000 đồng/, /35\.000 đồng/], [/0 VND/, /15,000 VND/, /25,000 VND/, /35,000 VND/]],
  },
  'register-level1': { first: [[/1 ngày làm việc/, /“Đăng ký”/], [/1 working day/, /“Đăng ký”/]] },
  'level2-how': {
    first: [[/Công an xã/, /bất kỳ/, /[Kk]hông tự đăng ký ở nhà/, /không ai làm thay/], [/any (?:commune|ward)/i, /(?:not|cannot)[^.]*(?:from|at) home/, /in person/]],
    near: [[/3–5 phút/, /TK01/], [/3–5 minutes/, /TK01/]],
    far: [[/3 ngày làm việc/, /7 ngày làm việc/], [/3 working days/, /7 working days/]],
  },
  'level2-documents': { first: [[/thẻ căn cước/i, /SIM chính chủ/, /TK01/], [/card/, /SIM/, /TK01/]] },
  'level2-waiting': {
    first: [[/3 ngày làm việc/, /7 ngày làm việc/, /tin nhắn/], [/3 working days/, /7 working days/, /SMS|message/]],
    near: [[HOTLINE], [HOTLINE]],
  },
  'activate-steps': {
    first: [[/“Kích hoạt tài khoản định danh điện tử”/, /SIM/, /một tài khoản/], [/“Kích hoạt tài khoản định danh điện tử”/, /SIM/, /one VNeID account/]],
    near: [[/7 ngày/], [/7 days/]],
  },
  'activate-deadline': { first: [[/7 ngày/, HOTLINE, /không phải làm lại/], [/7 days/, HOTLINE, /(?:no|not|without)[^.]*(?:again|new application)/i]] },
  'otp-not-received': {
    first: [[/“Gửi lại mã”/, HOTLINE, /OTP/], [/“Gửi lại mã”/, HOTLINE, /OTP/]],
    near: [[/15\/9\/2026/, /4G/], [/15 September 2026/, /4G/]],
  },
  'password-passcode-rules': { first: [[/8 đến 20/, /HOA/, /! @ # \$/, /6 chữ số/], [/8 to 20/, /capital|upper/i, /! @ # \$/, /6 digits/]], near: [[/2 câu/], [/2 (?:security )?questions|[Aa]nswer 2/]] },
  'activation-error': { first: [[/số định danh/, /đã khai/, /gõ vào đây|chọn câu/], [/number/, /police/, /type/i]], near: [[/“Đăng nhập”/, /3 ngày làm việc|duyệt/], [/“Đăng nhập”/]] },
  'scan-error': { first: [[/đủ sáng/], [/light|bright/]], near: [[/khẩu trang/, /NFC/, /iPhone 7/], [/mask/, /NFC/, /iPhone 7/]] },
  'login-new-device': { first: [[/mã xác nhận/, /[Mm]áy cũ/], [/code/, /old phone/]], near: [[/máy cũ/, /NFC/], [/old phone/, /NFC/]], far: [[/hủy kích hoạt/, /Công an xã/], [/deactivat|cancel/, /police/]] },
  'forgot-password': { first: [[/“Quên mật khẩu”/, /số điện thoại đã đăng ký/], [/“Quên mật khẩu”/, /registered/]], near: [[/ngày cấp/], [/issue/]], far: [[/OTP/, /8 đến 20/], [/OTP/, /8 to 20/]] },
  'forgot-passcode': { first: [[/“Quên passcode”/], [/“Quên passcode”/]], near: [[/5 lần/, /[Cc]hưa có nguồn/, HOTLINE, /OTP/], [/5 (?:wrong|times|tries)|more than 5/, HOTLINE, /OTP/]] },
  'change-phone-number': { first: [[/trước khi bỏ SIM/], [/before/]], near: [[/“Thay đổi số điện thoại”/, /Công an xã/, HOTLINE], [/“Thay đổi số điện thoại”/, /commune/, HOTLINE]], far: [[/7 đến 10 ngày|7–10 ngày/], [/7 to 10 days|7–10 days/]] },
  'phone-not-owner-or-used': { first: [[/chính chủ|đứng tên/], [/own name/]], near: [[/[Mm]ỗi số chỉ|một tài khoản/], [/one account|only one/]], far: [[/28\/9\/2026/], [/28 September 2026/]] },
  'lock-unlock': { first: [[HOTLINE, /Công an xã/], [HOTLINE, /police/]], near: [[/TK03/, /28\/9\/2026/], [/TK03/, /28 September 2026/]], far: [[/3 ngày làm việc/, /5 lần/], [/3 working days/, /5 (?:wrong|times|tries)|more than 5/]] },
  'wrong-personal-data': { first: [[/Công an gần nhất/], [/nearest police|police.*nearest/i]], near: [[/Phiếu đề nghị giải quyết thủ tục về căn cước/], [/Phiếu đề nghị giải quyết thủ tục về căn cước/]], far: [[/2 ngày làm việc/, /069 3187 111/], [/2 working days/, /069 3187 111/]] },
  'no-id-number': { first: [[/Công an xã/, /gần nhất/], [/nearest commune|commune.*nearest/i]] },
  'card-problem': { first: [[/Công an xã/], [/commune|ward/]], near: [[/7 ngày làm việc/], [/7 working days/]], far: [[/35\.000 đồng/], [/35,000 VND/]] },
  'find-support-place': { first: [[/Công an xã, phường nào cũng/, /[Tt]ên cũ/], [/any commune or ward/i, /[Oo]ld names/]] },
  'office-hours-appointment': { first: [[/hành chính/, /thứ hai/, /thứ sáu/, HOTLINE], [/Monday/, /Friday/, HOTLINE]], near: [[/3–5 phút/, /lịch/], [/3–5 minutes/]] },
  'home-visit': { first: [[/Công an xã/, /đến tận nhà/, /không định thời hạn/], [/commune|ward/, /home/, /no (?:time limit|deadline)|sets no/i]], near: [[/không mất tiền|miễn phí|0 đồng|không thu tiền/i], [/free|nothing/i]] },
  'after-merger': { first: [[/huyện không còn/, /tự cập nhật/, /không phải xác nhận/, /lừa đảo/], [/no longer|gone|abolished/, /by itself|automatically|updates/, /scam|fraud/]], near: [[/[Kk]hông bắt buộc đổi thẻ/, /7 ngày/], [/7 days/]] },
  'child-account': { first: [[/[Cc]ha, mẹ/, /mức 2/], [/[Pp]arent/, /level 2/]], near: [[/6 tuổi/, /14 tuổi/, /Công an xã/], [/(?:under|aged?|from|turned) 6|6 years/, /(?:under|aged?|from|turned) 14|14 years/, /police/]] },
  'help-relative': { first: [[/một tài khoản/, /[Mm]ật khẩu/], [/one VNeID account/, /password/]], near: [[/hủy kích hoạt/], [/deactivat|cancel|signed out|pushed out/i]] },
  'no-smartphone': { first: [[/Công an xã/, /mức 2/], [/commune|ward/, /level 2/]], near: [[/vneid\.gov\.vn/, HOTLINE], [/vneid\.gov\.vn/, HOTLINE]] },
  'foreigner-account': {
    first: [[/xuất nhập cảnh/, /PA08/, /không chia mức/, /không mất tiền|miễn phí/], [/immigration/, /PA08/, /no levels/, /free/]],
    near: [[/2 ngày làm việc/, /5 ngày làm việc/, /hộ chiếu/, /TK01/], [/2 working days/, /5 working days/, /passport/, /TK01/]],
    far: [[/28\/9\/2026/], [/28 September 2026/]],
  },
  'overseas-vietnamese': { first: [[/cơ quan đại diện/, /Công an trong nước/, HOTLINE], [/mission|embassy/, /in Việt Nam/, HOTLINE]], near: [[/Công an xã/, /Phiếu thu thập thông tin dân cư/], [/commune|ward/, /Phiếu thu thập thông tin dân cư/]] },
  'organization-account': { first: [[/[Nn]gười đại diện/, /mức 2/, /[Kk]hông mất tiền|miễn phí/], [/representative/, /level 2/, /free/i]], near: [[/3 ngày làm việc/, /10 ngày làm việc/, /“Đăng ký định danh tổ chức”/, /TK02/], [/3 working days/, /10 working days/, /TK02/]] },
  'integrate-documents': { first: [[/“Ví giấy tờ”/, /mức 2/], [/“Ví giấy tờ”/, /level 2/]], near: [[/10 số/, /15 ký tự/], [/10 digits/, /15 characters/]], far: [[/3 lần/], [/3 (?:times|requests)/]] },
  'app-down-error': { first: [[/[Đđ]ừng cài ứng dụng nào khác/], [/(?:not|no) (?:install|other)/i]], near: [[/“Cập nhật”/], [/[Uu]pdate/]], far: [[HOTLINE], [HOTLINE]] },
  'hotline-contact': { first: [[HOTLINE, /Bộ Công an/], [HOTLINE, /Ministry/]], near: [[/phím 4/, /069 3187 111/], [/[Kk]ey 4/, /069 3187 111/]] },
  'complaint-feedback': { first: [[/VNeID/, /không chuyển/], [/VNeID/, /cannot|does not/]], near: [[/“Phản ánh khó khăn, vướng mắc”/, /không mất tiền|miễn phí|0 đồng/i], [/“Phản ánh khó khăn, vướng mắc”/]], far: [[/“Kiến nghị, phản ánh về ANTT”/], [/“Kiến nghị, phản ánh về ANTT”/]] },
  'other-vneid-service': { first: [[/VNeID/], [/VNeID/]], near: [[/Cổng Dịch vụ công/, /trú/], [/National Public Service Portal|public service portal|Dịch vụ công/i]], far: [[/113/], [/113/]] },
  'scam-check': { first: [[/[Dd]ừng lại/, /[Đđ]ừng bấm link/, /đừng chuyển tiền/], [/[Ss]top/, /link/, /money/]], near: [[/22\.000 đồng|phí nhỏ|đòi phí|mã/, /tự|dán/], [/paste|type/i]], far: [[HOTLINE], [HOTLINE]] },
  'scam-report': { first: [[/máy bay|[Tt]ắt mạng/, /ngân hàng/, HOTLINE, /113/], [/airplane|flight|network/i, /bank/, HOTLINE, /113/]], near: [[/Công an gần nhất/, /xin khóa/], [/nearest police/, /lock/]], far: [[/156/, /20 ngày|[Vv]iết đơn/], [/156/]] },
  'sensitive-data': { first: [[/[Đđ]ừng gửi/, /che/, /không lưu|không giữ/], [/not send|never send/i, /hid|mask|cover/i, /(?:not|nothing)[^.]*(?:kept|keep|stored)/i]], near: [[/“Gửi lại mã”/, /mật khẩu/], [/“Gửi lại mã”/, /password/]] },
  chitchat: { first: [[/VNeID/], [/VNeID/]] },
  'out-of-scope': { first: [[/VNeID/, /trái quy định/], [/VNeID/]], near: [[/113/, /Cổng Dịch vụ công/], [/113/]] },
};
