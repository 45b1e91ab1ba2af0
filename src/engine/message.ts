// The engine's vocabulary: events in, messages and effects out. Plain data, no platform, no language.
// A message names keys and choices; `localise.ts` turns it into `Said` (words of one language and voice), a channel into bytes.
import type { Lang } from '../flow/schema.ts';
import type { Redacted } from '../safety/redact.ts';

/** What a citizen did. `at`: ms since the epoch, set by the shell. `id`: the platform's id for duplicates. */
export type Event = EventBody & { readonly at: number; readonly id?: string };
export type EventBody =
  | { readonly type: 'text'; readonly text: Redacted; /** types of what was removed from this text */ readonly secrets?: readonly string[] }
  | { readonly type: 'choice'; readonly choice: string }
  | { readonly type: 'location'; readonly lat: number; readonly lon: number }
  | { readonly type: 'photo' }
  /** A help link opened: `flow/step`, and the campaign behind a short code when the shell found one. */
  | { readonly type: 'link'; readonly code: string; readonly to?: string; readonly campaign?: string }
  /** First contact without words (follow, /start, an unsupported message). */
  | { readonly type: 'hello'; /** they did send something, of a kind we cannot read (voice, sticker, unsupported) */ readonly unread?: true }
  | { readonly type: 'timer' };

/** Where a text comes from: a step of a flow, or a key of `locales/<lang>/ui.yaml`. */
export type TextRef = { readonly type: 'step'; readonly flow: string; readonly step: string } | { readonly type: 'ui'; readonly key: string };

/** One thing the citizen may choose. `code` is what a button carries; `label` is found by the localiser. */
export type Offer = {
  readonly code: string;
  readonly label:
    | { readonly type: 'choice'; readonly flow: string; readonly step: string; readonly choice: string }
    | { readonly type: 'ui'; readonly key: string }
    | { readonly type: 'flow'; readonly flow: string }
    | { readonly type: 'screen'; readonly screen: string }
    /** `via`: what distinguishes it from its namesakes (the old district or unit). */
    | { readonly type: 'place'; readonly code: string; readonly via?: string };
  readonly style?: 'done' | 'danger';
  /** One of the words that work in every state (menu, stuck, return), offered after the choices: may be left to typing. */
  readonly word?: true;
};

/** Extra material under a text, as data. */
export type Block =
  | { readonly type: 'place'; readonly code: string; readonly near?: boolean; /** the old unit that was named */ readonly via?: string }
  | { readonly type: 'teams'; readonly commune: string; readonly teams: readonly TeamLine[]; readonly nothingOpenUntil?: number }
  | { readonly type: 'data'; readonly lines: readonly { readonly key: string; readonly value: string }[] }
  | { readonly type: 'forward'; readonly flow: string; readonly step: string; readonly code?: string };

/** A team as shown; distances are whole km (0 = under 1), opening state as instants. Built by places/nearest. */
export type TeamLine = { readonly team: string; readonly km?: number; readonly open: { readonly type: 'open' | 'closed' | 'unknown'; readonly at?: number } };

export type Message = {
  readonly say: TextRef;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly blocks?: readonly Block[];
  readonly offers: readonly Offer[];
  /** `flow/step` whose `open` buttons, picture and facts belong to this message. */
  readonly step?: { readonly flow: string; readonly step: string };
  /** The step waits for a place: channels that can may offer to share the location. */
  readonly askPlace?: boolean;
};

export type Effect =
  | { readonly type: 'send'; readonly message: Message }
  /** A counter without people: `step.reached activate-steps/otp`, `unmatched`, `milestone.installed` with the campaign if any. */
  | { readonly type: 'count'; readonly what: string; readonly campaign?: string; readonly commune?: string }
  /** Text nobody understood, only after consent: kept without chat reference. */
  | { readonly type: 'unmatched'; readonly text: Redacted }
  /** Erase everything of this chat, leaving the tombstone. */
  | { readonly type: 'forget' }
  /** The message just received held secrets: delete it where the platform allows. */
  | { readonly type: 'delete-incoming' };

/** A message in one language and voice, ready for a channel to lay out. Texts are plain: no markup of any platform. */
export type Said = {
  readonly key: string;
  readonly lang: Lang;
  readonly text: string;
  readonly choices: readonly { readonly label: string; readonly code: string; readonly style?: 'done' | 'danger'; readonly word?: true }[];
  /** Says which words can be typed, for channels that do not show those offers as buttons. */
  readonly words?: string;
  readonly open: readonly (
    | { readonly type: 'url'; readonly label: string; readonly url: string }
    | { readonly type: 'phone'; readonly label: string; readonly phone: string }
    | { readonly type: 'copy'; readonly label: string; readonly text: string }
  )[];
  readonly picture?: { readonly id: string; readonly alt: string };
  /** Label of a "share my location" button where the channel has one. */
  readonly askLocation?: string;
};
