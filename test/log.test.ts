// The log's own promises: one event is one JSON line, only named fields, errors without what hangs on them or is quoted in them.
import { describe, expect, it } from 'vitest';
import { createLogger, describeError, duringRequest, type LogFields } from '../src/log.ts';

const SECRET = 'a-secret-of-the-log-test';
function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger([SECRET], { write: (line) => lines.push(line) }));
  for (const line of lines) expect(line.match(/\n/g)).toHaveLength(1);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a log line', () => {
  it('has time, level, event and only fields that are on the list', () => {
    const [line] = logged((log) => log.warn('send', { channel: 'telegram', ms: 3, text: 'bà Sáu', address: '990123', chat: 990123 } as LogFields));
    expect(Object.keys(line!).sort()).toEqual(['channel', 'event', 'level', 'ms', 'time']);
  });

  it('stays one line and loses secrets and long numbers whatever stands in a field', () => {
    const [line] = logged((log) => log.info('x', { code: `a\nb\u2028{"level":"fake"} ${SECRET} 099087001234 \u001b[31m`, where: 'y'.repeat(5000) }));
    expect(String(line!['code'])).not.toMatch(/[\n\u2028\u001b]|a-secret|099087/);
    expect(String(line!['where']).length).toBeLessThanOrEqual(300);
    expect(line!['level']).toBe('info');
  });
});

it('what is written while a request is answered carries its id, also after waiting, and nothing else does', async () => {
  const lines: string[] = [];
  const log = createLogger([], { write: (line) => lines.push(line) });
  const answer = (id: string, ms: number) => duringRequest(id, async () => {
    await new Promise((done) => setTimeout(done, ms));
    log.warn('send', { ms });
  });
  await Promise.all([answer('a-1', 20), answer('a-2', 10)]);
  log.info('later');
  expect(lines.map((line) => (JSON.parse(line) as { request?: string }).request)).toEqual(['a-2', 'a-1', undefined]);
});

describe('an error in the log', () => {
  const parsed = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      return error;
    }
  };
  it.each([
    ['the input of a JSON parser', parsed('mat khau cua toi la hoasua2026')],
    ['a Vietnamese text', new Error('could not send: mật khẩu của bà là hoasua2026')],
    ['a request body', new Error('Request failed POST /x {"text":"hoasua2026"}')],
    ['a quoted argument', new Error("ERR unknown command, with args beginning with: 'hoasua2026', 'x'")],
    ['a body that was cut', new Error('bad body [{"text":"hoasua2026')],
    ['what hangs on it', Object.assign(new Error('failed'), { config: { data: 'hoasua2026' }, on: { payload: 'hoasua2026' }, cause: new Error('hoasua2026') })],
  ])('does not show %s', (_, error) => {
    const [line] = logged((log) => log.error('fault', {}, error));
    expect(JSON.stringify(line)).not.toContain('hoasua');
    expect(String(line!['error'])).toMatch(/Error: \S/);
  });

  it('still says what is needed to find it', () => {
    expect(describeError(new TypeError("Cannot read properties of undefined (reading 'flow')"), []).error).toBe("TypeError: Cannot read properties of undefined (reading 'flow')");
    expect(describeError(new Error("Stream isn't writeable and enableOfflineQueue options is false"), []).error).toContain('isn\'t writeable and enableOfflineQueue');
    expect(describeError(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' }), [])).toMatchObject({ error: 'Error: connect ECONNREFUSED 127.0.0.1:6379', errorCode: 'ECONNREFUSED' });
    expect(describeError('a text with hoasua2026', [])).toEqual({ error: 'string' });
  });
});
