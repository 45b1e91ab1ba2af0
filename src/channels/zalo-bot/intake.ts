// Zalo Bot, incoming: webhook and polling lead to the same place.
// Promises (webhook): secret in constant time before parsing, 200 only after the commit. Both: whether Zalo brings an event again is not
// documented (polling surely does not), so an event that could not be committed is kept and offered again; a kill loses it then.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accept, Hook } from '../../ports.ts';
import { acceptAll, answer, later, readJson, secretCheck } from '../door.ts';
import { pause } from '../duty.ts';
import type { GroupHint, Log } from '../wiring.ts';
import type { ZaloBotApi } from './channel.ts';
import { POLL_SECONDS } from './limits.ts';
import type { Keeper } from './keep.ts';
import { parseZaloBot, type ZaloBotUpdate } from './parse.ts';
import type { Quota } from './quota.ts';

export type IntakeSettings = {
  readonly accept: Accept;
  readonly api: ZaloBotApi;
  readonly quota: Quota;
  readonly log: Log;
  readonly groupHint: GroupHint;
  /** The bot's public link, from Bot Creator. */
  readonly link?: string;
  readonly self: () => string | undefined;
};
export type Intake = { read(raw: unknown): ZaloBotUpdate; commit(update: ZaloBotUpdate): Promise<number | undefined> };

const HINT_MS = 60_000;

export function zaloBotIntake({ accept, api, quota, log, groupHint, link, self }: IntakeSettings): Intake {
  const hinted = new Map<string, number>();

  /** A group is told once a minute, in Vietnamese: the platform does not say who speaks what. */
  function hint(group: string): void {
    const now = performance.now();
    if (now - (hinted.get(group) ?? Number.NEGATIVE_INFINITY) < HINT_MS || quota.level() === 'ending') return;
    if (hinted.size >= 1000) hinted.clear();
    hinted.set(group, now);
    const { text, label } = groupHint('vi');
    quota.count(1);
    void api('sendMessage', JSON.stringify({ chat_id: group, text: link === undefined ? text : `${text}\n\n${label}: ${link}` }), 10_000);
  }

  return {
    read: (raw) => parseZaloBot(raw, self()),
    async commit(update) {
      if (update.hint !== undefined) hint(update.hint);
      const waitMs = await acceptAll(accept, 'zalo-bot', update.incoming);
      const [first] = update.incoming;
      if (waitMs === undefined && first) {
        quota.count(1);
        quota.person(first.address);
      }
      if (waitMs !== undefined) log('zalo-bot.not-committed', { waitMs });
      return waitMs;
    },
  };
}

/** Longer than a turn's own deadline: while earlier events of the chat are kept, Zalo hears 503 and may come again. */
const ANSWER_MS = 1500;

export function zaloBotHook({ secrets, intake, keeper }: { readonly secrets: readonly string[]; readonly intake: Intake; readonly keeper: Keeper }): Hook {
  const authentic = secretCheck(secrets);
  return {
    path: '/hooks/zalo-bot',
    async handle({ headers, body }) {
      // An empty POST without a content type has been seen as a probe.
      if (body.length === 0) return answer(200);
      if (!authentic(headers['x-bot-api-secret-token'])) return answer(403);
      const read = readJson(body);
      if (read.type === 'refused') return answer(read.status);
      if (keeper.full()) return later(1000);
      const waitMs = await Promise.race([keeper.offer(intake.read(read.value)), sleep(ANSWER_MS, 1000, { ref: false })]);
      return waitMs === undefined ? answer(200, '{"message":"Success"}') : later(waitMs);
    },
  };
}

/** Waits after the n-th failure in a row, ms: nginx answers hammering with 429. */
const BACK_OFF = [5000, 10_000, 30_000, 60_000];

export type Polling = { readonly api: ZaloBotApi; readonly intake: Intake; readonly keeper: Keeper; readonly log: Log; readonly pollSeconds?: number; readonly hurry?: number };

/** Polls until the signal aborts. A webhook that is set must go first: both do not work together. */
export async function pollZaloBot({ api, intake, keeper, log, pollSeconds = POLL_SECONDS, hurry = 1 }: Polling, signal: AbortSignal): Promise<void> {
  let failures = 0;
  await api('deleteWebhook', '{}', 10_000, signal);
  while (!signal.aborted) {
    if (keeper.full()) {
      await pause(1000 / hurry, signal);
      continue;
    }
    const reply = await api('getUpdates', JSON.stringify({ timeout: pollSeconds }), (pollSeconds + 10) * 1000, signal);
    const code = refusal(reply);
    if (code === undefined && reply.type === 'json') {
      failures = 0;
      void keeper.offer(intake.read(reply.body));
    } else if (code === '408') failures = 0;
    else if (!signal.aborted) {
      failures += 1;
      log('zalo-bot.poll', { code: code ?? 'bad-answer', tries: failures });
      await pause((code === '401' ? 60_000 : (BACK_OFF[Math.min(failures, BACK_OFF.length) - 1] ?? 60_000)) / hurry, signal);
    }
  }
}

type Reply = Awaited<ReturnType<ZaloBotApi>>;
/** The code of a refusal; undefined for an answer with ok:true. */
function refusal(reply: Reply): string | undefined {
  if (reply.type === 'failed') return /^[\w-]{1,24}$/.test(reply.code) ? reply.code : 'network';
  if (reply.type === 'no-json') return `http-${reply.status}`;
  const { ok, error_code } = (reply.body ?? {}) as { ok?: unknown; error_code?: unknown };
  if (ok === true) return undefined;
  return typeof error_code === 'number' || (typeof error_code === 'string' && /^-?\d{1,6}$/.test(error_code)) ? String(error_code) : 'bad-answer';
}
