import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { LIMITS_OF_TEST, storeConformance, trusted, type TestParcel } from '../conformance.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Parcel } from '../port.ts';
import { createDuckDbStore, type DuckDbStore, type DuckDbStoreOptions } from './duckdb-store.ts';
import { literal } from './schema.ts';

const storeKey = '5a'.repeat(32);

let home: string;
const pids = new WeakMap<object, () => number | null>();

async function prepare(): Promise<void> {
  home = await mkdtemp(join(tmpdir(), 'askfolio-store-'));
}

async function open(options: Partial<DuckDbStoreOptions> = {}): Promise<DuckDbStore> {
  const store = await createDuckDbStore({ home, storeKey, ...options });
  pids.set(store, store.ownerPid);
  return store;
}

const parcel = (spec: TestParcel, key = storeKey): Promise<Parcel> => writeTestParcel(home, spec, key);

const remove = () => rm(home, { recursive: true, force: true });

storeConformance('DuckDB', {
  prepare,
  open,
  parcel,
  remove,
  kill: (store) => {
    const pid = pids.get(store)?.();
    if (pid) process.kill(pid, 'SIGKILL');
  },
  endless: {
    polite: 'SELECT count(*) FROM range(10000000000) a, range(10000000000) b WHERE a.range + b.range = -1',
    deaf: `SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))`,
  },
  brings: ['some tables', 'every table'],
  readsAtOnce: LIMITS.store_concurrent_reads_max,
  truth: true,
  failing: `SELECT CAST(type || 'secret' AS INTEGER) FROM product.transactions`,
  slow: {
    text: `SELECT count(*) FROM ${Array.from({ length: 17 }, (_, at) => `product.accounts t${at}`).join(', ')}`,
    cell: 3 ** 17,
  },
});

const firm: TestParcel = {
  version: 'v1',
  parent: null,
  tables: { clients: 'replace' },
  rows: { clients: [{ client_id: 'C1', name: 'CANARY-7f3a-Ottilie-Brandstetter' }] },
};

describe('the file of the store', () => {
  beforeEach(prepare);
  afterEach(remove);

  test('shows nothing of what is in it: not in the store, its log, a parcel or a spilled file', async () => {
    const store = await open();
    await store.publish(await parcel(firm));
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const bytes = await readFile(join(entry.parentPath, entry.name));
        seen.push(entry.name);
        for (const canary of ['CANARY', 'Ottilie', 'Brandstetter', 'data_version', 'client_id']) {
          expect(bytes.includes(canary), `${canary} in ${entry.name}`).toBe(false);
        }
      }
    };
    await look();
    for (let number = 2; number <= 4; number += 1) {
      const next = { ...firm, version: `v${number}`, parent: `v${number - 1}` };
      const publish = store.publish(await parcel(next));
      await sleep(number * 3);
      const pid = store.ownerPid();
      if (pid) process.kill(pid, 'SIGKILL');
      await look();
      await publish;
    }
    await store.close();
    await look();
    expect(seen).toContain('store.duckdb');
  });

  test('does not open with another key, and is not changed by the attempt', async () => {
    const store = await open();
    await store.publish(await parcel(firm));
    await store.close();
    const before = await readFile(join(home, 'store.duckdb'));
    await expect(open({ storeKey: '00'.repeat(32) })).rejects.toMatchObject({ code: 'wrong_key' });
    expect((await readFile(join(home, 'store.duckdb'))).equals(before)).toBe(true);
    const again = await open();
    expect((await again.version())?.id).toBe('v1');
    await again.close();
  });

  test('a parcel of another key or with a changed byte is refused, and the store goes on', async () => {
    const store = await open();
    await expect(store.publish(await parcel(firm, '11'.repeat(32)))).rejects.toMatchObject({
      code: 'wrong_key',
    });
    const good = await parcel(firm);
    const bytes = await readFile(good.path);
    bytes.fill(7, bytes.length - 60_000, bytes.length - 50_000);
    await writeFile(good.path, bytes);
    await expect(store.publish(good)).rejects.toMatchObject({ code: 'store_corrupt' });
    expect(await store.version()).toBeNull();
    await store.close();
  });

  test.each([
    ['is cut short', (file: string) => truncate(file, 9_000)],
    ['is empty', (file: string) => truncate(file, 0)],
    ['is something else', (file: string) => writeFile(file, Buffer.alloc(50_000, 7))],
  ])('a file that %s is one clear problem, and is left as it is', async (_, damage) => {
    await (await open()).close();
    const file = join(home, 'store.duckdb');
    await damage(file);
    const { size } = await stat(file);
    await expect(open()).rejects.toMatchObject({ code: 'store_corrupt' });
    expect((await stat(file)).size).toBe(size);
  });

  test('a file that is not encrypted is not taken for a store', async () => {
    const instance = await DuckDBInstance.create(join(home, 'store.duckdb'));
    const connection = await instance.connect();
    await connection.run('CREATE TABLE x (i INTEGER)');
    connection.closeSync();
    instance.closeSync();
    await expect(open()).rejects.toMatchObject({ code: 'wrong_key' });
  });

  test('what a killed first start left behind does no harm', async () => {
    await writeFile(join(home, 'store.duckdb.new'), Buffer.alloc(5_000, 1));
    const store = await open();
    expect(await store.version()).toBeNull();
    await store.close();
    expect(await readdir(home)).not.toContain('store.duckdb.new');
    expect((await stat(join(home, 'store.duckdb'))).mode & 0o077).toBe(0);
  });

  test('while another process has it, opening waits a little and then says so', async () => {
    const first = await open();
    const waiting = open();
    await sleep(500);
    await first.close();
    const second = await waiting;
    await expect(open({ limits: { lock_wait_seconds_max: 0.3 } })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    await second.close();
  });
});

describe('the process that owns the store', () => {
  let store: DuckDbStore;
  beforeEach(async () => {
    await prepare();
    store = await open({ limits: { memory_bytes_max: 1_200_000_000, engine_memory_mb_max: 100 } });
    await store.publish(await parcel(firm));
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  test('has no way out to files, settings or other databases', async () => {
    const hostile = [
      `SELECT * FROM read_text('/etc/hostname')`,
      `SELECT * FROM read_text(${literal(join(home, 'master.key'))})`,
      `COPY (SELECT 1) TO ${literal(join(home, 'out.csv'))}`,
      `ATTACH ${literal(join(home, 'other.duckdb'))} AS other`,
      `SET lock_configuration = false`,
      `SET enable_external_access = true`,
      `INSTALL httpfs`,
      `LOAD httpfs`,
    ];
    await writeFile(join(home, 'master.key'), 'secret');
    for (const text of hostile) {
      await expect(store.read([trusted(text)], LIMITS_OF_TEST), text).rejects.toThrow();
    }
    expect(await readdir(home)).not.toContain('out.csv');
  });

  test('a statement that eats memory is refused, and those beside it are answered', async () => {
    const hog = `SELECT length(list_transform(range(30000000), x -> repeat('x', 100) || x)::VARCHAR)`;
    const [eaten, beside] = await Promise.allSettled([
      store.read([trusted(hog)], LIMITS_OF_TEST),
      store.read([trusted('SELECT count(*) FROM product.clients')], LIMITS_OF_TEST),
    ]);
    expect(eaten).toMatchObject({ status: 'rejected', reason: { code: 'sql_limit' } });
    expect(beside).toMatchObject({ status: 'fulfilled', value: { results: [{ rows: [[1]] }] } });
  });

  test('spills what does not fit in memory to files of its own, and they are gone afterwards', async () => {
    const sort = `SELECT max(r) FROM (SELECT row_number() OVER (ORDER BY hash(range)) AS r FROM range(6000000))`;
    const read = store.read([trusted(sort)], { ...LIMITS_OF_TEST, seconds_max: 60 });
    const spilled = new Set<string>();
    const looking = setInterval(() => {
      void readdir(join(home, 'temp')).then((names) => names.forEach((name) => spilled.add(name)));
    }, 10);
    await read;
    clearInterval(looking);
    expect(spilled.size).toBeGreaterThan(0);
    expect(await readdir(join(home, 'temp'))).toEqual([]);
  });

  test('full replacements again and again do not make the file grow without end', async () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => ({ client_id: `C${at}`, name: randomUUID() }));
    const sizes: number[] = [];
    for (let number = 2; number <= 12; number += 1) {
      const next = { ...firm, version: `v${number}`, parent: `v${number - 1}`, rows: { clients: rows } };
      await store.publish(await parcel(next));
      sizes.push((await stat(join(home, 'store.duckdb'))).size);
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual(2 * (sizes[2] ?? 0));
  });

  test('ends with the process that started it, even when that is killed', async () => {
    await store.close();
    const script = join(home, 'parent.ts');
    await writeFile(
      script,
      `import { createDuckDbStore } from ${JSON.stringify(fileURLToPath(new URL('./duckdb-store.ts', import.meta.url)))};
       const store = await createDuckDbStore(${JSON.stringify({ home, storeKey })});
       console.log(store.ownerPid());
       await store.read([{ text: ${JSON.stringify(`SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))`)}, parameters: [], ownRows: [] }],
         { seconds_max: 600, rows_max: 1, bytes_max: 1 });`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    await sleep(300);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    for (let tries = 0; tries < 50 && (await isAlive(pid)); tries += 1) await sleep(20);
    expect(await isAlive(pid)).toBe(false);
    store = await open();
    expect((await store.version())?.id).toBe('v1');
  });

  test('a home copied while the store is closed opens elsewhere with the same keys', async () => {
    await store.close();
    const elsewhere = join(home, 'copy');
    await mkdir(elsewhere);
    await copyFile(join(home, 'store.duckdb'), join(elsewhere, 'store.duckdb'));
    store = await open({ home: elsewhere });
    expect((await store.version())?.id).toBe('v1');
  });
});

/** Ended processes whose parent is gone may stay listed (state Z) until somebody collects them. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return state !== null && !/\) Z /.test(state);
}
