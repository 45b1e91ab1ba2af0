// The two store pages of VNeID and everything else that stands in those stores.
// Promises: official only for the exact id in the exact place. Refuses: near misses, doubled ids, other spellings of the path.
import type { OfficialList } from './official-list.ts';
import { skeleton } from './lookalike.ts';
import { verdict } from './verdict.ts';
import type { LinkVerdict } from './verdict.ts';

/** Undefined when the address belongs to neither store. */
export function judgeStore(address: string, scheme: string, text: string, list: OfficialList): LinkVerdict | undefined {
  const { app } = list;
  const poses = skeleton(text).includes(skeleton(app.name)) || skeleton(address).includes(skeleton(app.name)) || /vnid|dinhdanh|bocongan|dichvucong/i.test(address);
  const other = (found: string): LinkVerdict => verdict(poses ? 'other_listing' : 'other_site', 'link', found);
  if (scheme === 'market') {
    const query = /^market:(?:\/\/)?details\/?\?(.*)$/i.exec(address)?.[1] ?? /^market:\/\/play\.google\.com\/store\/apps\/details\?(.*)$/i.exec(address)?.[1];
    return query !== undefined && oneId(query) === app.googleId ? verdict('official_store', 'link', app.googleId) : other('market');
  }
  const url = new URL(address.replace(/^itms-appss?:/i, 'https:'));
  const host = url.hostname.replace(/\.$/, '');
  if (url.username !== '' || url.port !== '') return host === 'play.google.com' || host === 'apps.apple.com' || scheme.startsWith('itms') ? verdict('odd_port', 'link', host) : undefined;
  if (host === 'play.google.com' && scheme.startsWith('http')) {
    const exact = url.pathname === '/store/apps/details' && oneId(url.search.slice(1)) === app.googleId;
    return exact ? verdict('official_store', 'link', app.googleId) : other(host);
  }
  if (host === 'apps.apple.com') {
    // The link type of a page, its country and the slug are free; the id is not.
    const id = /^(?:\/[a-z]{2})?\/app(?:\/[^/]{1,200})?\/(id\d+)$/.exec(url.pathname)?.[1];
    return id === app.appleId ? verdict('official_store', 'link', app.appleId) : other(host);
  }
  return scheme.startsWith('itms') ? other(host) : undefined;
}

/** The raw value of `id` when it stands there exactly once. */
function oneId(query: string): string | undefined {
  const ids = (query.split('#')[0] ?? '').split('&').filter((part) => /^(?:id|%69d|i%64|%69%64)=/i.test(part));
  return ids.length === 1 && ids[0]?.startsWith('id=') === true ? ids[0].slice(3) : undefined;
}
