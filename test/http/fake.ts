// A small bot behind the web port and a server around it, for the tests of http and the browser.
// The bot is real enough to be wrong about: ids are remembered, seqs rise, the store can be taken away.
import { createWebChat } from '../../src/channels/web/chat.ts';
import type { WebPort } from '../../src/channels/web/port.ts';
import { renderWeb } from '../../src/channels/web/render.ts';
import type { Said } from '../../src/engine/message.ts';
import { loadAssets } from '../../src/http/assets.ts';
import { bundleUi } from '../../src/http/bundle.ts';
import type { Page, PageSource } from '../../src/http/pages/source.ts';
import { pagePath } from '../../src/http/paths.ts';
import { createServer } from '../../src/http/server.ts';
import type { HttpSettings } from '../../src/http/settings.ts';
import type { Hook, RawBody } from '../../src/ports.ts';

export const say = (key: string, text: string, more: Partial<Said> = {}): Said => ({ key, lang: 'vi', text, choices: [], open: [], ...more });

export type FakeBot = WebPort & {
  /** What was committed, in order: address, id and body. */
  readonly committed: { readonly address: string; readonly id: string; readonly body: RawBody }[];
  away: boolean;
  /** A message nobody asked for, as a reminder is. */
  late(address: string, said: Said): void;
  /** The store lost everything. */
  lose(): void;
  readonly wakes: () => number;
};

export function fakeBot(reply: (body: RawBody, turn: number) => readonly Said[]): FakeBot {
  const chats = new Map<string, { ids: Set<string>; messages: { seq: number; bytes: string }[]; last: number }>();
  const listeners = new Map<string, Set<() => void>>();
  const chat = (address: string) => {
    const found = chats.get(address) ?? { ids: new Set(), messages: [], last: 0 };
    chats.set(address, found);
    return found;
  };
  const put = (address: string, said: readonly Said[]) => {
    const one = chat(address);
    for (const bytes of said.flatMap(renderWeb)) one.messages.push({ seq: (one.last += 1), bytes });
    one.messages.splice(0, one.messages.length - 20);
    listeners.get(address)?.forEach((wake) => wake());
  };
  const bot: FakeBot = {
    committed: [],
    away: false,
    async accept(address, { id, body }) {
      if (bot.away) return { type: 'unavailable', retryAfterMs: 1000 };
      if (chat(address).ids.has(id)) return { type: 'seen' };
      chat(address).ids.add(id);
      bot.committed.push({ address, id, body });
      put(address, reply(body, chat(address).ids.size));
      return { type: 'committed' };
    },
    async since(address, after) {
      if (bot.away) throw new Error('store away');
      const one = chats.get(address);
      return one === undefined || after > one.last ? (one?.messages ?? []) : one.messages.filter(({ seq }) => seq > after);
    },
    subscribe(address, wake) {
      const set = listeners.get(address) ?? new Set();
      listeners.set(address, set.add(wake));
      return () => void set.delete(wake);
    },
    help: () => [say('help.away', 'Hệ thống đang bận. Bác gọi tổng đài 1900 0368.')],
    late: (address, said) => put(address, [said]),
    lose: () => chats.clear(),
    wakes: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  };
  return bot;
}

const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="320" height="240"><rect x="90" y="8" width="140" height="224" rx="16" fill="#eef3f5" stroke="#17222b" stroke-width="4"/><rect x="106" y="180" width="108" height="28" rx="8" fill="#0b5563"/></svg>';

const TEXTS = {
  vi: { title: 'Nhập mã OTP', text: 'Mở tin nhắn trên điện thoại.\n\nMã có sáu số:\n- Không đọc mã cho ai.\n- Không gửi mã vào đây.', next: 'Đã nhập xong', stuck: 'Không nhận được mã' },
  en: { title: 'Enter the OTP', text: 'Open the messages on your phone.\n\nThe code has six digits:\n- Tell nobody.\n- Do not send it here.', next: 'Done', stuck: 'No code came' },
};

export function fakePages(): PageSource {
  const steps = ['start', 'otp', 'done'];
  const page = (lang: 'vi' | 'en', flow: string, step = 'start'): Page | undefined => {
    if (flow !== 'activate') return undefined;
    if (step === 'old-otp') return page(lang, flow, 'otp');
    if (!steps.includes(step)) return undefined;
    const words = TEXTS[lang];
    return {
      flow,
      step,
      title: words.title,
      summary: `${words.title} <b>&"`,
      text: words.text,
      choices: [
        { label: words.next, href: pagePath(lang, flow, 'done') },
        { label: words.stuck, href: pagePath(lang, flow, 'start') },
      ],
      open: [
        { type: 'url', label: 'dichvucong.gov.vn', url: 'https://dichvucong.gov.vn/' },
        { type: 'phone', label: '1900 0368', phone: '19000368' },
        { type: 'copy', label: 'VNeID', text: 'VNeID' },
      ],
      picture: { id: 'phone-otp', alt: 'Màn hình nhập mã' },
      facts: [
        { says: 'Mã OTP có sáu số.', source: 'https://vneid.gov.vn/huong-dan', date: '2026-11-20' },
        { says: 'Mã hết hạn sau vài phút.', source: `Công văn ${'rất-dài-không-có-chỗ-ngắt-'.repeat(6)}`, date: '2026' },
      ],
      asOf: '2026-11-20',
      forward: `${words.title}\nhttps://example.org${pagePath(lang, flow, step)}`,
      code: 'OTP12',
    };
  };
  return {
    page,
    list: (lang) => steps.map((step) => ({ flow: 'activate', step, title: TEXTS[lang].title, summary: TEXTS[lang].text.slice(0, 30), asOf: '2026-11-20' })),
    privacy: (lang) => ({ title: lang === 'vi' ? 'Quyền riêng tư' : 'Privacy', text: 'Chúng tôi không lưu lời bạn viết.' }),
    media: async (id, kind) => (id === 'phone-otp' && kind === 'svg' ? new TextEncoder().encode(DRAWING) : undefined),
  };
}

export const KEY = new Uint8Array(32).fill(7);

/** A running server on loopback. `settings` as in production except what a test changes. */
export async function serve(bot: WebPort, settings: Partial<HttpSettings> & { readonly hooks?: readonly Hook[]; readonly ready?: boolean; readonly port?: number; readonly now?: () => number } = {}) {
  const http: HttpSettings = { trustProxy: false, webOrigins: [], links: { telegram: 'https://t.me/example_bot', zaloOa: 'https://zalo.me/1234567890' }, ...settings };
  const logged: string[] = [];
  const note = (level: string) => (what: string, fields = {}, error?: unknown) => void logged.push(`${level} ${what} ${JSON.stringify(fields)} ${error instanceof Error ? error.message : ''}`);
  const web = createWebChat(bot, { key: KEY, publicUrl: http.publicUrl, webOrigins: http.webOrigins, ...(settings.now ? { now: settings.now } : {}) });
  const server = createServer({
    hooks: settings.hooks ?? [],
    web,
    pages: fakePages(),
    assets: await loadAssets(await bundleUi()),
    ready: () => ({ ready: settings.ready ?? true, waits: settings.ready === false ? ['store'] : [], store: settings.ready ?? true, content: true, places: true, revision: 1, channels: {} }),
    metrics: async () => 'turns_total 1\n',
    settings: http,
    log: { warn: note('warn'), error: note('error') },
  });
  const port = await server.listen('127.0.0.1', settings.port ?? 0);
  return { port, url: `http://127.0.0.1:${port}`, web, logged, close: server.close };
}
