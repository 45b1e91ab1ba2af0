// `npm start`: reads the settings, starts the service, prints what is running, what is off and which setting turns it on.
// Promises: bad settings end with all faults by name and no value; SIGTERM drains within ten seconds; an unhandled fault is logged
// scrubbed and the process stays up; in production an event loop that never comes back ends it, for whoever supervises to start anew.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { ConfigError, readConfig } = await import('../config.ts');
const { ContentError } = await import('../guide-box.ts');
const { createLogger } = await import('../log.ts');
const { serve } = await import('./serve.ts');
const { webChatNotice } = await import('../channels/web/origin.ts');
const { SWITCHES } = await import('./open-channels.ts');
const { watchDog } = await import('./watch-dog.ts');

const SECRETS = /SECRET|TOKEN|REDIS_URL/;

try {
  const config = readConfig(process.env);
  const secrets = Object.entries(config).flatMap(([name, value]) => (SECRETS.test(name) && typeof value === 'string' ? [value] : []));
  const log = createLogger(secrets);
  process.on('uncaughtException', (error) => log.error('uncaught', {}, error));
  process.on('unhandledRejection', (error) => log.error('unhandled', {}, error));
  const served = await serve(config, log, { watchContent: process.env['NODE_ENV'] !== 'production' });
  const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
  const lines = [
    `web chat       http://${host}:${served.port}/`,
    `store          ${config.REDIS_URL === undefined ? `embedded, in ${config.DATA_DIR}/ (REDIS_URL for Redis)` : 'Redis'}`,
    `content        ${config.CONTENT_DIR} ${served.guide.current().revision > 0 ? `revision ${served.guide.current().revision}` : '(its number comes with the store, which is away)'}`,
    ...Object.entries(SWITCHES).map(([name, setting]) => `${name.padEnd(14)} ${served.channels.includes(name) ? 'on' : `off (set ${setting})`}`),
  ];
  // Not in development: a breakpoint would be its end.
  if (process.env['NODE_ENV'] === 'production') watchDog();
  const notice = webChatNotice({ host: config.HOST, publicUrl: config.PUBLIC_URL });
  if (notice !== undefined) lines.push(notice);
  process.stdout.write(`${lines.join('\n')}\n`);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      served.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error('stop', {}, error);
          process.exit(1);
        },
      );
    });
} catch (error) {
  if (error instanceof ConfigError || error instanceof ContentError) process.stderr.write(`${error.message}\n`);
  else {
    const { describeError } = await import('../log.ts');
    process.stderr.write(`could not start: ${JSON.stringify(describeError(error, []))}\n`);
  }
  process.exit(2);
}
