import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { LIMITS_OF_TEST, trusted, type TestParcel } from '../conformance.ts';
import { createDuckDbStore, type DuckDbStore } from './duckdb-store.ts';

const [before, after] = ['5a'.repeat(32), '6b'.repeat(32)];
const ROWS = 600;

let home: string;
let store: DuckDbStore;

const parcelOf = (version: string, parent: string | null, tables: TestParcel['tables']): TestParcel => ({
  version,
  parent,
  tables,
  rows: {
    clients: Array.from({ length: ROWS }, (_, at) => ({
      client_id: `C${at}`,
      name: `Name ${version} ${at}`,
    })),
  },
});
const counted = async (): Promise<unknown> => {
  const statement = trusted(
    `SELECT count(*), count(DISTINCT name), (SELECT count(*) FROM product.data_version_history) FROM product.clients`,
  );
  return (await store.read([statement], LIMITS_OF_TEST)).results[0]?.rows[0];
};
/** Opens with one key alone. */
const openAlone = async (storeKey: string): Promise<string | undefined> => {
  const alone = await createDuckDbStore({ home, storeKey });
  try {
    return (await alone.version())?.id;
  } finally {
    await alone.close();
  }
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'askfolio-reseal-'));
  store = await createDuckDbStore({ home, storeKey: before });
  await store.publish(await writeTestParcel(home, parcelOf('v1', null, { clients: 'replace' }), before));
});
afterEach(async () => {
  await store.close();
  await rm(home, { recursive: true, force: true });
});

test('the store comes under another key while it is read, and no read fails or sees less', async () => {
  const resealed = new AbortController();
  let reads = 0;
  const reader = async (): Promise<void> => {
    while (!resealed.signal.aborted) {
      expect(await counted()).toEqual([ROWS, ROWS, 1]);
      reads += 1;
    }
  };
  const readers = [reader(), reader(), reader()];
  await store.reseal(after);
  resealed.abort();
  await Promise.all(readers);
  expect(reads).toBeGreaterThan(3);
  expect(await counted()).toEqual([ROWS, ROWS, 1]);
  expect((await readdir(home)).filter((name) => name.startsWith('store.duckdb'))).toEqual(['store.duckdb']);
  await store.reseal(after);
  await store.close();
  await expect(openAlone(before)).rejects.toMatchObject({ code: 'wrong_key' });
  expect(await openAlone(after)).toBe('v1');
});

test('parcels go on being published under either key, and a copy of before opens with the key of then', async () => {
  await store.close();
  await copyFile(join(home, 'store.duckdb'), join(home, 'backup'));
  store = await createDuckDbStore({ home, storeKey: after, olderKeys: [before] });
  expect(await counted()).toEqual([ROWS, ROWS, 1]);
  await store.reseal(after);
  const [late, next] = [
    parcelOf('v2', 'v1', { clients: 'replace' }),
    parcelOf('v3', 'v2', { clients: 'replace' }),
  ];
  await store.publish(await writeTestParcel(home, late, before));
  await store.publish(await writeTestParcel(home, next, after));
  expect(await counted()).toEqual([ROWS, ROWS, 3]);
  await store.close();
  expect(await openAlone(after)).toBe('v3');
  await copyFile(join(home, 'backup'), join(home, 'store.duckdb'));
  expect(await openAlone(before)).toBe('v1');
});

test('cut off at any moment the store lies whole under one of the two, and the next call goes on', async () => {
  for (let kill = 0; kill < 3; kill += 1) {
    const key = kill % 2 === 0 ? after : before;
    const resealing = store.reseal(key);
    // The process that has the store ends at different moments of the copy; it is started again and tries again.
    await new Promise((resolve) => setTimeout(resolve, kill * 25));
    const pid = store.ownerPid();
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await resealing;
    expect([kill, await counted()]).toEqual([kill, [ROWS, ROWS, 1]]);
    await store.close();
    expect([kill, await openAlone(key)]).toEqual([kill, 'v1']);
    store = await createDuckDbStore({ home, storeKey: key });
  }
});

test('a store that moved on while it was copied is left as it is, and says so', async () => {
  const small = parcelOf('v2', 'v1', { clients: 'replace' });
  const parcel = await writeTestParcel(home, small, before);
  const [resealed, published] = await Promise.allSettled([store.reseal(after), store.publish(parcel)]);
  expect(published.status).toBe('fulfilled');
  if (resealed.status === 'rejected') expect(resealed.reason).toMatchObject({ code: 'already_running' });
  await store.reseal(after);
  expect(await counted()).toEqual([ROWS, ROWS, 2]);
});
