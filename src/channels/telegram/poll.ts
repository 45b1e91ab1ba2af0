// Telegram's long polling: own loop, because telegraf's stops for good on 409 and confirms what failed.
// Promises: the offset moves only past updates that are committed; one chat's updates stay in order; 409, 401, 5xx and non-JSON are waited out.
import { ChannelError } from '../errors.ts';
import { pause } from '../duty.ts';
import { codeOf, faultOf } from '../retry.ts';
import type { Log } from '../wiring.ts';
import type { Api } from './api.ts';
import type { Intake } from './intake.ts';
import { POLL_SECONDS } from './limits.ts';
import { type Update, WANTED } from './parse.ts';
import type { Wire } from './wire.ts';

export type Polling = { readonly api: Api; readonly intake: Intake; readonly wire: Wire; readonly log: Log; readonly pollSeconds?: number; /** Tests shorten the waits after failures. */ readonly hurry?: number };

/** Waits after the n-th failure in a row, ms. A stranger's poller (409) is given most of a long poll's time. */
const BACK_OFF = [1000, 2000, 5000, 10_000, 30_000];
const CONFLICT = [3000, 10_000, 30_000, 50_000];
const REFUSED_MS = 60_000;

/** Polls until the signal aborts. */
export async function pollTelegram({ api, intake, wire, log, pollSeconds = POLL_SECONDS, hurry = 1 }: Polling, signal: AbortSignal): Promise<void> {
  let offset: number | undefined;
  let failures = 0;
  while (!signal.aborted) {
    let updates: readonly Update[];
    try {
      const result = await api.call('getUpdates', { timeout: pollSeconds, allowed_updates: WANTED, ...(offset === undefined ? {} : { offset }) }, (pollSeconds + 10) * 1000, signal);
      updates = readBatch(result, intake);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      await pause((await waitFor(error, failures)) / hurry, signal);
      continue;
    }
    const { next, waitMs } = await takeBatch(updates, offset);
    offset = next;
    if (waitMs !== undefined) await pause(waitMs, signal);
  }

  async function waitFor(error: unknown, failures: number): Promise<number> {
    const fault = faultOf(error);
    log('telegram.poll', { outcome: fault.type, tries: failures, ...codeOf(fault) });
    if (fault.type === 'throttled') return fault.waitMs;
    if (fault.type === 'misconfigured') return REFUSED_MS;
    if (fault.type === 'unreachable' && fault.code === '409-webhook') {
      await api.call('deleteWebhook', { drop_pending_updates: false }, 10_000, signal).catch(() => undefined);
      return 1000;
    }
    const ladder = fault.type === 'unreachable' && fault.code === '409' ? CONFLICT : BACK_OFF;
    return ladder[Math.min(failures, ladder.length) - 1] ?? REFUSED_MS;
  }

  /** Chats side by side, each in order; stops a chat at its first event that could not be committed. */
  async function takeBatch(updates: readonly Update[], offset: number | undefined): Promise<{ next: number | undefined; waitMs: number | undefined }> {
    const chains = new Map<string, Update[]>();
    for (const update of updates) {
      const reply = intake.reply(update);
      if (reply) void wire.post(String(reply['method']), JSON.stringify({ ...reply, method: undefined }), 5000);
      const chat = update.incoming[0]?.address ?? '';
      const chain = chains.get(chat);
      if (chain) chain.push(update);
      else chains.set(chat, [update]);
    }
    let stuck = Number.POSITIVE_INFINITY;
    let waitMs: number | undefined;
    await Promise.all(
      [...chains.values()].map(async (chain) => {
        for (const update of chain) {
          const wait = await intake.commit(update);
          if (wait === undefined) continue;
          stuck = Math.min(stuck, update.updateId ?? stuck);
          waitMs = Math.max(waitMs ?? 0, wait);
          return;
        }
      }),
    );
    const last = updates.reduce((max, { updateId }) => Math.max(max, updateId ?? max), (offset ?? 0) - 1);
    return { next: Number.isFinite(stuck) ? stuck : last >= 0 ? last + 1 : offset, waitMs };
  }
}

/** A batch in which nothing can be read would come again for ever: it counts as a failure. */
function readBatch(result: unknown, intake: Intake): readonly Update[] {
  if (!Array.isArray(result)) throw new ChannelError('getUpdates', { type: 'unknown', code: 'bad-answer' });
  const updates = result.map((raw: unknown) => intake.read(raw)).filter(({ updateId }) => updateId !== undefined);
  if (result.length > 0 && updates.length === 0) throw new ChannelError('getUpdates', { type: 'unknown', code: 'bad-answer' });
  return updates;
}
