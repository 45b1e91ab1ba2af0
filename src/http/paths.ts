// Addresses of our own pages, in one place: Vietnamese at the root, English under /en.
// Promises: a path round-trips through `readPagePath`; only ids of the flow language fit in.
import type { Lang } from '../flow/schema.ts';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const homePath = (lang: Lang): string => (lang === 'en' ? '/en' : '/');
const under = (lang: Lang, path: string): string => (lang === 'en' ? `/en${path}` : path);
export const indexPath = (lang: Lang): string => under(lang, '/h');
export const privacyPath = (lang: Lang): string => under(lang, '/privacy');
/** `/h/activate/otp`; without a step the flow's first page. */
export const pagePath = (lang: Lang, flow: string, step?: string): string => under(lang, `/h/${flow}${step === undefined ? '' : `/${step}`}`);
/** Opens the web chat at a step. */
export const chatPath = (lang: Lang, flow: string, step: string): string => `${homePath(lang)}?to=${flow}/${step}`;
/** A short link, and the web chat opened through it. */
export const shortPath = (lang: Lang, code: string): string => under(lang, `/s/${code}`);
/** A drawing of it; `name` is the code with .svg or .png. */
export const qrPath = (lang: Lang, name: string): string => under(lang, `/qr/${name}`);
/** The volunteers' pages, and the board of a campaign. */
export const volunteerPath = (lang: Lang, rest = ''): string => under(lang, `/v${rest}`);
export const boardPath = (lang: Lang, campaign: string, rest = ''): string => under(lang, `/board/${campaign}${rest}`);
export const chatCodePath = (lang: Lang, code: string): string => `${homePath(lang)}?c=${code}`;
/** The payload of t.me/…?start=: letters, digits, - and _ only, so `_` stands for the slash (ids have none). */
export const startPayload = (flow: string, step: string): string => `${flow}_${step}`;

export const isId = (text: string): boolean => text.length <= 48 && ID.test(text);
