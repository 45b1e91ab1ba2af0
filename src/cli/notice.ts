// `npm run notice -- set "VI" "EN" HOURS | clear | show`: the one switch for an outage.
// Promises: works beside a running service, with Redis and with the embedded store; every process shows it within ten seconds.
import { readConfig } from '../config.ts';
import { clearNotice, readNotice, setNotice } from '../notice.ts';
import { openLinkRecords } from './link-records.ts';

const USAGE = 'npm run notice -- set "tiếng Việt" "English" HOURS | clear | show\n';
const [command = '', vi = '', en = '', hours = '', ...rest] = process.argv.slice(2);

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  if (!['set', 'clear', 'show'].includes(command) || rest.length > 0 || (command !== 'set' && vi !== '')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { records, close } = await openLinkRecords(readConfig(process.env));
  try {
    if (command === 'set') await setNotice(records, { vi, en }, Number(hours), Date.now());
    if (command === 'clear') await clearNotice(records);
    const shown = await readNotice(records, Date.now());
    process.stdout.write(shown ? `${shown.text.vi}\n${shown.text.en}\nshown until ${new Date(shown.until).toISOString()}\n` : 'no notice\n');
    return 0;
  } finally {
    await close();
  }
}
