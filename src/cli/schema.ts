// `npm run schema`: JSON Schema files for completion and checking while typing in an editor. Generated from the schemas the guide itself uses.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OWN_CONTENT } from '../config.ts';
import { factsSchema, flowSchema, localeSchema } from '../flow/schema.ts';

export const SCHEMAS: Readonly<Record<string, z.ZodType>> = { 'flows/flow.schema.json': flowSchema, 'flows/facts.schema.json': factsSchema, 'locales/locale.schema.json': localeSchema };

/** What the file should hold. */
export const schemaText = (schema: z.ZodType): string => `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), undefined, 1)}\n`;

if (process.argv[1]?.endsWith('schema.ts'))
  for (const [path, schema] of Object.entries(SCHEMAS)) {
    const file = join(OWN_CONTENT, path);
    const text = schemaText(schema);
    let old = '';
    try {
      old = readFileSync(file, 'utf8');
    } catch {
      // first time
    }
    if (old !== text) writeFileSync(file, text);
    process.stdout.write(`${path} ${old === text ? 'is current' : 'written'}\n`);
  }
