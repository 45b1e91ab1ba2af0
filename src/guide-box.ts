// The guide that is being used right now, and how it is replaced: at start, when places have loaded, when a file was saved.
// Promises: a content with errors never replaces a good one; a session saved by a newer revision is not handled by an older one. With the store
// away at the start the guide opens unnumbered (revision 0): its pages can be read, turns wait for the number.
import { setTimeout as wait } from 'node:timers/promises';
import { keepChecked, listPictures, loadContent } from './content.ts';
import { vnDate } from './engine/facts.ts';
import type { Banner, Guide, Places, Teams } from './engine/guide.ts';
import type { Content, SourceFile } from './flow/assemble.ts';
import { lint } from './flow/lint.ts';
import type { LintArguments } from './flow/rule.ts';
import type { Issue } from './flow/parse.ts';
import { openModel } from './model-cache.ts';
import { publish, withPlaces } from './publish.ts';

/** Gives a content hash its revision number; rises when a hash becomes current that was not. */
export type Numbering = (hash: string) => Promise<number>;
export type GuideBox = {
  current(): Guide;
  readonly hash: () => string;
  /** Reads the folder again; on errors the old content stays and the issues come back. */
  reload(): Promise<readonly Issue[]>;
  /** Places and teams, when they have loaded. */
  furnish(places: Places, teams?: Teams): void;
  /** The operator's notice that holds now, or none. */
  announce(banner: Banner | undefined): void;
};

export class ContentError extends Error {
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[]) {
    super(`The content has ${issues.length} errors:\n${issues.slice(0, 20).map(({ file, line, column, message }) => `  ${file}:${line}:${column} ${message}`).join('\n')}`);
    this.name = 'ContentError';
    this.issues = issues;
  }
}

export type LintWith = (files: readonly SourceFile[], pictures: ReadonlySet<string>, now: number) => LintArguments;

/** Places in files are for the check, which is over: they hold on to every parsed file. */
const NOWHERE: Content['where'] = new Map();
/** How long a start waits for its number. */
const PATIENCE_MS = 1000;
/** The store answers, but not with a number (a wrong password): a person has to see to it. */
const AGAIN_MS = 5000;

export type BoxOptions = {
  /** A folder for the values of checked contents. */
  readonly cache?: string;
  readonly now?: () => number;
  /** A number that is late could not be had; it is asked for again. */
  readonly fault?: (error: unknown) => void;
};

export async function openGuideBox(root: string, numbering: Numbering, lintWith: LintWith, options: BoxOptions = {}): Promise<GuideBox> {
  const now = options.now ?? Date.now;
  let furniture: { readonly places: Places; readonly teams: Teams | undefined } | undefined;
  let guide: Guide | undefined;
  let hash = '';
  let late = Promise.resolve();

  async function reload(): Promise<readonly Issue[]> {
    const cache = options.cache === undefined ? undefined : { folder: options.cache, day: vnDate(now()) };
    const loaded = loadContent(root, cache);
    if (loaded.hash === hash) return [];
    const faults = [...loaded.issues, ...(loaded.content && !loaded.checked ? lint(loaded.content, lintWith(loaded.files, listPictures(root), now())) : [])].filter(({ severity }) => severity === 'error');
    if (!loaded.content || faults.length > 0) return faults;
    if (cache && !loaded.checked) keepChecked(loaded, cache);
    // Numbers are given in the order in which contents became current.
    await late;
    const asked = numbering(loaded.hash);
    const number = guide ? await asked : await Promise.race([asked, wait(PATIENCE_MS, undefined, { ref: false })]);
    const next = publish({ ...loaded.content, where: NOWHERE }, loaded.files, number ?? 0, guide?.banner, (phrases) => openModel(phrases, options.cache)).guide;
    guide = furniture ? withPlaces(next, furniture.places, furniture.teams) : next;
    hash = loaded.hash;
    if (number === undefined) late = numberLate(asked, hash);
    return [];
  }

  async function numberLate(asked: Promise<number>, of: string): Promise<void> {
    for (let number: number | undefined; number === undefined; ) {
      number = await asked.catch(async (error: unknown) => {
        options.fault?.(error);
        await wait(AGAIN_MS, undefined, { ref: false });
        asked = numbering(of);
        return undefined;
      });
      if (number !== undefined) guide = { ...(guide as Guide), revision: number };
    }
  }

  const issues = await reload();
  if (!guide) throw new ContentError(issues);
  return {
    current: () => guide as Guide,
    hash: () => hash,
    reload,
    announce(banner) {
      const { banner: old, ...rest } = guide as Guide;
      if (old?.id !== banner?.id) guide = banner ? { ...rest, banner } : rest;
    },
    furnish(places, teams) {
      furniture = { places, teams };
      guide = withPlaces(guide as Guide, places, teams);
    },
  };
}

