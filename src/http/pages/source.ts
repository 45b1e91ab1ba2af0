// The port through which help pages get their words. Everything is plain text of one language; pages add the markup.
import type { Said } from '../../engine/message.ts';
import type { Lang } from '../../flow/schema.ts';

export type Page = {
  readonly flow: string;
  readonly step: string;
  readonly title: string;
  /** One or two sentences for link previews. */
  readonly summary: string;
  readonly text: string;
  /** Where one can go from here; `href` is a path of ours (`pagePath`). */
  readonly choices: readonly { readonly label: string; readonly href: string }[];
  readonly open: Said['open'];
  readonly picture?: { readonly id: string; readonly alt: string } | undefined;
  readonly facts: readonly { readonly says: string; readonly source: string; readonly date: string }[];
  /** YYYY-MM-DD: the oldest check date of the facts it rests on. */
  readonly asOf: string;
  /** Ready to paste into a family group, with the link. */
  readonly forward: string;
  /** What a person types where a link carries no place (Zalo). */
  readonly code?: string | undefined;
  /** The short link behind which the page was opened: it goes on with the conversation. */
  readonly link?: string | undefined;
};

export type PageSource = {
  /** Without a step: the flow's first page. A page whose flow/step differ from those asked for has moved (alias): we redirect.
   *  `link`: the address to forward instead of the page's own. */
  page(lang: Lang, flow: string, step?: string, link?: string): Page | undefined;
  list(lang: Lang): readonly { readonly flow: string; readonly step: string; readonly title: string; readonly summary?: string | undefined; readonly asOf?: string | undefined }[];
  privacy(lang: Lang): { readonly title: string; readonly text: string };
  media(id: string, kind: 'svg' | 'png'): Promise<Uint8Array | undefined>;
};
