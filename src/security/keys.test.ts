import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeKey, deriveKey, openKeys } from './keys.ts';

let home: string;
const data = ['store.db'];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'askfolio-keys-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const file = () => join(home, 'master.key');

test('the first start makes a key that only its owner can read, and the next start uses it', async () => {
  const made = await openKeys({ home, setting: null, data });
  expect(made.source).toBe('made');
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await readFile(file(), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  const again = await openKeys({ home, setting: null, data });
  expect(again.source).toBe('file');
  expect(again.derive('store')).toBe(made.derive('store'));
  expect(await readdir(home)).toEqual(['master.key']);
});

test('a home that does not exist yet is made for its owner alone', async () => {
  const deeper = join(home, 'a', 'b');
  await openKeys({ home: deeper, setting: null, data });
  expect((await stat(deeper)).mode & 0o777).toBe(0o700);
});

test('many first starts at once agree on one key', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => openKeys({ home, setting: null, data })));
  expect(new Set(all.map((keys) => keys.derive('seal'))).size).toBe(1);
  expect(all.filter((keys) => keys.source === 'made')).toHaveLength(1);
});

test('every purpose has its own key', async () => {
  const keys = await openKeys({ home, setting: null, data });
  const derived = (['wrap', 'store', 'stage', 'seal'] as const).map((purpose) => keys.derive(purpose));
  expect(new Set(derived).size).toBe(4);
  for (const key of derived) expect(key).toMatch(/^[0-9a-f]{64}$/);
});

test('a derived key is HKDF-SHA256 of the master key and never changes', () => {
  expect(deriveKey(Buffer.alloc(32, 1), 'store')).toBe(
    '3ed8f01edcf13d954e288de7516184c5fe0959a1ef7ba4422fb48c59bcaa2909',
  );
});

test('a key from the settings is used in hexadecimal or base64 and leaves no file', async () => {
  const bytes = Buffer.from('00'.repeat(31) + 'ff', 'hex');
  const hex = await openKeys({ home, setting: bytes.toString('hex'), data });
  const base64 = await openKeys({ home, setting: ` ${bytes.toString('base64')}\n`, data });
  const url = await openKeys({ home, setting: bytes.toString('base64url'), data });
  expect(hex.derive('store')).toBe(base64.derive('store'));
  expect(url.derive('store')).toBe(base64.derive('store'));
  expect(await readdir(home)).toEqual([]);
});

test.each(['', 'abc', 'g'.repeat(64), 'ab'.repeat(31)])(
  'a setting that is no key is refused: %s',
  async (setting) => {
    expect(decodeKey(setting)).toBeNull();
    await expect(openKeys({ home, setting, data })).rejects.toMatchObject({ code: 'settings_invalid' });
  },
);

test('no new key is made beside data that were encrypted with a lost one', async () => {
  await writeFile(join(home, 'store.db'), 'x');
  await expect(openKeys({ home, setting: null, data })).rejects.toMatchObject({ code: 'wrong_key' });
  expect(await readdir(home)).toEqual(['store.db']);
});

test('a key file of another length is refused and kept', async () => {
  await writeFile(file(), 'ab', { mode: 0o600 });
  await expect(openKeys({ home, setting: null, data })).rejects.toMatchObject({ code: 'wrong_key' });
  expect(await readFile(file(), 'utf8')).toBe('ab');
});

test('a key file that others can read is refused until its mode is mended', async () => {
  await openKeys({ home, setting: null, data });
  await chmod(file(), 0o640);
  await expect(openKeys({ home, setting: null, data })).rejects.toMatchObject({
    code: 'home_unusable',
    message: expect.stringContaining('chmod 600'),
  });
  await chmod(file(), 0o400);
  await openKeys({ home, setting: null, data });
});

test('a home that is a file is one clear problem', async () => {
  await writeFile(join(home, 'x'), '');
  await expect(openKeys({ home: join(home, 'x', 'y'), setting: null, data })).rejects.toMatchObject({
    code: 'home_unusable',
  });
});
