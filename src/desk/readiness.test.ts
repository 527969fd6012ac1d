import { expect, test } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { DataVersion, Store } from '../store/port.ts';
import { readinessOf } from './readiness.ts';

const VERSION: DataVersion = {
  id: 'v1',
  asOf: dayOf('2018-01-02'),
  publishedAt: '2018-01-02T03:04:05.000Z',
  firmCurrency: 'CHF',
};
const GRACE_MS = 500;

const readiness = (version: Store['version']): (() => Promise<boolean>) => readinessOf({ version }, TIMERS);

test('questions can be answered as soon as there is a version, and not where the store fails', async () => {
  expect(await readiness(async () => VERSION)()).toBe(true);
  expect(await readiness(async () => null)()).toBe(false);
  const away = new Problem('store_unavailable', 'The database does not answer; try again in a moment.');
  expect(await readiness(() => Promise.reject(away))()).toBe(false);
});

test('a store that says nothing is told as not ready in bounded time, and is looked at by one at a time', async () => {
  let looks = 0;
  const { promise, resolve } = Promise.withResolvers<DataVersion>();
  const ready = readiness(() => {
    looks += 1;
    return promise;
  });
  const began = performance.now();
  expect(await Promise.all([ready(), ready(), ready()])).toEqual([false, false, false]);
  expect(performance.now() - began).toBeLessThan(LIMITS.ready_wait_ms_max + GRACE_MS);
  expect(await ready()).toBe(false);
  expect(looks).toBe(1);
  resolve(VERSION);
  expect(await ready()).toBe(true);
  expect(await ready()).toBe(true);
  expect(looks).toBe(2);
});
