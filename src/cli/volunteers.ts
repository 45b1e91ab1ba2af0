// `npm run volunteers -- add NAME [--campaign C] [--commune CODE] [--organiser] [--target N] [--days N] | list | revoke ID|NAME|CODE`
// Promises: the personal sign-in link is printed once, ends by itself and stops at once when revoked, with the links made through it.
import { parseArgs } from 'node:util';
import { deriveKey } from '../chat-key.ts';
import { ConfigError, readConfig } from '../config.ts';
import { formatDate, vnDate } from '../engine/facts.ts';
import { readCode } from '../links/code.ts';
import { sharedLinks } from '../links/share.ts';
import { createShortLinks } from '../links/short-links.ts';
import { sealSignIn } from '../links/sign-in.ts';
import { CAMPAIGN, createVolunteers, type Volunteer } from '../links/volunteers.ts';
import { communeCode } from './commune-code.ts';
import { openLinkRecords } from './link-records.ts';
import { baseOf } from './open-outreach.ts';

const USAGE = `npm run volunteers -- add NAME [--campaign C] [--commune CODE or NAME] [--organiser] [--target N] [--days N]
npm run volunteers -- list
npm run volunteers -- revoke ID or NAME, or the CODE of a link that citizens share
`;

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { campaign: { type: 'string', default: 'chung' }, commune: { type: 'string' }, organiser: { type: 'boolean', default: false }, target: { type: 'string' }, days: { type: 'string' } },
  });
  const [what, ...rest] = positionals;
  const name = rest.join(' ').trim();
  const number = (text: string | undefined, option: string): number | undefined => {
    if (text === undefined) return undefined;
    if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--${option} is a whole number above 0`);
    return Number(text);
  };
  if (!['add', 'list', 'revoke'].includes(what ?? '') || (what !== 'list' && name === '')) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (!CAMPAIGN.test(values.campaign) || values.campaign.length > 32) throw new Error('--campaign is a short name of small letters, digits and hyphens, such as cho-ba-diem');
  const config = readConfig(process.env);
  const key = deriveKey(config.APP_SECRET, 'link');
  const { records, close } = await openLinkRecords(config);
  try {
    const now = Date.now;
    const full = { ...records, role: () => ({ hold: async () => undefined, release: async () => {} }) };
    const short = createShortLinks(full, key, now);
    const volunteers = createVolunteers(full, short, now);
    if (what === 'add') {
      const commune = values.commune === undefined ? undefined : communeCode(values.commune);
      const one = await volunteers.add({ name, campaign: values.campaign, commune, organiser: values.organiser, target: number(values.target, 'target'), days: number(values.days, 'days') });
      const base = baseOf(config, config.PORT);
      if (base === undefined) process.stderr.write('PUBLIC_URL is not set: put the address of the service in front of the path.\n');
      process.stdout.write(`${line(one)}\n\nPersonal sign-in link, for ${one.name} only, until ${formatDate(vnDate(one.until), 'en')}:\n${base ?? ''}/v/in/${sealSignIn(key, 'sign-in', one.id, one.until)}\n`);
      return 0;
    }
    const all = await volunteers.list();
    if (what === 'list') {
      for (const one of all) process.stdout.write(`${line(one)}\n`);
      process.stdout.write(`${all.length} volunteers\n`);
      return 0;
    }
    const named = all.filter((one) => one.id === name || (one.name === name.normalize('NFC') && !one.revoked));
    const code = named.length === 0 ? readCode(name) : undefined;
    if (code !== undefined && (await sharedLinks(records, short, now).revoke(code))) {
      process.stdout.write(`${name}: shared no more, a new code takes its place within a day; the page still opens.\n`);
      return 0;
    }
    if (named.length !== 1 || !named[0]) throw new Error(named.length === 0 ? `Nobody is called ${name}.` : `${named.length} volunteers are called ${name}; use the id from: npm run volunteers -- list`);
    await volunteers.revoke(named[0].id);
    process.stdout.write(`${named[0].name} can no longer sign in; links made so far open the page and count for nothing.\n`);
    return 0;
  } finally {
    await close();
  }
}

function line(one: Volunteer): string {
  const state = one.revoked ? 'revoked' : one.until <= Date.now() ? 'expired' : `until ${vnDate(one.until)}`;
  return [one.id, one.name, one.organiser ? 'organiser' : one.campaigns.join(' '), one.commune ?? '-', state].join('  ');
}
