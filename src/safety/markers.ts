// What stands in a text instead of a secret: readable words, so that a question can still be understood and answered.
// Promises: the marker of a kind never changes with the value. Refuses: to show length or any part of the value.
import type { SecretType } from './context.ts';

export const MARKERS: Readonly<Record<SecretType, string>> = {
  cccd: '[số căn cước]',
  cmnd: '[số CMND]',
  passport: '[số hộ chiếu]',
  phone: '[số điện thoại]',
  otp: '[mã OTP]',
  password: '[mật khẩu]',
  passcode: '[mã passcode]',
  bank_account: '[số tài khoản]',
  bank_card: '[số thẻ ngân hàng]',
  plate: '[biển số xe]',
  email: '[địa chỉ email]',
};

/** The markers as they look after folding (view.ts); their words announce nothing. */
export const FOLDED_MARKER = /\[(?:so can cuoc|so cmnd|so ho chieu|so dien thoai|ma otp|mat khau|ma passcode|so tai khoan|so the ngan hang|bien so xe|dia chi email)\]/g;
