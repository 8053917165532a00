// Reads the memory of an Xvfb screen (XWD) and says what is on it.
//
// usage: node scripts/framebuffer.mjs FILE [PICTURE.png]
// Prints the number of different colours: an empty screen has one.

import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync, crc32 } from 'node:zlib';

/** Pixels of an Xvfb screen with 32 bits per pixel, as rows of red, green, blue. */
export function readScreen(file) {
  const xwd = readFileSync(file);
  const word = (at) => xwd.readUInt32BE(at * 4);
  const [headerSize, width, height, stride, colours] = [word(0), word(4), word(5), word(12), word(19)];
  const start = headerSize + colours * 12;
  const rgb = Buffer.alloc(width * height * 3);
  const seen = new Set();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = xwd.readUInt32LE(start + y * stride + x * 4) & 0xffffff;
      seen.add(pixel);
      rgb.writeUIntBE(pixel, (y * width + x) * 3, 3);
    }
  }
  return { width, height, rgb, colours: seen.size };
}

/** The screen as a PNG picture. */
export function toPng({ width, height, rgb }) {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) {
    rgb.copy(rows, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

if (import.meta.filename === process.argv[1]) {
  const screen = readScreen(process.argv[2]);
  if (process.argv[3]) writeFileSync(process.argv[3], toPng(screen));
  console.log(screen.colours);
}
