// Telegram's rare calls (who am I, webhook, commands, updates) through telegraf's API client.
// Promises: a failure is a ChannelError with a code; telegraf's errors, which carry the payload, stay inside.
import { Telegram, TelegramError } from 'telegraf';
import { ChannelError, type Fault, gatewayFault, networkFault } from '../errors.ts';

export type Api = { call(method: string, payload: Readonly<Record<string, unknown>>, limitMs: number, signal?: AbortSignal): Promise<unknown> };

export function openApi(token: string, apiRoot: string): Api {
  // webhookReply would answer through a response object and hide errors; there is none here, and there never shall be.
  const client = new Telegram(token, { apiRoot, webhookReply: false });
  return {
    async call(method, payload, limitMs, signal) {
      const limit = AbortSignal.timeout(limitMs);
      try {
        const options = { signal: signal ? AbortSignal.any([signal, limit]) : limit };
        return await client.callApi(method as 'getMe', payload as Record<string, never>, options as never);
      } catch (error) {
        throw new ChannelError(method, limit.aborted ? { type: 'unknown', code: 'timeout' } : faultOf(error));
      }
    },
  };
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof TelegramError)) {
    const { code, type } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; type?: unknown };
    return type === 'invalid-json' || error instanceof SyntaxError ? { type: 'unknown', code: 'bad-answer' } : networkFault(code, true);
  }
  const { error_code: code, parameters, description } = error.response;
  if (code === 429) return { type: 'throttled', waitMs: (parameters?.retry_after ?? 5) * 1000 };
  if (code >= 500) return gatewayFault(code);
  if (code === 409) return { type: 'unreachable', code: /webhook/i.test(String(description)) ? '409-webhook' : '409' };
  if (code === 401 || code === 404) return { type: 'misconfigured', code: String(code) };
  return { type: 'rejected', code: Number.isInteger(code) ? String(code) : 'bad-answer' };
}
