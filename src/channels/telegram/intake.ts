// One Telegram update, however it came: what to answer to the platform at once, and what to hand to the turn.
// Promises: callbacks are answered without waiting for the reply; groups get a hint to the private chat at most once a minute.
import type { Accept } from '../../ports.ts';
import { acceptAll } from '../door.ts';
import type { GroupHint, Left, Log } from '../wiring.ts';
import { type Me, parseTelegram, type Pressed, type Update } from './parse.ts';
import type { Wire } from './wire.ts';

export type Intake = {
  read(raw: unknown): Update;
  /** A call to make (polling) or to answer with (webhook). */
  reply(update: Update): Readonly<Record<string, unknown>> | undefined;
  /** Hands the events over; the time to wait when one could not be committed. */
  commit(update: Update): Promise<number | undefined>;
};
export type IntakeSettings = {
  readonly accept: Accept;
  readonly left?: Left;
  readonly groupHint: GroupHint;
  readonly log: Log;
  readonly wire: Wire;
  readonly me: () => Me | undefined;
  readonly markAfterMs?: number;
};

const HINT_MS = 60_000;
const HINTS_KEPT = 1000;
/** The choice is shown under the pressed message once the reply is out; skipped when the line is busy. */
const MARK_AFTER_MS = 1500;
const MARK_WHEN_BUSY_BELOW = 3;

export function telegramIntake({ accept, left, groupHint, log, wire, me, markAfterMs = MARK_AFTER_MS }: IntakeSettings): Intake {
  const hinted = new Map<number, number>();

  function hintIn(chat: number): boolean {
    const now = performance.now();
    if (now - (hinted.get(chat) ?? Number.NEGATIVE_INFINITY) < HINT_MS) return false;
    if (hinted.size >= HINTS_KEPT) hinted.clear();
    hinted.set(chat, now);
    return true;
  }

  return {
    read: (raw) => parseTelegram(raw, me()),
    reply({ callbackId, hint }) {
      if (callbackId !== undefined) return { method: 'answerCallbackQuery', callback_query_id: callbackId };
      const name = me()?.username;
      if (!hint || name === undefined || !hintIn(hint.chat)) return undefined;
      const { text, label } = groupHint(hint.lang);
      return { method: 'sendMessage', chat_id: hint.chat, text, reply_markup: { inline_keyboard: [[{ text: label, url: `https://t.me/${name}?start=hi` }]] } };
    },
    async commit({ incoming, left: gone, pressed }) {
      if (gone !== undefined) left?.(gone);
      const waitMs = await acceptAll(accept, 'telegram', incoming);
      if (waitMs !== undefined) return waitMs;
      // Looked at now as well: on a busy line thousands of keyboards would wait here for nothing.
      if (pressed && wire.busy() < MARK_WHEN_BUSY_BELOW) setTimeout(() => mark(pressed), markAfterMs).unref();
      return undefined;
    },
  };

  function mark(pressed: Pressed): void {
    const edit = wire.busy() < MARK_WHEN_BUSY_BELOW ? markRequest(pressed) : undefined;
    if (!edit) return;
    wire.post('editMessageReplyMarkup', edit, 5000).then(
      (reply) => reply.type === 'failed' && log('telegram.mark', { code: reply.code }),
      () => undefined,
    );
  }
}

/** The same keyboard with a tick on the pressed button; every button keeps working. */
export function markRequest({ chat, messageId, data, keyboard }: Pressed): string | undefined {
  const chosen = keyboard.flat().find((button) => button['callback_data'] === data);
  if (!chosen || String(chosen['text']).startsWith('✓ ')) return undefined;
  const inline_keyboard = keyboard.map((row) =>
    row.map((button) => ({ ...button, text: button === chosen ? `✓ ${String(button['text'])}` : String(button['text']).replace(/^✓ /, '') })),
  );
  return JSON.stringify({ chat_id: chat, message_id: messageId, reply_markup: { inline_keyboard } });
}
