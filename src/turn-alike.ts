// Turns that many citizens take alike are worked out once: a session names nobody, so the same session and the same button give the same
// answer, and on a bad day thousands press the same buttons within a minute. Promises: the same result as `turn` at the full minute; at
// most ALIKE results are kept, for this minute and this guide. Refuses: texts and locations, which are people's own and are never kept.
import type { Guide } from './engine/guide.ts';
import type { RawBody } from './ports.ts';
import { turn, type Turned } from './turn.ts';

const MINUTE = 60_000;
/** About 2 kB each. */
const ALIKE = 2000;

export function turnAlike(): typeof turn {
  const results = new Map<string, Turned>();
  let of: Guide | undefined;
  let minute = 0;
  return (guide, stored, body, at) => {
    const what = closed(body);
    if (what === undefined) return turn(guide, stored, body, at);
    const now = at - (at % MINUTE);
    if (guide !== of || now !== minute || results.size >= ALIKE) {
      results.clear();
      of = guide;
      minute = now;
    }
    const name = `${what} ${stored ?? ''}`;
    const known = results.get(name);
    if (known) return known;
    const turned = turn(guide, stored, body, now);
    results.set(name, turned);
    return turned;
  };
}

/** What was done, where that is one of our own closed values. What does not look like a code of ours could be anything. */
function closed(body: RawBody): string | undefined {
  if (body.type === 'choice') return /^#?v1:[\w-]{11}$/.test(body.choice) ? body.choice : undefined;
  return body.type === 'hello' ? (body.unread === true ? 'unread' : 'hello') : undefined;
}
