import { Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { readExposition, timings, total } from './exposition.ts';

async function measured(): Promise<string> {
  const registry = new Registry();
  const asked = new Histogram({
    name: 'ask_seconds',
    help: 'Questions',
    labelNames: ['outcome', 'route'],
    buckets: [0.01, 0.1, 1],
    registers: [registry],
  });
  for (let round = 0; round < 19; round += 1) asked.observe({ outcome: 'answer', route: 'a "b"\\c' }, 0.005);
  asked.observe({ outcome: 'answer', route: 'other' }, 0.05);
  asked.observe({ outcome: 'error', route: 'other' }, 5);
  return registry.metrics();
}

describe('the text in which measurements come', () => {
  test('is read with its labels, however odd they are', async () => {
    const samples = readExposition(await measured());
    expect(total(samples, 'ask_seconds_count')).toBe(21);
    expect(total(samples, 'ask_seconds_count', { route: 'a "b"\\c' })).toBe(19);
    expect(total(samples, 'never_heard_of')).toBe(0);
  });

  test('gives the bounds within which half and nearly all lie', async () => {
    const [first, second] = timings(readExposition(await measured()), 'ask_seconds', 'outcome');
    expect(first).toEqual({ label: 'answer', count: 20, median: 0.01, p95: 0.01 });
    expect(second).toEqual({ label: 'error', count: 1, median: null, p95: null });
  });

  test('adds up what differs in other labels', async () => {
    const [all] = timings(readExposition(await measured()), 'ask_seconds', null);
    expect(all).toEqual({ label: '', count: 21, median: 0.01, p95: 0.1 });
  });
});
