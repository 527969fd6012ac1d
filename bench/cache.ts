import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createMemoryCache } from '../src/cache/memory/memory-cache.ts';
import { outsideCache } from '../src/cache/outside-cache.ts';
import type { Cache } from '../src/cache/port.ts';
import { createRedisCache } from '../src/cache/redis/redis-cache.ts';
import { sealBytes, unsealBytes } from '../src/security/seal.ts';
import { LIMITS } from '../src/vocabulary/limits.ts';
import { startRedis, until } from '../test/services/private-server.ts';
import type { Measured } from './measured.ts';
import { ownCpuSeconds } from './processes.ts';
import { median } from './statistics.ts';
import { TIMERS } from '../src/vocabulary/timers.ts';

const KEYS = 64;
const AT_ONCE = 16;
const ROUNDS = 9;
const READS_PER_ROUND = 1_000;
/** Rows of a small answer and of a large one. */
const SIZES = [30, 300] as const;
const SECONDS_KEPT = 600;
const KEY = '5e'.repeat(32);

const clock = (): number => performance.now();

type Get = (key: string) => Promise<Uint8Array | null>;

interface Way {
  readonly name: string;
  readonly get: Get;
}

/**
 * What finding something costs: in this process's memory, and on a Redis server with what is kept there sealed and
 * compressed, beside the bare client's GET of the same bytes from the same server. The ways take turns, so that what
 * else the machine does is the same for all; what is held against each other is the processor time of this process.
 */
export async function benchCache(
  say: (line: string) => void,
): Promise<{ readonly rows: readonly Measured[] }> {
  say('starting Redis');
  const server = await startRedis();
  const bare = new Redis(server.port, '127.0.0.1');
  const memory = createMemoryCache({
    bytes_max: LIMITS.cache_memory_bytes_max,
    value_bytes_max: LIMITS.cache_value_bytes_max,
    clock,
  });
  const redis = createRedisCache({
    url: `redis://127.0.0.1:${String(server.port)}`,
    value_bytes_max: LIMITS.cache_value_bytes_max,
    silence_ms_max: LIMITS.cache_silence_ms_max,
  });
  const sealed = outsideCache(redis, {
    sealing: {
      seal: (plain, context) => sealBytes(KEY, plain, context),
      open: (bytes, context) => unsealBytes(KEY, bytes, context),
    },
    timers: TIMERS,
  });
  try {
    const rows: Measured[] = [];
    for (const size of SIZES) {
      const value = rowsAsText(size);
      say(`reading ${String(value.byteLength)} bytes`);
      const ways: readonly Way[] = [
        { name: 'the bare client, GET', get: (key) => bare.getBuffer(`bare:${key}`) },
        { name: 'Redis, sealed and compressed', get: (key) => sealed.get(key) },
        { name: 'in memory', get: (key) => memory.get(key) },
      ];
      await fill([memory, sealed], bare, value, ways);
      rows.push(...(await measured(ways, value.byteLength)));
    }
    return { rows };
  } finally {
    await Promise.all([sealed.close(), memory.close()]);
    bare.disconnect();
    await server.stop();
  }
}

/** As a store's rows look, so that they compress as those do. */
function rowsAsText(count: number): Uint8Array {
  let state = 7;
  const draw = (): number => (state = (state * 48_271) % 2_147_483_647);
  const rows = Array.from({ length: count }, (_, n) => [
    `A${String(n).padStart(6, '0')}`,
    `Security ${String(draw() % 500)}`,
    (draw() / 100).toFixed(2),
    (draw() / 1e9).toFixed(6),
    '2025-12-31',
  ]);
  return new TextEncoder().encode(JSON.stringify({ rows }));
}

/** Until every way finds the value; a cache that is not connected yet, or writes beside, is asked once more. */
async function fill(
  caches: readonly Cache[],
  bare: Redis,
  value: Uint8Array,
  ways: readonly Way[],
): Promise<void> {
  for (let n = 0; n < KEYS; n += 1) {
    const key = `${String(value.byteLength)}:${String(n)}`;
    await bare.set(`bare:${key}`, Buffer.from(value));
    await until(async () => {
      for (const cache of caches) await cache.set(key, value, SECONDS_KEPT).catch(() => undefined);
      const found = await Promise.all(ways.map(({ get }) => get(key).catch(() => null)));
      return found.every((each) => each !== null && Buffer.compare(each, value) === 0);
    });
  }
}

async function measured(ways: readonly Way[], bytes: number): Promise<Measured[]> {
  const taken = new Map(ways.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, get } of ways) {
      const microseconds = await cpuOf(get, bytes);
      // The first round warms up.
      if (round > 0) taken.get(name)?.push(microseconds);
    }
  }
  const of = (name: string): readonly number[] => taken.get(name) ?? [];
  const [first, ...others] = ways.map(({ name }) => name);
  const what = (name: string): string => `${String(bytes)} bytes, ${name}`;
  const floor = of(first ?? '');
  return [
    { what: what(first ?? ''), value: median(floor) / 1_000, unit: 'ms', limit: null },
    ...others.flatMap((name): Measured[] => [
      { what: what(name), value: median(of(name)) / 1_000, unit: 'ms', limit: null },
      {
        what: `${what(name)}, times the bare client`,
        value: median(of(name).map((each, round) => each / (floor[round] ?? Number.NaN))),
        unit: '',
        limit: null,
      },
    ]),
  ];
}

/** Processor microseconds of this process for one read, of many that go on at once. */
async function cpuOf(get: Get, bytes: number): Promise<number> {
  const before = ownCpuSeconds();
  let read = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (read < READS_PER_ROUND) {
        const found = await get(`${String(bytes)}:${String(read % KEYS)}`);
        if (found?.byteLength === bytes) read += 1;
        // On a machine that is busy otherwise the server may be late, and is left alone for a while then.
        else await pause(LIMITS.cache_pause_ms / 10);
      }
    }),
  );
  return ((ownCpuSeconds() - before) / read) * 1e6;
}
