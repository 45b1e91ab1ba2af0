// A message → its separate sentences, when there are several worth reading alone.
// Promises: linear, at most MAX_PARTS parts. Refuses: to cut inside a sentence of a story that has no marks.

const MAX_PARTS = 5;
const MIN_WORDS = 3;
const MARKS = /[?!;\n]+|\.(?=\s)|(?:^|\s)(?:với lại|voi lai|ngoài ra|ngoai ra|à mà|à còn|tiện thể|tien the|sẵn cho hỏi|cho hỏi thêm|cho hoi them|hỏi thêm|hoi them|also|another question|by the way)(?=\s)/giu;

export function segments(text: string): string[] {
  const parts = text
    .normalize('NFC')
    .slice(0, 1200)
    .split(MARKS)
    .map((part) => part.trim())
    .filter((part) => (part.match(/[\p{L}\p{N}]+/gu) ?? []).length >= MIN_WORDS);
  return parts.length > 1 ? parts.slice(0, MAX_PARTS) : [];
}
