// Texts of 4,096 characters built to make a pattern or a search run away. Promises: fixed list. Refuses: nothing.
const SEEDS = [
  '1', '12 ', '1 2 3 ', '0', 'o', 'o0', 'o ', '0l', '1-', '1.', '1,', '1/', '12/', '1:', '1:1:', '(1) ', '+84 ', '+', 'a', 'a1', '1a', 'a.b', 'a@', '@', 'a@a', 'a@a.', 'a cong ', 'a @ b ', 'cham ', 'a cham a cham ', 'ba ', 'ba, ', 'không ', 'muoi ', 'hai muoi ', 'tram ', 'mk ', 'mk: ', 'mk:', 'mật khẩu ',
  'mat khau la ', 'pass=', 'otp ', 'ma ', 'ma so thue ', 'stk ', 'ngan hang ', 'stk 1 ', 'tai khoan ', 'b 1', 'b1234567 ', 'idvnm', '51f', '51f-', '51f1 ', '12a ', '2024-', '1/1/2024 ', '01.01.2024.', 'http://', 'http://a.', 'a.a/', 'www.', '://', '"', '\u200b', 'e\u0301', '\u0301', '１', '٣', '😀', '\ud800', '\n', ' ', '\t', '_', '-', '.', '...', '#a1', 'A!1', 'aA', '[mã OTP] ', '[mã OTP', 'cccd ', 'cccd079', 'la la la ', ': : : ', '= = ', 'la em toi minh ', 'G-', 'oil', 'sbz0', '9704', '9704 ', '000.00.', 'h26.', 'double ', 'a-b-', 'a_b_', '&&', '(', ')', '[', '{', '<', '%', '1%', '1.000', '1,000,', 'nghin ', 'ty ', 'xe ', 'bien so ', 'ho chieu ', 'ho chieu b ', '٠١٢ ', '𝟘𝟙𝟚',
];
const LENGTH = 4096;

export const HOSTILE: readonly (readonly [string, string])[] = [
  ...SEEDS.map((seed) => [JSON.stringify(seed), seed.repeat(Math.ceil(LENGTH / seed.length)).slice(0, LENGTH)] as const),
  ...SEEDS.map((seed) => [`${JSON.stringify(seed)} then "!"`, `${seed.repeat(Math.ceil(LENGTH / seed.length)).slice(0, LENGTH - 1)}!`] as const),
  ...SEEDS.map((seed) => [`"otp " then ${JSON.stringify(seed)}`, `otp ${seed.repeat(Math.ceil(LENGTH / seed.length)).slice(0, LENGTH - 10)} 12345`] as const),
];
