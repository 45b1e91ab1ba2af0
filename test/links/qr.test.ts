// QR codes are read back by a decoder that has nothing to do with the encoder: from the PNG, from the SVG, and small as on a card.
import { describe, expect, it } from 'vitest';
import { qrPng, qrSvg } from '../../src/links/qr.ts';
import { readPixels, readPng } from './decode.ts';

const URLS = ['https://vneid.example/s/K7Q2M01WXZ', 'https://a-rather-long-name-of-a-host.hue.vneid.example:8443/s/0123456789', 'http://127.0.0.1:8080/s/ZZZZZ00000'];

describe.each(URLS)('the QR code of %s', (url) => {
  it.each([1024, 300, 120])('reads back from a PNG of %i pixels', (side) => {
    const { width, text } = readPng(qrPng(url, side));
    expect(width).toBeLessThanOrEqual(side);
    expect(text).toBe(url);
  });

  it('reads back from the SVG, painted square by square', () => {
    const svg = qrSvg(url);
    const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
    const scale = 4;
    const pixels = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255);
    for (const [, x = '', y = '', w = ''] of (svg.split('<path d="')[1] ?? '').matchAll(/M(\d+) (\d+)h(\d+)/g))
      for (let py = Number(y) * scale; py < (Number(y) + 1) * scale; py += 1) for (let px = Number(x) * scale; px < (Number(x) + Number(w)) * scale; px += 1) pixels.fill(0, (py * size * scale + px) * 4, (py * size * scale + px) * 4 + 3);
    expect(readPixels(pixels, size * scale, size * scale)).toBe(url);
    expect(svg).not.toMatch(/script|href|style/);
  });
});
