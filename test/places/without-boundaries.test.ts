// Without the boundaries the guide works and says that location is off.
import { describe, expect, it } from 'vitest';
import { ownGuide } from '../conversations/guide.ts';
import { turn } from '../../src/turn.ts';
import { withPlaces } from '../../src/publish.ts';

describe('boundaries not installed', () => {
  it('says that location is off, offers no share button, and still finds names', async () => {
    const guide = await ownGuide();
    const { locate: _, ...names } = guide.tools.places ?? (() => { throw new Error('no places'); })();
    const without = withPlaces(guide, names, guide.tools.teams);
    const asked = turn(without, '', { type: 'text', text: 'làm mức 2 ở đâu' }, Date.UTC(2026, 11, 1));
    expect(asked.said.at(-1)?.askLocation).toBeUndefined();
    expect(turn(without, asked.session, { type: 'location', lat: 21.03, lon: 105.85 }, Date.UTC(2026, 11, 1)).said.at(-1)?.key).toBe('ui/place.location-off');
    expect(turn(without, asked.session, { type: 'text', text: 'xã Lục Ngạn, Bắc Ninh' }, Date.UTC(2026, 11, 1)).said.at(-1)?.key).toBe('find-support-place/teams');
  });
});
