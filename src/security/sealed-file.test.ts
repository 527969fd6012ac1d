import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { appendSealed, readSealed, sealedBytes } from './sealed-file.ts';

const KEY = 'ab'.repeat(32);
let folder = '';
let made = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealed-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newPath = (): string => join(folder, `${String((made += 1))}.sealed`);
const add = (path: string, chunks: readonly Uint8Array[], bytesMax = 10_000_000): Promise<number> =>
  appendSealed(path, KEY, 'a:1', {
    source: (async function* () {
      yield* chunks;
    })(),
    bytesMax,
  });
const whole = async (path: string, name = 'a:1'): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(readSealed(path, KEY, name)));

describe('a sealed file', () => {
  test.prop([fc.array(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 4 }), { maxLength: 4 })], {
    numRuns: 30,
  })('gives back what was added to it, in however many parts and pieces', async (parts) => {
    const path = newPath();
    for (const part of parts) await add(path, part);
    expect(await sealedBytes(path)).toBe(parts.flat().reduce((sum, { length }) => sum + length, 0));
    if (parts.length > 0) expect((await whole(path)).equals(Buffer.concat(parts.flat()))).toBe(true);
  });

  test('keeps nothing that can be read, and goes on behind the last whole piece after a crash', async () => {
    const path = newPath();
    await add(path, [Buffer.from('FIRST PART ')]);
    const before = readFileSync(path);
    expect(before.includes('FIRST')).toBe(false);
    await add(path, [Buffer.from('cut off')]);
    writeFileSync(path, readFileSync(path).subarray(0, before.length + 20));
    expect(await sealedBytes(path)).toBe(11);
    await add(path, [Buffer.from('second part')]);
    expect((await whole(path)).toString()).toBe('FIRST PART second part');
  });

  test('keeps what came before its source broke off', async () => {
    const path = newPath();
    const broken = (async function* () {
      yield Buffer.from('came');
      throw new Error('connection reset');
    })();
    await expect(appendSealed(path, KEY, 'a:1', { source: broken, bytesMax: 100 })).rejects.toThrow('reset');
    expect((await whole(path)).toString()).toBe('came');
  });

  test('takes no more bytes than it was said to have', async () => {
    const path = newPath();
    await expect(add(path, [Buffer.alloc(6), Buffer.alloc(6)], 10)).rejects.toMatchObject({
      code: 'too_large',
    });
    expect(await sealedBytes(path)).toBe(6);
  });

  test('does not open when it was changed, or under the name of another', async () => {
    const path = newPath();
    await add(path, [Buffer.from('bookings')]);
    await expect(whole(path, 'a:2')).rejects.toMatchObject({ code: 'store_corrupt' });
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    await expect(whole(path)).rejects.toMatchObject({ code: 'store_corrupt' });
  });
});
