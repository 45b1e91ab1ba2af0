// Probe for links: {"id","text"} → {"id","label","why"}, with the list of flows/official-links.yaml. A text without a link is unknown.
// Promises: the id comes back with its JSON type; nothing is opened. Refuses: input without a text.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { judgeLinks, parseOfficialLinks } from '../safety/links.ts';

const Input = z.object({ id: z.json().optional(), text: z.string() });

export async function createProbe(): Promise<(input: unknown) => unknown> {
  const list = parseOfficialLinks(parse(await readFile(new URL('../../flows/official-links.yaml', import.meta.url), 'utf8')));
  return (input) => {
    const { id, text } = Input.parse(input);
    const { label, why } = judgeLinks(text, list);
    return { id, label, why };
  };
}
