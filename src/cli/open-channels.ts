// Settings → the push channels that are on. Each channel's code is loaded only when its token is set.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chatKeys, deriveKey } from '../chat-key.ts';
import { localise } from '../engine/localise.ts';
import type { Guide } from '../engine/guide.ts';
import type { Lang } from '../flow/schema.ts';
import type { Accept, ChannelName } from '../ports.ts';
import type { Config, SettingName } from '../config.ts';
import type { ChannelRecords, GroupHint, Log, Opened } from '../channels/wiring.ts';
import type { Logger } from '../log.ts';
import type { Records } from '../store-port.ts';

export type Wiring = { readonly config: Config; readonly log: Logger; readonly records: Records; readonly guide: () => Guide; readonly accept: Accept; readonly left: (channel: ChannelName, address: string) => void };

/** Which setting turns each channel on. */
export const SWITCHES = { telegram: 'TELEGRAM_BOT_TOKEN', 'zalo-bot': 'ZALO_BOT_TOKEN', 'zalo-oa': 'ZALO_OA_APP_ID' } as const satisfies Record<string, SettingName>;

/** Somebody should look; `alert: true` (a consent that ended, tokens nobody can read) means now. */
const WARNS = /\.(quota|quota-refused|people|lost|not-committed|webhook-unreachable|register|poll|signature-refused|tend)$/;

export async function openChannels(wiring: Wiring): Promise<readonly Opened[]> {
  const { config } = wiring;
  const opened: Opened[] = [];
  const log: Log = (event, fields) => wiring.log[fields['alert'] === true ? 'error' : WARNS.test(event) ? 'warn' : 'info'](event, fields);
  const records: ChannelRecords = wiring.records;
  const groupHint: GroupHint = (lang) => ({
    text: sentence(wiring.guide(), 'group', lang),
    label: lang === 'vi' ? 'Mở trò chuyện riêng' : 'Open a private chat',
  });
  const common = {
    accept: wiring.accept,
    log,
    records,
    groupHint,
    ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL, mediaUrl: (id: string) => `${config.PUBLIC_URL}/media/${id}.png` }),
  };
  if (config.TELEGRAM_BOT_TOKEN !== undefined) {
    const { openTelegram } = await import('../channels/telegram/open.ts');
    opened.push(openTelegram({ ...common, token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT, mode: config.TELEGRAM_MODE, ...(config.TELEGRAM_WEBHOOK_SECRET === undefined ? {} : { secrets: [config.TELEGRAM_WEBHOOK_SECRET] }), commands: COMMANDS, left: (address) => wiring.left('telegram', address) }));
  }
  if (config.ZALO_BOT_TOKEN !== undefined) {
    const { openZaloBot } = await import('../channels/zalo-bot/open.ts');
    const keys = chatKeys(config.APP_SECRET);
    opened.push(
      openZaloBot({
        ...common,
        token: config.ZALO_BOT_TOKEN,
        apiRoot: config.ZALO_BOT_API_ROOT,
        mode: config.ZALO_BOT_MODE,
        ...(config.ZALO_BOT_WEBHOOK_SECRET === undefined ? {} : { secrets: [config.ZALO_BOT_WEBHOOK_SECRET] }),
        ...(config.ZALO_BOT_LINK === undefined ? {} : { link: config.ZALO_BOT_LINK }),
        quotaNotice: sentence(wiring.guide(), 'quota', 'vi'),
        personKey: (address) => keys('zalo-bot', address),
      }),
    );
  }
  if (config.ZALO_OA_APP_ID !== undefined) {
    const { openZaloOa } = await import('../channels/zalo-oa/open.ts');
    opened.push(
      openZaloOa({
        ...common,
        appId: config.ZALO_OA_APP_ID,
        appSecret: config.ZALO_OA_APP_SECRET ?? '',
        secrets: [config.ZALO_OA_SECRET_KEY ?? ''],
        first: { ...(config.ZALO_OA_ACCESS_TOKEN === undefined ? {} : { access: config.ZALO_OA_ACCESS_TOKEN }), ...(config.ZALO_OA_REFRESH_TOKEN === undefined ? {} : { refresh: config.ZALO_OA_REFRESH_TOKEN }) },
        apiRoot: config.ZALO_OA_API_ROOT,
        media: pictureFile(config.CONTENT_DIR),
        oauthRoot: config.ZALO_OAUTH_ROOT,
        left: (address) => wiring.left('zalo-oa', address),
        tokenKey: deriveKey(config.APP_SECRET, 'token'),
        spoolFile: join(config.DATA_DIR, 'zalo-oa-token'),
      }),
    );
  }
  return opened;
}

/** A picture's file, for platforms that cannot fetch it from us. Ids are those of the content: nothing else is opened. */
const pictureFile = (root: string) => async (id: string) => {
  if (!/^[a-z0-9-]{1,64}$/.test(id)) return undefined;
  const bytes = await readFile(join(root, 'flows/media', `${id}.png`)).catch(() => undefined);
  return bytes && { bytes, name: `${id}.png` };
};

const sentence = (guide: Guide, key: string, lang: Lang): string => localise(guide, { lang, voice: 'plain', address: 'neutral' }, { say: { type: 'ui', key }, offers: [] }, Date.now()).text;

const COMMANDS = {
  vi: [
    { command: 'menu', description: 'Menu chính' },
    { command: 'luadao', description: 'Nghi lừa đảo' },
    { command: 'gapnguoi', description: 'Gặp người thật' },
    { command: 'chiase', description: 'Gửi hướng dẫn cho người khác' },
    { command: 'dulieu', description: 'Xem dữ liệu đang giữ' },
    { command: 'xoa', description: 'Xóa dữ liệu của tôi' },
    { command: 'english', description: 'English' },
    { command: 'tiengviet', description: 'Tiếng Việt' },
  ],
  en: [
    { command: 'menu', description: 'Main menu' },
    { command: 'luadao', description: 'Possible scam' },
    { command: 'gapnguoi', description: 'Talk to a person' },
    { command: 'chiase', description: 'Send the guide to someone' },
    { command: 'dulieu', description: 'Show my data' },
    { command: 'xoa', description: 'Delete my data' },
    { command: 'english', description: 'English' },
    { command: 'tiengviet', description: 'Tiếng Việt' },
  ],
};
