// What Telegram allows, as data. Sources: core.telegram.org/bots/api (10.1) and the Bot API server's own code, read 2026-11-22.
import type { Limits } from '../../ports.ts';

export const TELEGRAM_LIMITS: Limits = {
  /** sendMessage: 1–4096 characters after entity parsing. */
  text: 4096,
  /** No limit for rows is stated; twelve rows are what a phone shows without hiding the text. */
  buttons: 12,
  /** No limit is stated; longer labels are cut off by the phone. */
  buttonLabel: 64,
  /** callback_data: 1–64 bytes. */
  buttonData: 64,
  pictures: 'url',
  /** KeyboardButton.request_location, private chats only. */
  location: 'request',
  /** deleteMessage: bots can delete incoming messages in private chats, < 48 h old. */
  deletesIncoming: true,
  typing: true,
  sendMs: 8000,
  repeatsAfterUnknown: 5,
  /** Updates are kept 24 h until the offset moves. */
  intakeAtMostOnce: false,
  /** Anything but 2xx is delivered again, honouring Retry-After up to 3600 s. */
  redelivers: true,
};

/** Caption of a photo. */
export const CAPTION = 1024;
/** copy_text.text: 1–256 characters. */
export const COPY_TEXT = 256;
/** The server caps a long poll at 50 s; 25 s keeps proxies content. */
export const POLL_SECONDS = 25;
