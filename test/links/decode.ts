// An independent QR decoder over pixels or a PNG.
import * as library from 'jsqr';
import { PNG } from 'pngjs';

type Decode = (pixels: Uint8ClampedArray, width: number, height: number) => { readonly data: string } | null;
const inner = (library as unknown as { default: Decode | { default: Decode } }).default;
const decode: Decode = typeof inner === 'function' ? inner : inner.default;

export const readPixels = (pixels: Uint8ClampedArray, width: number, height: number): string | undefined => decode(pixels, width, height)?.data;

export function readPng(bytes: Uint8Array): { readonly width: number; readonly text: string | undefined } {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, text: readPixels(Uint8ClampedArray.from(data), width, height) };
}
