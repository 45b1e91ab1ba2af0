// What the web chat allows. There is no platform but the browser, so these numbers are ours, each with its reason.
// Read by the renderer, the linter and the tests.
import type { Limits } from '../../ports.ts';

export const WEB_LIMITS: Limits = {
  // A screen of 360×640 at 18 px shows about 350 characters; longer texts scroll. The byte limit below cuts first.
  text: 1500,
  buttons: 30,
  buttonLabel: 120,
  buttonData: 64,
  pictures: 'url',
  location: 'request',
  deletesIncoming: false,
  typing: false,
  sendMs: 8000,
  // Nothing is pushed: the browser asks for what it has not seen, by sequence number.
  repeatsAfterUnknown: 0,
  intakeAtMostOnce: false,
  redelivers: true,
};

/** Bytes of one stored message (design: records stay small). */
export const STORED_BYTES = 2000;
/** Body of POST /chat: a text of 1,000 characters is at most 4 kB of UTF-8, or 12 kB if every one is escaped as \uXXXX pairs. */
export const POST_BYTES = 16_384;
export const TEXT_CHARACTERS = 1000;
/** A browser that lets this much pile up unread is disconnected; it comes back with Last-Event-ID and misses nothing. */
export const STREAM_BUFFER_BYTES = 65_536;
/** Comment line that keeps proxies (60 s is their usual limit) from closing a quiet stream. */
export const HEARTBEAT_MS = 25_000;
/** A stream ends after this and the browser reconnects: tokens get checked again, dead peers go. */
export const STREAM_MS = 10 * 60_000;
export const STREAMS_PER_VISITOR = 6;
/** With 6 kB each this is 60 MB; more browsers are served without a stream. */
export const STREAMS = 10_000;
