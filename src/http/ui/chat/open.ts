// Buttons that open something outside: an official page, the phone's dialler, the clipboard.
// Promises: a web address is opened only as https, in its own tab, without telling it where the visitor came from.
import type { Said } from '../../../engine/message.ts';
import type { UiWords } from '../words.ts';
import { button, el } from './dom.ts';

export function openButton(open: Said['open'][number], words: UiWords): HTMLElement {
  if (open.type === 'copy') return copyButton(open.label, open.text, words);
  const link = el('a', open.type, open.label) as HTMLAnchorElement;
  if (open.type === 'phone') {
    link.href = `tel:${open.phone.replace(/[^\d+]/g, '')}`;
    return link;
  }
  if (!open.url.startsWith('https://')) return el('span', 'url', open.label);
  link.href = open.url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.append(el('span', 'visually-hidden', ` ${words.newTab}`));
  return link;
}

export function copyButton(label: string, text: string, words: Pick<UiWords, 'copied' | 'notCopied'>): HTMLElement {
  const said = el('span', 'copied');
  said.setAttribute('role', 'status');
  const press = button(label, () => {
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => (said.textContent = ` ${words.copied} ✓`),
      () => {
        said.textContent = `${words.notCopied} ${text}`;
        said.classList.add('by-hand');
      },
    );
  });
  press.classList.add('copy');
  return el('span', 'copy-line', [press, said]);
}
