// Learns the phrases of locales/ and writes what they teach beside the code: `npm run learn`. Run it after phrases or src/understand were changed.
// Promises: the same phrases and code give the same bytes; says how large they are. Refuses: nothing else is touched.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PRODUCT, seal } from '../model-cache.ts';
import { learnt } from '../understand/model.ts';
import { parseFiles } from '../understand/phrases.ts';
import { readPhraseFiles } from './probe-understand.ts';

const files = readPhraseFiles();
const phrases = parseFiles(files);
const began = performance.now();
const learned = learnt(phrases);
const bytes = seal(files, learned);
mkdirSync(dirname(PRODUCT), { recursive: true });
writeFileSync(PRODUCT, bytes);
process.stdout.write(`${phrases.length} sentences of ${files.length} files for ${learned.intents.length} intents, learned in ${Math.round(performance.now() - began)} ms; ${bytes.length} bytes in src/understand/data/learned.br\n`);
