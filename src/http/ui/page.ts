// Help pages work without this file; it adds one-tap copying and the saved copy for days without a connection.
import './page.css';
import { copyButton } from './chat/open.ts';
import { keepTextSize, registerWorker } from './chat/page.ts';

for (const node of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const { copy = '', copied = '', notCopied = '' } = node.dataset;
  node.append(copyButton(copy, document.getElementById(node.dataset.from ?? '')?.textContent ?? node.dataset.text ?? '', { copied, notCopied }));
}
for (const node of document.querySelectorAll<HTMLElement>('[data-print]')) {
  node.hidden = false;
  node.addEventListener('click', () => window.print());
}
keepTextSize();
registerWorker();
