// Zalo Official Account switched on: channel, webhook, and the duty of keeping its tokens fresh.
// Promises: `start` returns at once; a grant that ended is reported every hour until an administrator consents again.
import type { Accept } from '../../ports.ts';
import type { ChannelRecords, Left, Log, Opened } from '../wiring.ts';
import { openZaloCall } from '../zalo-call.ts';
import { zaloOaChannel } from './channel.ts';
import { zaloOaHook } from './hook.ts';
import { openTokens } from './tokens.ts';
import { type MediaFile, openUploads } from './upload.ts';

export type ZaloOaSettings = {
  readonly appId: string;
  readonly appSecret: string;
  /** OA secret keys of the webhook, valid now. */
  readonly secrets: readonly string[];
  readonly first?: { readonly access?: string; readonly refresh?: string };
  readonly apiRoot?: string;
  readonly oauthRoot?: string;
  /** 32 bytes for the tokens at rest. */
  readonly tokenKey: Uint8Array;
  readonly spoolFile?: string;
  readonly mediaUrl?: (id: string) => string | undefined;
  /** Used when there is no public address for pictures. */
  readonly media?: MediaFile;
  readonly accept: Accept;
  readonly left?: Left;
  readonly records: ChannelRecords;
  readonly log: Log;
  readonly now?: () => number;
  readonly sendMs?: number;
  readonly answerMs?: number;
  readonly tendMs?: number;
};

const TEND_MS = 60_000;

export function openZaloOa({ now = Date.now, tendMs = TEND_MS, ...settings }: ZaloOaSettings): Opened {
  const call = openZaloCall();
  const apiRoot = (settings.apiRoot ?? 'https://openapi.zalo.me').replace(/\/$/, '');
  const { log, records, media } = settings;
  const tokens = openTokens({ ...settings, now, call, oauthRoot: settings.oauthRoot ?? 'https://oauth.zaloapp.com', key: settings.tokenKey });
  let timer: NodeJS.Timeout | undefined;
  let tending: Promise<void> = Promise.resolve();

  function tend(): void {
    tending = tokens.tend().catch(() => log('zalo-oa.tend', { outcome: 'store-away' }));
  }

  return {
    channel: zaloOaChannel({ ...settings, now, call, apiRoot, tokens, uploads: media !== undefined, media: media && openUploads({ call, apiRoot, records, media }) }),
    hook: zaloOaHook(settings),
    start() {
      tend();
      timer = setInterval(tend, tendMs).unref();
    },
    ready: () => !tokens.over(),
    async stop() {
      clearInterval(timer);
      // A refresh under way is never cut short: its answer is worth more than a quick exit.
      await tending;
    },
  };
}
