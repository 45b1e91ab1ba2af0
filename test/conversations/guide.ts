// The guide that ships, loaded once per test file.
import { openGuide } from '../../src/cli/open-guide.ts';
import { OWN_CONTENT } from '../../src/config.ts';
import type { Guide } from '../../src/engine/guide.ts';

let opened: Promise<Guide> | undefined;
export const ownGuide = (): Promise<Guide> => (opened ??= openGuide(OWN_CONTENT));
