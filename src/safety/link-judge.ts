// Judges one address. Only an exact match with the list is official; everything that poses as it, hides it or replaces it is not.
// Promises: pure, never opens anything, an official answer only for a plainly written http(s) address on a listed host. Refuses: to say that anything is safe.
import { parse } from 'tldts';
import type { Candidate } from './link-find.ts';
import { HIDDEN } from './link-find.ts';
import { mixesScripts, nearName, posesAs, readable, skeleton } from './lookalike.ts';
import type { OfficialList } from './official-list.ts';
import { judgeStore } from './store-listing.ts';
import { verdict } from './verdict.ts';
import type { LinkVerdict, WhyCode } from './verdict.ts';

/** `text` is the whole message: a store page is a disguise when the message calls it VNeID. */
export function judgeCandidate(candidate: Candidate, text: string, list: OfficialList): LinkVerdict {
  const link = (why: WhyCode, found = ''): LinkVerdict => verdict(why, 'link', found.slice(0, 100));
  if (candidate.kind === 'scheme') return link('unsafe_scheme', candidate.written.replace(/\W.*$/s, ''));
  if (candidate.kind === 'file') return link('app_file', candidate.written);
  const outer = candidate.written.replace(/^[\u200B-\u200D\u2060\uFEFF]+|[\u200B-\u200D\u2060\uFEFF]+$/g, '');
  if (outer.match(HIDDEN) !== null) return link('hidden_characters');
  const plain = outer.normalize('NFKC').replace(/[。｡]/g, '.');
  // A full-width slash or dot may read as an address here and be refused, or read otherwise, by a browser.
  if (plain !== outer && candidate.kind !== 'mail' && !URL.canParse(/^[\w+.-]+:/.test(plain) ? outer.replace('：', ':').replace(/^[^:]*/, (scheme) => scheme.normalize('NFKC')).replace(/^([^:]*:)[／/]{2}/, '$1//') : `https://${outer}`)) return link('unreadable');
  const judged = candidate.kind === 'mail' ? judgeMail(plain, list) : judgeAddress(plain, candidate.kind === 'bare', text, list);
  const settled = judged.label === 'official' && (plain !== candidate.written || !/^[\x21-\x7e]+$/.test(plain.split(/[?#]/)[0] ?? '')) ? link('odd_form', judged.found) : judged;
  return candidate.label !== undefined && settled.label === 'unknown' && claimsOfficial(candidate.label, list) ? link('link_text_differs', settled.found) : settled;
}

const APP_FILE = /\.(?:apk|xapk|apks|apkm|aab|ipa|mobileconfig|exe|msi|scr|bat|cmd|dmg|pkg|jar|vbs|hta)(?![a-z0-9])/i;

function judgeAddress(address: string, isBare: boolean, text: string, list: OfficialList): LinkVerdict {
  const link = (why: WhyCode, found = ''): LinkVerdict => verdict(why, 'link', found.slice(0, 100));
  const defanged = address.replace(/\[\.\]|\(\.\)/g, '.').replace(/^hxxp/i, 'http');
  const whole = isBare ? `https://${defanged}` : defanged;
  const scheme = (/^([a-z][a-z0-9+.-]*):/i.exec(whole)?.[1] ?? '').toLowerCase();
  if (scheme === 'market' || scheme.startsWith('itms-apps')) return judgeStore(whole, scheme, text, list) ?? link('other_listing');
  if (scheme !== 'http' && scheme !== 'https') return posesAs(whole) === undefined ? link('odd_form') : link('name_elsewhere');
  const slashes = /^https?:([\\/]*)/i.exec(whole)?.[1] ?? '';
  const authority = /^https?:[\\/]*([^/?#\\]*)/i.exec(whole)?.[1] ?? '';
  if (authority.includes('%')) return link('encoded_host');
  if (authority.includes('@') || (address.includes('\\') && address.includes('@'))) return link('userinfo', hostOf(whole));
  let url: URL;
  try {
    url = new URL(whole);
  } catch {
    return link('unreadable');
  }
  const host = url.hostname.replace(/\.$/, '');
  if (host === '' || host.endsWith('.') || host.includes('..')) return link('unreadable', host);
  if (/^\d+(?:\.\d+){3}$/.test(host) || host.startsWith('[')) return link('ip_address', host);
  const written = authority.replace(/:\d*$/, '').toLowerCase();
  if (mixesScripts(written) || mixesScripts(readable(host))) return link('mixed_script', host);
  const rest = `${url.pathname}${url.search}${url.hash}`;
  if (APP_FILE.test(decoded(rest))) return link('app_file', host);
  const why = listed(host, list);
  if (why !== undefined) {
    if (url.port !== '') return link('odd_port', host);
    if (why === 'doubtful_host') return link(why, host);
    if (defanged !== address || !opensEverywhere(address, url)) return link('odd_form', host);
    if (host.includes('xn--') || /\P{ASCII}/u.test(written)) return link('odd_form', host);
    return carriesForeign(url, list) ? link('carries_other_link', host) : link(why, host);
  }
  const store = judgeStore(whole, scheme, text, list);
  if (store !== undefined) return url.port === '' && slashes === '//' && !address.includes('\\') && defanged === address ? (store.label === 'official' && carriesForeign(url, list) ? link('carries_other_link', host) : store) : link('odd_port', host);
  return judgeOther(host, written, url, list);
}

/**
 * Browsers take any number of slashes and backslashes for the two (WHATWG URL); other programs read "https://official\\.evil.example" as another host,
 * so with backslashes the path must be words only.
 */
function opensEverywhere(address: string, url: URL): boolean {
  return !address.includes('\\') || /^[a-z0-9/_-]*$/i.test(`${url.pathname}${url.search}${url.hash}`);
}

/** Hosts that are on no list of ours. */
function judgeOther(host: string, written: string, url: URL, list: OfficialList): LinkVerdict {
  const link = (why: WhyCode): LinkVerdict => verdict(why, 'link', host.slice(0, 100));
  const within = (hosts: readonly string[]): boolean => hosts.some((one) => matches(one, host, url.pathname));
  if (within(list.reported.hosts)) return link('reported');
  if (within(list.shorteners.hosts)) return link('shortener');
  if (within(list.otherStores.hosts)) return link('other_store');
  const familiar = within(list.familiar.hosts);
  if (host.endsWith('.gov.vn')) {
    const own = host.slice(0, -'.gov.vn'.length).split('.').at(-1) ?? '';
    if (/xn--/.test(host) || /\P{ASCII}/u.test(written)) return link('lookalike');
    if (!list.hosts.some((one) => one.host === `${own}.gov.vn`) && own !== list.units.label && (nearName(own) !== undefined || posesUnderGov(own))) return link('lookalike');
    return link(namesOfficial(url, list) ? 'name_elsewhere' : 'gov_unlisted');
  }
  const government = /(?:^|\.)gov(?:\.|$)/.test(parse(host).publicSuffix ?? '');
  if (!familiar && !government && (posesAs(written) !== undefined || posesAs(host) !== undefined)) return link('lookalike');
  if (namesOfficial(url, list)) return link('name_elsewhere');
  if (!familiar && decoded(url.pathname).toLowerCase().split('/').some((part) => /^(?:vneid|vnid|dichvucong|bocongan|dinhdanhdientu)(?:[-_.].*)?$/.test(part) && part.length <= 24)) return link('name_elsewhere');
  return link('other_site');
}

function posesUnderGov(own: string): boolean {
  return ['vneid', 'bocongan', 'dinhdanhdientu', 'dancuquocgia'].some((name) => skeleton(own).includes(skeleton(name)));
}

/** Why a host is official, or undefined. */
function listed(host: string, list: OfficialList): 'official_host' | 'official_unit' | 'doubtful_host' | undefined {
  for (const entry of list.hosts) {
    if (host === entry.host || host === `www.${entry.host}` || (entry.subdomains && host.endsWith(`.${entry.host}`) && /^[a-z0-9.-]+$/.test(host) && !host.includes('xn--'))) {
      return entry.doubtful === true ? 'doubtful_host' : 'official_host';
    }
  }
  const { label, suffix, provinces } = list.units;
  return provinces.some((province) => host === `${label}.${province}.${suffix}`) ? 'official_unit' : undefined;
}

/** An absolute address to elsewhere in path, query or fragment, also encoded up to three times or in base64. */
function carriesForeign(url: URL, list: OfficialList): boolean {
  const rest = decoded(`${url.pathname}${url.search}${url.hash}`).replace(/[\t\n\r]/g, '');
  if (/aHR0c[A-Za-z0-9+/=_-]{4,}|(?:javascript|data|vbscript|intent):/i.test(rest)) return true;
  for (const match of rest.matchAll(/(?:([a-z][a-z0-9+.-]{0,20}):[\\/]{0,3}(?=[^\s&]{2})|[\\/]{2,})([^\s\\/?#&"'<>]{1,255})/gi)) {
    const authority = match[2] ?? '';
    if (match[1] !== undefined && !/^(?:https?|ftp|wss?|market|itms-apps)$/i.test(match[1])) {
      if (!/:[\\/]{2}/.test(match[0])) continue;
      return true;
    }
    if (match[1] === undefined && !authority.includes('.')) continue;
    if (/[@%]/.test(authority) || listed(authority.toLowerCase().replace(/\.$/, ''), list) === undefined) return true;
  }
  return false;
}

/** The host of an official site or a page of VNeID in a store, written in the path, query or fragment of another site. */
function namesOfficial(url: URL, list: OfficialList): boolean {
  const rest = decoded(`${url.pathname}${url.search}${url.hash}`).toLowerCase();
  return list.hosts.some((one) => rest.includes(one.host)) || (/play\.google\.com|apps\.apple\.com/.test(rest) && (rest.includes(list.app.googleId) || rest.includes(list.app.appleId))) || /congan\.[a-z]{3,20}\.gov\.vn/.test(rest);
}

function claimsOfficial(label: string, list: OfficialList): boolean {
  const seen = skeleton(label.replace(HIDDEN, ''));
  return list.hosts.some((one) => seen.includes(skeleton(one.host))) || ['vneid', 'dichvucong', 'bocongan', 'dinhdanhdientu', 'googleplay', 'appstore', 'chplay'].some((name) => seen.includes(skeleton(name)));
}

/** An address for mail cannot be checked; a domain that only looks official is a fake all the same. */
function judgeMail(address: string, list: OfficialList): LinkVerdict {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).toLowerCase();
  const host = (address.slice(at + 1).split(/[/?#:\\]/)[0] ?? '').toLowerCase().replace(/\.$/, '');
  const found = host.slice(0, 100);
  if (list.hosts.some((one) => local.includes(one.host)) || /[/?#:]/.test(address.slice(at + 1))) return verdict('userinfo', 'link', found);
  const familiar = list.familiar.hosts.some((one) => matches(one, host, ''));
  if (listed(host, list) === undefined && !host.endsWith('.gov.vn') && !familiar && (posesAs(host) !== undefined || mixesScripts(host))) return verdict('lookalike', 'sender', found);
  return verdict('mail_address', 'sender', found);
}

function matches(entry: string, host: string, path: string): boolean {
  const [name = '', folder] = entry.split('/');
  return (host === name || host.endsWith(`.${name}`)) && (folder === undefined || path.startsWith(`/${folder}`));
}

function decoded(text: string): string {
  let out = text;
  for (let round = 0; round < 3; round++) {
    const next = out.replace(/%[0-9a-f]{2}/gi, (code) => {
      const value = Number.parseInt(code.slice(1), 16);
      return value < 0x80 ? String.fromCharCode(value) : code;
    });
    if (next === out) break;
    out = next;
  }
  return out;
}

function hostOf(whole: string): string {
  try {
    return new URL(whole).hostname;
  } catch {
    return '';
  }
}
