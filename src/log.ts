// One JSON line per event with allow-listed fields. The last filter before the outside: scrubs tokens and long numbers.
// Promises: raw error objects never pass (name, code and a scrubbed message do); one event is one line; what is written while a request is
// answered carries its id. Refuses free text of people.
import { AsyncLocalStorage } from 'node:async_hooks';
import { scrub } from './safety/scrub.ts';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
export type Logger = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields, error?: unknown): void;
};

/** Names that may appear. Whatever else a caller passes is left out: a new field is a decision, not an accident. */
const FIELDS: ReadonlySet<string> = new Set(['channel', 'result', 'outcome', 'code', 'ms', 'count', 'backlog', 'oldestMs', 'where', 'times', 'status', 'route', 'revision', 'hash', 'port', 'host', 'store', 'mode', 'setting', 'file', 'line', 'rule', 'severity', 'percent', 'limit', 'used', 'request', 'version', 'waitMs', 'role', 'variant', 'month', 'wait', 'retryAfterMs', 'what', 'tries', 'attempt', 'alert', 'hoursLeft']);

const requests = new AsyncLocalStorage<string>();
/** Lines written by this work, and by what it starts, carry the id. Returns what the work returns. */
export const duringRequest = <T>(id: string, work: () => T): T => requests.run(id, work);

export function createLogger(secrets: readonly string[], destination: { write(line: string): unknown } = process.stdout): Logger {
  const clean = (fields: LogFields | undefined) => Object.fromEntries(Object.entries(fields ?? {}).flatMap(([name, value]) => (FIELDS.has(name) && value !== undefined ? [[name, typeof value === 'string' ? scrub(value.slice(0, 2000), secrets).slice(0, 300) : value]] : [])));
  const line = (level: string, event: string, fields: object) => {
    const request = requests.getStore();
    destination.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...(request === undefined ? {} : { request }), ...fields })}\n`);
  };
  return {
    info: (event, fields) => line('info', event, clean(fields)),
    warn: (event, fields) => line('warn', event, clean(fields)),
    error: (event, fields, error) => line('error', event, { ...clean(fields), ...(error === undefined ? {} : describeError(error, secrets)) }),
  };
}

/** Name, code and message of an error, scrubbed; never its other properties (axios and telegraf hang requests and tokens on them). */
export function describeError(error: unknown, secrets: readonly string[]): { readonly error: string; readonly errorCode?: string; readonly at?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  const frame = error.stack?.split('\n').find((line) => line.includes('/src/'))?.trim().replace(/^.*\/src\//, 'src/').replace(/\)$/, '');
  return { error: scrub(withoutQuotations(`${error.name}: ${error.message}`.slice(0, 4000)), secrets).slice(0, 300), ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: String(code).slice(0, 40) } : {}), ...(frame ? { at: frame } : {}) };
}

/**
 * Messages of libraries quote what they were given (a JSON parser its input, a client its request): bodies and quotations go, and from
 * the first word beyond ASCII on everything, because people write Vietnamese and libraries do not. A name of a property stays.
 */
function withoutQuotations(message: string): string {
  const beyond = message.search(/\S*[^\x00-\x7f]/);
  return (beyond < 0 ? message : `${message.slice(0, beyond)}...`)
    .replace(/[{[][\s\S]*[}\]]|[{[][\s\S]*$/, '{...}')
    .replace(/(?<![A-Za-z])(["'`])(?:(?!\1)[\s\S])*(?:\1|$)/g, (quoted) => (/^.[A-Za-z_$][A-Za-z_$.-]{0,23}.$/.test(quoted) ? quoted : '"..."'));
}
