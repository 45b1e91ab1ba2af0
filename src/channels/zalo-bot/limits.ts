// What Zalo Bot Platform allows, as data. Source: docs.zaloplatforms.com/docs/BOT and measurements collected 2026-11-22.
import type { Limits } from '../../ports.ts';

export const ZALO_BOT_LIMITS: Limits = {
  /** sendMessage: 1–2000 characters; the unit is not stated, UTF-16 is the stricter reading. */
  text: 2000,
  /** No buttons, menus or quick replies exist: numbered text. */
  buttons: 0,
  buttonLabel: 0,
  buttonData: 0,
  /** sendPhoto takes a public http(s) address only. */
  pictures: 'url',
  location: 'none',
  deletesIncoming: false,
  typing: true,
  /** sendPhoto is known to be slow: Zalo downloads the picture first. */
  sendMs: 10_000,
  /** Sends are not idempotent and nobody can ask whether one arrived. */
  repeatsAfterUnknown: 1,
  /** getUpdates consumes what it returns. */
  intakeAtMostOnce: true,
  /** Redelivery after a failed webhook is not documented. */
  redelivers: false,
};

/** Plan "Basic", the only one on sale: 50 users, 3,000 messages a month, both directions counted (assumed, not measured). */
export const ZALO_BOT_PLAN = { users: 50, messages: 3000 } as const;
/** The docs' default long poll. */
export const POLL_SECONDS = 30;
