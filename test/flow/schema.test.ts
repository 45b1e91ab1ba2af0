// The JSON Schemas for editors are those the guide itself uses, and know a good file from a bad one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCHEMAS, schemaText } from '../../src/cli/schema.ts';

describe('JSON Schema for editors', () => {
  for (const [path, schema] of Object.entries(SCHEMAS)) {
    it(`${path} is current (npm run schema)`, () => {
      const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
      expect(text).toBe(schemaText(schema));
      expect(JSON.parse(text)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') as unknown });
    });
  }
  it('names the fields of a choice', () => {
    expect(schemaText(SCHEMAS['flows/flow.schema.json'] as NonNullable<(typeof SCHEMAS)[string]>)).toContain('"remind"');
  });
});
