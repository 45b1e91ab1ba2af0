// Records for `npm run volunteers`, `npm run posters` and `npm run notice`: the store itself, or through the running service that owns it.
// Promises: the same answers either way. Refuses with a sentence when neither can be reached.
import { deriveKey } from '../chat-key.ts';
import type { Config } from '../config.ts';
import { COMMAND_PATH, remoteRecords, type SmallRecords } from '../links/command.ts';
import { openRecords } from './open-records.ts';

export async function openLinkRecords(config: Config): Promise<{ readonly records: SmallRecords; close(): Promise<void> }> {
  const own = await openRecords(config);
  if (own) return own;
  const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? '127.0.0.1' : config.HOST;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${config.PORT}${COMMAND_PATH}`;
  const send = async (body: string, signature: string): Promise<string> => {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-signature': signature } }).catch(() => undefined);
    if (!answer?.ok) throw new Error(`The store in ${config.DATA_DIR} belongs to a running service that does not answer at ${host}:${config.PORT}. Set the same PORT, HOST and APP_SECRET as the service.`);
    return answer.text();
  };
  return { records: remoteRecords(deriveKey(config.APP_SECRET, 'link'), send), close: async () => {} };
}
