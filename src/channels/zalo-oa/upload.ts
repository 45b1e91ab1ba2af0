// Pictures uploaded to the Official Account: one upload serves everybody for 6.5 days, shared by all processes through the store.
// Promises: at most one upload of a picture at a time per process; failure is undefined, the picture is then said in words.
import { z } from 'zod';
import type { ChannelRecords } from '../wiring.ts';
import type { ZaloCall } from '../zalo-call.ts';
import { UPLOAD_MS } from './limits.ts';

/** The picture's bytes and a file name with its extension; jpg or png, at most 1 MB. */
export type MediaFile = (id: string) => Promise<{ readonly bytes: Uint8Array; readonly name: string } | undefined>;
export type Uploads = {
  /** `again`: the stored one has expired. */
  attachment(id: string, access: string, again: boolean, limitMs: number): Promise<string | undefined>;
};

const MAX_PICTURE = 1024 * 1024;
const uploaded = z.object({ error: z.literal(0), data: z.object({ attachment_id: z.string().min(1).max(500) }) });

export function openUploads({ call, apiRoot, records, media }: { readonly call: ZaloCall; readonly apiRoot: string; readonly records: Pick<ChannelRecords, 'get' | 'put'>; readonly media: MediaFile }): Uploads {
  const running = new Map<string, Promise<string | undefined>>();

  async function upload(id: string, access: string, version: number, limitMs: number): Promise<string | undefined> {
    const file = await media(id);
    if (!file || file.bytes.length > MAX_PICTURE) return undefined;
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.name.endsWith('.png') ? 'image/png' : 'image/jpeg' }), file.name);
    const reply = await call({ url: `${apiRoot}/v2.0/oa/upload/image`, body: form, headers: { access_token: access }, limitMs });
    const attachment = reply.type === 'json' ? uploaded.safeParse(reply.body).data?.data.attachment_id : undefined;
    if (attachment !== undefined) await records.put(`zalo-oa-media/${id}`, version, attachment, UPLOAD_MS);
    return attachment;
  }

  return {
    async attachment(id, access, again, limitMs) {
      const kept = await records.get(`zalo-oa-media/${id}`);
      if (kept && !again) return kept.value;
      const one = running.get(id) ?? upload(id, access, kept?.version ?? 0, limitMs).finally(() => running.delete(id));
      running.set(id, one);
      return one;
    },
  };
}
