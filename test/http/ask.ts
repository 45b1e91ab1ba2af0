// One HTTP request with exactly these headers (fetch would add and forbid some), for the tests of the server.
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string; json(): Record<string, unknown> & { messages: { seq: number; said: { text: string } }[] } };

export function ask(url: string, options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

/** POST /chat as our own page sends it. */
export function chat(url: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin', ...headers }, body: JSON.stringify(body) });
}

let counter = 0;
export const newId = (): string => `event-${String((counter += 1)).padStart(8, '0')}`;
export const cookieOf = (answer: Answer): string => (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
