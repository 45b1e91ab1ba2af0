// The platform and its citizens, in a process of their own: a fake Bot API that answers after a delay, and chats that hold a script.
// So many turns are under way at once; the chats of one worker take turns. Promises: every reply is compared with the expected text;
// latency is from the first byte of the POST to the arrival of the reply. Started with fork(); speaks JSON with its parent.
import { type Answer, dial, type Line, serve } from './http.ts';

export type Turn = { readonly does: 'text' | 'press' | 'location'; readonly value: string | number | readonly number[]; readonly answer?: string; /** Messages that must come, the last with the buttons. */ readonly messages?: number };
export type Order = {
  readonly script: readonly Turn[];
  /** Bots that share the stream; each turn goes to one of them at random. */
  readonly ports: readonly number[];
  readonly path: string;
  readonly secret: string;
  /** First chat id and how many. */
  readonly from: number;
  readonly chats: number;
  readonly inFlight: number;
  /** Press this turn of the script twice, then go on with the next one, then end. */
  readonly tapAt?: number;
  /** How long a chat rests after each turn, ms. */
  readonly restMs?: number;
  /** Go on with chats of an earlier order, below the message they saw last. */
  readonly goesOn?: boolean;
};
export type Ran = { readonly turns: number; readonly seconds: number; readonly p50: number; readonly p99: number; readonly wrong: number; readonly messages: number; /** Updates answered 503 and brought again. */ readonly retried: number; /** Times from a POST to its first reply, comparable between processes; of short runs only. */ readonly windows: readonly (readonly [number, number])[]; readonly samples: readonly string[] };

type Message = { readonly chat_id: number; readonly text?: string; readonly reply_markup?: { readonly inline_keyboard?: readonly (readonly { readonly text: string; readonly callback_data?: string }[])[] } };
type Waiting = { came: Message[]; first: number | undefined; wanted: number; done: () => void };
type Chat = { readonly id: number; shown: Message | undefined; over: boolean };

const delay = Number(process.env['API_DELAY_MS'] ?? 20);
const waiting = new Map<number, Waiting>();
/** What each chat of the latest orders saw last. */
const seen = new Map<number, Message>();
let updateId = 500_000_000;
let messageId = 1000;

function delivered(message: Message): void {
  const one = waiting.get(message.chat_id);
  if (!one || message.text === undefined) return;
  one.came.push(message);
  one.first ??= performance.now();
  if (one.came.length >= one.wanted) one.done();
}

const me = JSON.stringify({ ok: true, result: { id: 800000001, is_bot: true, first_name: 'Bench', username: 'bench_bot' } });
const fine = '{"ok":true,"result":true}';
const sentTo = (chat: number): string => `{"ok":true,"result":{"message_id":${(messageId += 1)},"from":{"id":800000001,"is_bot":true,"first_name":"Bench","username":"bench_bot"},"chat":{"id":${chat},"first_name":"Sáu","type":"private"},"date":1795312800,"text":"Đã gửi một tin nhắn dài chừng này chữ cho một người đang chờ câu trả lời."}}`;

const apiPort = await serve(0, (path, body, answer) => {
  const method = path.slice(path.lastIndexOf('/') + 1);
  if (method === 'getMe') return answer(me);
  if (method !== 'sendMessage') return void setTimeout(answer, delay, fine);
  const message = JSON.parse(body) as Message;
  delivered(message);
  setTimeout(answer, delay, sentTo(message.chat_id));
});

const person = (id: number): object => ({ id, is_bot: false, first_name: 'Sáu', language_code: 'vi' });
function updateOf(chat: number, turn: Turn, last: Message | undefined): string {
  const head = { message_id: (messageId += 1), chat: { id: chat, first_name: 'Sáu', type: 'private' }, date: Math.floor(Date.now() / 1000) };
  const update_id = (updateId += 1);
  if (turn.does === 'text') {
    const text = String(turn.value);
    return JSON.stringify({ update_id, message: { ...head, from: person(chat), text, ...(text.startsWith('/') ? { entities: [{ type: 'bot_command', offset: 0, length: text.length }] } : {}) } });
  }
  if (turn.does === 'location') {
    const [latitude, longitude] = turn.value as readonly number[];
    return JSON.stringify({ update_id, message: { ...head, from: person(chat), location: { latitude, longitude } } });
  }
  const buttons = last?.reply_markup?.inline_keyboard?.flat() ?? [];
  const button = typeof turn.value === 'number' ? buttons[turn.value] : buttons.find(({ text }) => text === turn.value);
  if (button?.callback_data === undefined) throw new Error(`no button ${String(turn.value)} under "${last?.text?.slice(0, 40)}" but ${buttons.map(({ text }) => text).join(' | ')}`);
  const from = { id: 800000001, is_bot: true, first_name: 'Bench', username: 'bench_bot' };
  return JSON.stringify({ update_id, callback_query: { id: `70${update_id}`, from: person(chat), chat_instance: '-100', data: button.callback_data, message: { ...head, from, text: last?.text, reply_markup: last?.reply_markup } } });
}

async function run(order: Order): Promise<Ran> {
  if (!order.goesOn) seen.clear();
  const headers = `X-Telegram-Bot-Api-Secret-Token: ${order.secret}\r\n`;
  const latencies: number[] = [];
  const samples: string[] = [];
  const windows: (readonly [number, number])[] = [];
  let wrong = 0;
  let turns = 0;
  let messages = 0;
  let retried = 0;
  const lines: Line[] = [];
  const line = (port: number): Line => {
    const one = dial(port);
    lines.push(one);
    return one;
  };
  const fault = (chat: number, turn: Turn, what: string): void => {
    wrong++;
    if (samples.length < 5) samples.push(`${chat} ${turn.does} ${String(turn.value)}: ${what}`.slice(0, 160));
  };

  /** Sends the updates, the second `gap` ms later, and waits for the messages they bring. */
  async function act(to: readonly Line[], chat: number, updates: readonly string[], wanted: number, gap = 0): Promise<Waiting> {
    let end = (): void => {};
    const settled = new Promise<void>((done) => (end = done));
    const one: Waiting = { came: [], first: undefined, wanted, done: () => end() };
    waiting.set(chat, one);
    const answers = updates.map(async (update, i) => {
      if (i > 0) await new Promise((done) => setTimeout(done, gap));
      let answer: Answer = await to[i]!.post(order.path, headers, update);
      // As the platform does: the same update again.
      for (; answer.status === 503; retried++) {
        await new Promise((done) => setTimeout(done, 200));
        answer = await to[i]!.post(order.path, headers, update);
      }
      if (answer.status !== 200) throw new Error(`webhook answered ${answer.status}`);
      if (answer.body.includes('sendMessage')) delivered(JSON.parse(answer.body) as Message);
    });
    const limit = setTimeout(() => end(), updates.length > 1 ? 600 + gap : 5000);
    await Promise.all([settled, ...answers]);
    clearTimeout(limit);
    waiting.delete(chat);
    return one;
  }

  async function take(chat: Chat, i: number, turn: Turn, pick: (second: boolean) => Line): Promise<void> {
    const double = i === order.tapAt;
    const each = turn.messages ?? 1;
    const updates = Array.from({ length: double ? 2 : 1 }, () => updateOf(chat.id, turn, chat.shown));
    const began = performance.now();
    const { came, first } = await act([pick(false), pick(double)], chat.id, updates, each * updates.length, double ? Math.random() * 120 : 0);
    turns++;
    messages += came.length;
    if (first !== undefined) latencies.push(first - began);
    if (first !== undefined && order.restMs !== undefined) windows.push([performance.timeOrigin + began, performance.timeOrigin + first]);
    if (order.restMs !== undefined) await new Promise((done) => setTimeout(done, order.restMs));
    const texts = came.map(({ text }) => text ?? '');
    const right = (text: string): boolean => turn.answer === undefined || text.includes(turn.answer);
    if (double ? came.length === 0 || !texts.every(right) : came.length < each || !texts.some(right)) {
      fault(chat.id, turn, `${came.length} messages: ${texts.join(' / ')}`);
      chat.over = true;
    }
    // After a double tap the citizen goes on with the button below the answer that was expected.
    const buttons = came.filter(({ reply_markup }) => reply_markup?.inline_keyboard !== undefined);
    chat.shown = (double ? buttons[0] : buttons.at(-1)) ?? chat.shown;
  }

  async function worker(id: number): Promise<void> {
    const own = order.ports.map(line);
    const second = order.tapAt === undefined ? own : order.ports.map(line);
    const pick = (other: boolean): Line => (other ? second : own)[own.length === 1 ? 0 : Math.floor(Math.random() * own.length)]!;
    /** Chats of this worker take turns, so that each rests between two of its own. */
    const chats: Chat[] = [];
    for (let chat = order.from + id; chat < order.from + order.chats; chat += order.inFlight) chats.push({ id: chat, shown: order.goesOn ? seen.get(chat) : undefined, over: false });
    for (const [i, turn] of order.script.entries()) {
      if (order.tapAt !== undefined && i > order.tapAt + 1) break;
      for (const chat of chats) if (!chat.over) await take(chat, i, turn, pick);
    }
    for (const { id, shown } of chats) if (shown) seen.set(id, shown);
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: order.inFlight }, (_, id) => worker(id)));
  const seconds = (performance.now() - began) / 1000;
  for (const one of lines) one.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { turns, seconds, p50: at(0.5), p99: at(0.99), wrong, messages, retried, windows, samples };
}

process.on('message', (order: Order) => {
  run(order).then(
    (ran) => process.send!({ ran }),
    (error: unknown) => process.send!({ failed: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send!({ apiPort });
