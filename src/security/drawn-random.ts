import { randomBytes } from 'node:crypto';

const DRAWN_BYTES = 4_096;

let drawn = Buffer.alloc(0);

/** Random bytes that nobody else is given; many are drawn at once, which costs no more than drawing a few. */
export function drawRandom(bytes: number): Buffer {
  if (bytes > DRAWN_BYTES) return randomBytes(bytes);
  if (drawn.length < bytes) drawn = randomBytes(DRAWN_BYTES);
  const taken = drawn.subarray(0, bytes);
  drawn = drawn.subarray(bytes);
  return taken;
}
