// What a Zalo Official Account allows, as data. Source: docs.zaloplatforms.com/docs/OA (consultation messages, buttons, webhook), read at second hand 2026-11-22.
import type { Limits } from '../../ports.ts';

export const ZALO_OA_LIMITS: Limits = {
  /** Consultation message: 2000 characters. */
  text: 2000,
  /** At most 5; a sixth fails the whole send. */
  buttons: 5,
  buttonLabel: 100,
  /** oa.query payload: at most 1000, starting with `#`. */
  buttonData: 1000,
  /** By address, or uploaded (jpg/png ≤ 1 MB) when there is no public address. */
  pictures: 'upload',
  /** Comes when the person sends it; no button asks for it. */
  location: 'receive',
  deletesIncoming: false,
  typing: false,
  sendMs: 8000,
  repeatsAfterUnknown: 1,
  intakeAtMostOnce: false,
  /** 30 s, 5, 15, 30 min, 1 h. */
  redelivers: true,
};

/** Zalo gives up an answer after 2 s. */
export const ANSWER_MS = 1500;
/** Zalo's own redelivery ladder ends after 1 h 51 min; anything older is a replay. */
export const MAX_AGE_MS = 2 * 3600_000;
/** Uploaded pictures expire after 7 days. */
export const UPLOAD_MS = 6.5 * 24 * 3600_000;
