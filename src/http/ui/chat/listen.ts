// Late messages: reads the event stream, reconnects by itself and says from which seq to go on.
// Promises: nothing missing and nothing twice over a cut (Last-Event-ID); only a visible tab holds a connection, because a browser has six per site.
import type { Said } from '../../../engine/message.ts';

export type ListenEvents = {
  last(): number;
  token(): string | undefined;
  said(messages: readonly { readonly seq: number; readonly said: Said }[]): void;
  reset(): void;
};

/** The server writes something every 25 s; longer silence is a dead connection. */
const SILENCE_MS = 60_000;

export function createListener(on: ListenEvents) {
  let current: AbortController | undefined;
  let timer = 0;
  let failures = 0;
  let known = false;

  const connect = async () => {
    clearTimeout(timer);
    if (current !== undefined || !known || document.hidden) return;
    const stop = new AbortController();
    current = stop;
    const again = await follow(stop, on).catch(() => true);
    if (current === stop) current = undefined;
    if (stop.signal.reason === 'hidden') return;
    // Unknown visitor: nothing to listen to until the next event made one.
    if (!again) known = false;
    failures += 1;
    timer = window.setTimeout(() => void connect(), Math.min(30_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
  };

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return current?.abort('hidden');
    failures = 0;
    void connect();
  });
  window.addEventListener('online', () => {
    current?.abort();
    failures = 0;
    void connect();
  });

  return {
    /** The server knows this visitor: it pays to listen. */
    start() {
      known = true;
      failures = 0;
      void connect();
    },
  };
}

/** Follows one connection to its end. `false`: the server does not know us. */
async function follow(stop: AbortController, on: ListenEvents): Promise<boolean> {
  const token = on.token();
  const response = await fetch('/chat/events', {
    credentials: 'same-origin',
    headers: { 'last-event-id': String(on.last()), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    signal: stop.signal,
    cache: 'no-store',
  });
  if (response.status === 401 || response.status === 403) return false;
  if (!response.ok || response.body === null) return true;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const silence = setTimeout(() => stop.abort(), SILENCE_MS);
    const { done, value } = await reader.read();
    clearTimeout(silence);
    if (done) return true;
    const frames = (rest + value).split('\n\n');
    rest = frames.pop() ?? '';
    // What came together is shown together.
    const said = frames.flatMap((frame) => read(frame, on));
    if (said.length > 0) on.said(said);
  }
}

function read(frame: string, on: ListenEvents): { readonly seq: number; readonly said: Said }[] {
  let id = '';
  let event = 'message';
  let data = '';
  for (const line of frame.split('\n')) {
    if (line.startsWith('id: ')) id = line.slice(4);
    else if (line.startsWith('event: ')) event = line.slice(7);
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  if (event === 'reset') on.reset();
  return event === 'message' && data !== '' && id !== '' ? [{ seq: Number(id), said: JSON.parse(data) as Said }] : [];
}
