// Probe for redaction: {"id","text"} → {"id","text","spans"}: the masked text and where in the input something was masked (UTF-16 indices).
// Promises: the id comes back with its JSON type. Refuses: input without a text.
import { z } from 'zod';
import { redact } from '../safety/redact.ts';

const Input = z.object({ id: z.json().optional(), text: z.string() });

export async function createProbe(): Promise<(input: unknown) => unknown> {
  return (input) => {
    const { id, text } = Input.parse(input);
    const redaction = redact(text);
    return { id, text: redaction.text, spans: redaction.spans };
  };
}
