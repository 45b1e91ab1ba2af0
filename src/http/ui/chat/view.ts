// Draws the conversation with plain DOM calls: texts go in as text, never as markup.
// Promises: only the choices of the current turn can be pressed; what is added is announced once and read from its first line.
import type { Said } from '../../../engine/message.ts';
import type { Lang } from '../../../flow/schema.ts';
import { UI_WORDS } from '../words.ts';
import { button, el } from './dom.ts';
import type { Item } from './memory.ts';
import { openButton } from './open.ts';

export type ViewEvents = {
  chosen(label: string, code: string): void;
  locate(): void;
};

export function createView(log: HTMLElement, on: ViewEvents) {
  // What arrives within a moment is one answer: it is read from its first line, not from its last part.
  let burst: { readonly first: HTMLElement; readonly at: number } | undefined;
  let shown: { readonly item: Item; readonly node: HTMLElement }[] = [];

  /** Makes the log show exactly these items, touching only what changed. */
  const draw = (items: readonly Item[], lang: Lang, jump: boolean) => {
    const hadFocus = log.contains(document.activeElement);
    const keys = new Set(items.map(keyOf));
    shown = shown.filter(({ item, node }) => keys.has(keyOf(item)) || (node.remove(), false));
    const nodes = new Map(shown.map(({ item, node }) => [keyOf(item), { item, node }]));
    const fresh: HTMLElement[] = [];
    shown = items.map((item) => {
      const old = nodes.get(keyOf(item));
      if (old !== undefined) {
        if (item.type === 'own' && old.item !== item) updateOwn(old.node, item, lang);
        return { item, node: old.node };
      }
      const node = item.type === 'own' ? own(item, lang) : bot(item, on);
      log.append(node);
      fresh.push(node);
      return { item, node };
    });
    const current = currentChoices(items);
    for (const { item, node } of shown) if (item.type === 'said') node.querySelector('.choices')?.toggleAttribute('hidden', !current.has(item.seq));
    if (fresh.length === 0) return;
    const first = fresh[0]!;
    if (burst === undefined || first.classList.contains('own') || !burst.first.isConnected || performance.now() - burst.at > BURST_MS) burst = { first, at: performance.now() };
    reveal(log, burst.first, jump);
    // The pressed button is gone: keyboard and screen reader go on at what it brought.
    const firstSaid = fresh.find((node) => node.classList.contains('bot'));
    if (hadFocus && !log.contains(document.activeElement) && firstSaid !== undefined) firstSaid.focus({ preventScroll: true });
    else if (hadFocus && firstSaid !== undefined && document.activeElement?.closest('[hidden]')) firstSaid.focus({ preventScroll: true });
  };

  return { draw };
}

const BURST_MS = 1500;
const keyOf = (item: Item): string => (item.type === 'own' ? `o${item.id}` : `s${item.seq}`);

/** The choices of everything said since the citizen's last turn; after a reload elsewhere, of the last message that has any. */
export function currentChoices(items: readonly Item[]): ReadonlySet<number> {
  const seqs = new Set<number>();
  const lastOwn = items.map((item) => item.type).lastIndexOf('own');
  let key: string | undefined;
  for (let i = items.length - 1; i > lastOwn; i--) {
    const item = items[i];
    if (item?.type !== 'said' || (item.said.choices.length === 0 && item.said.askLocation === undefined)) continue;
    if (lastOwn < 0 && key !== undefined && item.said.key !== key) break;
    key = item.said.key;
    seqs.add(item.seq);
  }
  return seqs;
}

function own(item: Item & { type: 'own' }, lang: Lang): HTMLElement {
  const node = el('div', 'own', [el('span', 'visually-hidden', `${UI_WORDS[lang].you}: `), el('p', '', item.text), el('small', 'state')]);
  updateOwn(node, item, lang);
  return node;
}

function updateOwn(node: HTMLElement, item: Item & { type: 'own' }, lang: Lang): void {
  const words = UI_WORDS[lang];
  node.querySelector('p')!.textContent = item.text;
  node.querySelector('.state')!.textContent = item.state === 'sent' ? '' : item.state === 'failed' ? words.failed : navigator.onLine ? words.sending : words.waiting;
}

function bot({ said, seq }: Item & { type: 'said' }, on: ViewEvents): HTMLElement {
  const words = UI_WORDS[said.lang];
  const node = el('article', 'bot');
  node.lang = said.lang;
  node.tabIndex = -1;
  node.dataset.seq = String(seq);
  const parts: HTMLElement[] = [el('span', 'visually-hidden', `${words.bot}: `)];
  if (said.text !== '') parts.push(el('p', 'text', said.text));
  if (said.picture !== undefined) parts.push(picture(said.picture));
  if (said.open.length > 0) parts.push(el('div', 'open', said.open.map((open) => openButton(open, words))));
  if (said.choices.length > 0 || said.askLocation !== undefined) parts.push(choices(said, on));
  node.append(...parts);
  return node;
}

function picture({ id, alt }: { readonly id: string; readonly alt: string }): HTMLElement {
  const image = document.createElement('img');
  image.src = `/media/${encodeURIComponent(id)}.svg`;
  image.alt = alt;
  image.loading = 'lazy';
  image.addEventListener('error', () => image.replaceWith(el('p', 'missing', alt)));
  return image;
}

function choices(said: Said, on: ViewEvents): HTMLElement {
  const list = el('ol', 'choices');
  list.setAttribute('aria-label', UI_WORDS[said.lang].choices);
  said.choices.forEach(({ label, code, style, word }, i) => {
    // A trembling finger taps twice: the second tap (detail 2) means nothing, nor does a choice that was just answered.
    const press = ({ detail }: MouseEvent) => detail < 2 && !list.hidden && on.chosen(label, code);
    list.append(el('li', '', [button([...(word ? [] : [el('span', 'number', String(i + 1))]), el('span', '', label)], press, style)]));
  });
  if (said.askLocation !== undefined) list.append(el('li', '', [button(said.askLocation, on.locate, 'locate')]));
  return list;
}

/** Shows the beginning of what is new, with the own words above it when they fit. */
function reveal(log: HTMLElement, first: HTMLElement, jump: boolean): void {
  const before = first.previousElementSibling;
  const anchor = first.classList.contains('bot') && before instanceof HTMLElement && before.classList.contains('own') && before.offsetHeight < log.clientHeight / 4 ? before : first;
  const calm = jump || matchMedia('(prefers-reduced-motion: reduce)').matches;
  log.scrollTo({ top: anchor.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop - 12, behavior: calm ? 'auto' : 'smooth' });
}
