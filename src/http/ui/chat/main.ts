// The chat page: wires memory, outbox, listener and view to the page the server rendered.
// Promises: works by touch, keyboard and screen reader; what was written is sent once, whatever the network does.
import type { Said } from '../../../engine/message.ts';
import type { Lang } from '../../../flow/schema.ts';
import { UI_WORDS } from '../words.ts';
import './chat.css';
import { el } from './dom.ts';
import { createListener } from './listen.ts';
import { keep, masked, recall, withSaid } from './memory.ts';
import type { Body, Item } from './memory.ts';
import { createOutbox } from './outbox.ts';
import type { Trouble } from './outbox.ts';
import { findPlace, frameToken, keepFrameToken, registerWorker, setUpTextSize } from './page.ts';
import { createView } from './view.ts';

const at = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const log = at('log');
const form = at<HTMLFormElement>('form');
const input = at<HTMLTextAreaElement>('input');
const status = at('status');
const help = at('help');
const frame = document.body.dataset.frame === 'yes';

let memory = recall(document.documentElement.lang as Lang);
let trouble: Trouble | undefined;
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('chat') : undefined;

const view = createView(log, {
  chosen: (label, code) => post({ type: 'choice', choice: code }, label),
  locate,
});
const outbox = createOutbox({
  next: () => memory.queue[0],
  context: () => ({ after: memory.last, lang: memory.lang, frame, token: frame ? frameToken() : undefined }),
  replied(sent, reply) {
    if (reply.token !== undefined) keepFrameToken(reply.token);
    change(withSaid(memory, reply.messages, reply.reset));
    if (sent !== undefined) settle(sent.id, 'sent');
    if (sent !== undefined || reply.last > 0) listener.start();
  },
  rejected: (sent) => settle(sent.id, 'failed'),
  troubled(found, words) {
    trouble = found;
    showTrouble(words);
  },
});
const listener = createListener({
  last: () => memory.last,
  token: () => (frame ? frameToken() : undefined),
  said: (messages) => change(withSaid(memory, messages)),
  reset: () => change(withSaid(memory, [], true)),
});

function change(next: typeof memory, jump = false): void {
  const langChanged = next.lang !== memory.lang;
  memory = next;
  keep(memory);
  if (langChanged) speak(memory.lang);
  view.draw(memory.items, memory.lang, jump);
}

function post(body: Body, shown?: string): void {
  const id = newId();
  const item: Item | undefined = shown === undefined ? undefined : { type: 'own', id, text: shown, state: 'sending' };
  change({ ...memory, queue: [...memory.queue, { id, body }], items: item === undefined ? memory.items : [...memory.items, item] });
  if (item !== undefined) tabs?.postMessage({ ...item, text: masked(item.text), state: 'sent' });
  outbox.flush();
}

function settle(id: string, state: 'sent' | 'failed'): void {
  const items = memory.items.map((item) => (item.type === 'own' && item.id === id ? { ...item, state, text: masked(item.text) } : item));
  change({ ...memory, queue: memory.queue.filter((out) => out.id !== id), items });
}

/** The page's own words follow the conversation. */
function speak(lang: Lang): void {
  const words = UI_WORDS[lang];
  document.documentElement.lang = lang;
  document.title = words.title;
  for (const node of document.querySelectorAll<HTMLElement>('[data-word]')) {
    const word = words[node.dataset.word as keyof typeof words];
    if (node.dataset.attribute === undefined) node.textContent = word;
    else node.setAttribute(node.dataset.attribute, word);
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-path]')) link.href = `${lang === 'en' ? '/en' : ''}${link.dataset.path}`;
  showTrouble();
}

function showTrouble(said?: readonly Said[]): void {
  const words = UI_WORDS[memory.lang];
  const text = { network: navigator.onLine ? words.slow : words.offline, busy: words.slow, unavailable: words.slow, 'needs-https': words.needsHttps, origin: words.refused };
  const now = trouble === undefined ? '' : text[trouble];
  if (status.textContent !== now) status.textContent = now;
  // Nothing can be sent from here, ever: the written guide is the way on.
  const closed = trouble === 'needs-https' || trouble === 'origin';
  at('guide').hidden = !closed;
  form.hidden = closed;
  if (trouble === undefined) help.replaceChildren();
  // Static help once per outage: the same words are not announced again at each try.
  else if (said !== undefined && help.childElementCount === 0) help.replaceChildren(...said.map((one) => el('p', 'text', one.text)));
}

async function locate(): Promise<void> {
  const words = UI_WORDS[memory.lang];
  status.textContent = words.locating;
  const place = await findPlace();
  status.textContent = place === undefined ? words.noPlace : '';
  if (place === undefined) input.focus();
  else post({ type: 'location', ...place }, words.myPlace);
}

const newId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

function submit(event: Event): void {
  event.preventDefault();
  const text = input.value.trim();
  input.value = '';
  if (text !== '') post({ type: 'text', text }, text);
}
form.addEventListener('submit', submit);
input.addEventListener('keydown', (event) => {
  // While a Vietnamese keyboard composes a letter, Enter belongs to it.
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
});
window.addEventListener('online', () => (showTrouble(), outbox.flush()));
window.addEventListener('offline', () => {
  trouble = 'network';
  showTrouble();
  // Waiting words say that they wait.
  change({ ...memory, items: memory.items.map((item) => (item.type === 'own' && item.state === 'sending' ? { ...item } : item)) });
});
tabs?.addEventListener('message', ({ data }: MessageEvent<Item>) => {
  if (data.type === 'own' && !memory.items.some((item) => item.type === 'own' && item.id === data.id)) change({ ...memory, items: [...memory.items, data] });
});

setUpTextSize(at('smaller'), at('larger'));
registerWorker();
if (memory.lang !== document.documentElement.lang) speak(memory.lang);
view.draw(memory.items, memory.lang, true);

// A help link opens the conversation at its step; the address is cleaned so that a reload does not open it again.
const query = new URLSearchParams(location.search);
const code = query.get('to') ?? query.get('c');
if (code !== null && /^[A-Za-z0-9/_-]{1,100}$/.test(code)) {
  history.replaceState(null, '', location.pathname);
  post({ type: 'link', code });
} else {
  void outbox.pull().then(() => {
    if (memory.items.length === 0 && memory.queue.length === 0 && trouble === undefined) post({ type: 'hello' });
  });
}
