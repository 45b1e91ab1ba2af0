// Settings → the push channels that are on. Each channel's code is loaded only when its token is set.
import { localise } from '../engine/localise.ts';
import type { Guide } from '../engine/guide.ts';
import type { Accept } from '../ports.ts';
import type { Config, SettingName } from '../config.ts';
import type { ChannelRecords, GroupHint, Log, Opened } from '../channels/wiring.ts';
import type { Logger } from '../log.ts';
import type { Records } from '../store-port.ts';

export type Wiring = { readonly config: Config; readonly log: Logger; readonly records: Records; readonly guide: () => Guide; readonly accept: Accept };

/** Which setting turns each channel on. */
export const SWITCHES = { telegram: 'TELEGRAM_BOT_TOKEN', 'zalo-bot': 'ZALO_BOT_TOKEN', 'zalo-oa': 'ZALO_OA_APP_ID' } as const satisfies Record<string, SettingName>;

export async function openChannels(wiring: Wiring): Promise<readonly Opened[]> {
  const { config } = wiring;
  const opened: Opened[] = [];
  const log: Log = (event, fields) => wiring.log.info(event, fields);
  const records: ChannelRecords = wiring.records;
  const groupHint: GroupHint = (lang) => ({
    text: localise(wiring.guide(), { lang, voice: 'plain', address: 'neutral' }, { say: { type: 'ui', key: 'group' }, offers: [] }, Date.now()).text,
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
    opened.push(openTelegram({ ...common, token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT, mode: config.TELEGRAM_MODE, ...(config.TELEGRAM_WEBHOOK_SECRET === undefined ? {} : { secrets: [config.TELEGRAM_WEBHOOK_SECRET] }), commands: COMMANDS }));
  }
  return opened;
}

const COMMANDS = {
  vi: [
    { command: 'menu', description: 'Menu chính' },
    { command: 'luadao', description: 'Nghi lừa đảo' },
    { command: 'gapnguoi', description: 'Gặp người thật' },
    { command: 'chiase', description: 'Gửi hướng dẫn cho người khác' },
    { command: 'dulieu', description: 'Xem dữ liệu đang giữ' },
    { command: 'xoa', description: 'Xóa dữ liệu của tôi' },
    { command: 'english', description: 'English' },
  ],
  en: [
    { command: 'menu', description: 'Main menu' },
    { command: 'luadao', description: 'Possible scam' },
    { command: 'gapnguoi', description: 'Talk to a person' },
    { command: 'chiase', description: 'Send the guide to someone' },
    { command: 'dulieu', description: 'Show my data' },
    { command: 'xoa', description: 'Delete my data' },
    { command: 'english', description: 'English / Tiếng Việt' },
  ],
};
