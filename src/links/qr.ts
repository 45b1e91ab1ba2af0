// A QR code of an address as SVG or PNG, and as rows of modules for posters.
// Promises: quiet zone of four modules, medium error correction; crisp at any size. The PNG is one bit deep, without a library.
import { crc32, deflateSync } from 'node:zlib';
import { encodeQR } from 'qr';

const QUIET = 4;

export function qrSvg(text: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const path = rows.flatMap((row, y) => runs(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${rows.length}v${rows.length}H0z"/><path d="${path}"/></svg>`;
}

/** About `side` pixels wide, a whole number a module. */
export function qrPng(text: string, side = 1024): Buffer {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const scale = Math.max(1, Math.floor(side / rows.length));
  const width = rows.length * scale;
  const lines = rows.flatMap((row) => {
    const line = Buffer.alloc(1 + Math.ceil(width / 8), 0xff);
    line[0] = 0;
    row.forEach((dark, x) => {
      for (let p = x * scale; dark && p < (x + 1) * scale; p += 1) line[1 + (p >> 3)]! &= ~(0x80 >> (p & 7));
    });
    return Array<Buffer>(scale).fill(line);
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(width, 4);
  head.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(lines))), chunk('IEND', Buffer.alloc(0))]);
}

function runs(row: readonly (boolean | undefined)[]): [number, number][] {
  const out: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = out.at(-1);
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else out.push([x, 1]);
  });
  return out;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
