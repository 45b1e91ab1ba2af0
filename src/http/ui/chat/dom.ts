// Two ways of making elements. Texts are text nodes.

export function el(tag: string, className: string, content: string | readonly Node[] = []): HTMLElement {
  const node = document.createElement(tag);
  if (className !== '') node.className = className;
  if (typeof content === 'string') node.textContent = content;
  else node.append(...content);
  return node;
}

export function button(content: string | readonly Node[], press: (event: MouseEvent) => void, className = ''): HTMLButtonElement {
  const node = el('button', className, content) as HTMLButtonElement;
  node.type = 'button';
  node.addEventListener('click', press);
  return node;
}
