// "Show my data": everything the session holds, as lines that blocks.ts puts into words. A field added to Session needs a line here
// (the type of LINES demands it). Promises: nothing of the session is left out; nothing else is said.
import type { Block } from './message.ts';
import type { Session } from './session.ts';

type Line = { readonly key: string; readonly value: string };
type Lines = { readonly [K in keyof Required<Session>]: (s: Session) => readonly Line[] };

const one = (key: string, value: string | number | undefined): readonly Line[] => (value === undefined || value === '' || value === 0 ? [] : [{ key, value: String(value) }]);

const LINES: Lines = {
  lang: (s) => [{ key: 'lang', value: s.lang ?? '' }],
  voice: (s) => one('voice', s.voice),
  address: (s) => one('address', s.address),
  consent: (s) => one('consent', s.consent),
  stack: (s) => one('position', [...new Set(s.stack.map(({ flow }) => flow))].reverse().join(',')),
  slots: (s) => Object.entries(s.slots).map(([slot, value]) => ({ key: `slot.${slot}`, value })),
  commune: (s) => one('commune', s.commune),
  campaign: (s) => one('campaign', s.campaign),
  reached: (s) => one('reached', s.reached?.join(',')),
  outcomes: (s) => one('outcomes', s.outcomes.join(',')),
  history: (s) => one('history', s.history.join(',')),
  pending: (s) => one('pending', s.pending.length),
  wake: (s) => one('wake', s.wake?.at),
  keptDay: (s) => one('kept-day', s.keptDay),
  banner: (s) => one('banner', s.banner),
  carry: (s) => one('carry', s.carry?.digits),
  turn: (s) => one('turn', s.turn),
  misses: (s) => one('misses', s.misses),
  revision: (s) => one('revision', s.revision),
};

export function dataBlock({ s }: { readonly s: Session }): Block {
  return { type: 'data', lines: [...Object.values(LINES).flatMap((lines) => lines(s)), { key: 'besides', value: '' }] };
}
