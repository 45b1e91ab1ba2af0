// `npm run notice -- set "VI" "EN" HOURS | clear | show`: the one switch for an outage.
// Promises: works beside a running service with Redis; with the embedded store the service must be stopped, which it says.
import { readConfig } from '../config.ts';
import { clearNotice, readNotice, setNotice } from '../notice.ts';
import { openRecords } from './open-records.ts';

const [command, vi = '', en = '', hours = ''] = process.argv.slice(2);
const opened = await openRecords(readConfig(process.env));
if (!opened) {
  process.stderr.write('The embedded store belongs to the running service. Stop it first, or use Redis.\n');
  process.exit(1);
}
try {
  if (command === 'set') process.stdout.write(`shown until ${new Date((await setNotice(opened.records, { vi, en }, Number(hours), Date.now())).until).toISOString()}\n`);
  else if (command === 'clear') await clearNotice(opened.records);
  else if (command === 'show') process.stdout.write(`${JSON.stringify((await readNotice(opened.records, Date.now())) ?? 'no notice')}\n`);
  else {
    process.stderr.write('npm run notice -- set "tiếng Việt" "English" HOURS | clear | show\n');
    process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
} finally {
  await opened.close();
}
