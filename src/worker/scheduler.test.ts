import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { ScheduledSource } from '../vocabulary/source.ts';
import { lookAtPlace } from './look-at-place.ts';
import { nextRun } from './schedule.ts';
import { Scheduler } from './scheduler.ts';

/** Sources in memory, a clock that is set by hand, and runs that end as `outcomes` says. */
class Bench {
  clock = new Date('2026-03-02T05:00:00Z');
  readonly runs: string[] = [];
  readonly outcomes = new Map<string, () => Promise<void>>();
  readonly sources: ScheduledSource[];
  readonly scheduler: Scheduler;

  constructor(...sources: ScheduledSource[]) {
    this.sources = sources;
    this.scheduler = new Scheduler({
      leads: () => Promise.resolve(true),
      sources: () => Promise.resolve(this.sources),
      run: async (name) => {
        this.runs.push(`${name} ${this.clock.toISOString().slice(5, 16)}`);
        await this.outcomes.get(name)?.();
      },
      note: async (name, { at, seen }) => {
        const place = this.sources.findIndex((each) => each.name === name);
        const noted = this.sources[place];
        if (noted) this.sources[place] = { ...noted, last: { at: at.toISOString(), seen } };
        return Promise.resolve();
      },
      look: lookAtPlace,
      now: () => this.clock,
      timers: TIMERS,
      onTrouble: () => undefined,
    });
  }

  async at(time: string): Promise<void> {
    this.clock = new Date(time);
    await this.scheduler.look();
    await this.scheduler.settled();
  }
}

function source(name: string, more: Partial<ScheduledSource> = {}): ScheduledSource {
  const schedule = { cron: '30 6 * * *', timeZone: 'Europe/Zurich' };
  const last = { at: '2026-03-01T12:00:00Z', seen: null };
  return { name, address: '/nowhere', schedule, watch: false, last, ...more };
}

const fails = (code: 'source_unavailable' | 'source_unreadable') => (): Promise<void> =>
  Promise.reject(new Problem(code, 'It failed.'));

describe('a schedule', () => {
  test.each([
    ['a working day', '30 6 * * 1-5', 'Europe/Zurich', '2026-03-06T12:00:00Z', '2026-03-09T05:30:00.000Z'],
    [
      'a time that the clocks skip',
      '30 2 * * *',
      'Europe/Zurich',
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'a time that the clocks repeat',
      '30 2 * * *',
      'Europe/Zurich',
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00.000Z',
    ],
    ['the 29th of February', '0 0 29 2 *', 'UTC', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('knows when the next run is: %s', (_name, cron, timeZone, after, expected) => {
    expect(nextRun({ cron, timeZone }, new Date(after))?.toISOString()).toBe(expected);
  });

  test.each([
    ['every day', 'UTC'],
    ['30 6 * *', 'UTC'],
    ['61 6 * * *', 'UTC'],
    ['30 6 * * *', 'Mars/Olympus'],
  ])('that is none is refused: %s in %s', (cron, timeZone) => {
    expect(() => nextRun({ cron, timeZone }, new Date())).toThrow(/not well formed/);
  });
});

describe('the scheduler', () => {
  test('runs a source when its time has come, once', async () => {
    const bench = new Bench(source('books', { last: { at: '2026-03-02T05:00:00Z', seen: null } }));
    await bench.at('2026-03-02T05:29:00Z');
    expect(bench.runs).toEqual([]);
    await bench.at('2026-03-02T05:30:00Z');
    await bench.at('2026-03-02T05:31:00Z');
    await bench.at('2026-03-03T05:30:10Z');
    expect(bench.runs).toEqual(['books 03-02T05:30', 'books 03-03T05:30']);
  });

  test('catches up missed runs by one', async () => {
    const bench = new Bench(source('books', { last: { at: '2026-02-20T12:00:00Z', seen: null } }));
    await bench.at('2026-03-02T12:00:00Z');
    await bench.at('2026-03-02T12:01:00Z');
    expect(bench.runs).toEqual(['books 03-02T12:00']);
  });

  test('tries again what may pass, later each time, and not what has to be mended', async () => {
    const bench = new Bench(source('away'), source('wrong'));
    bench.outcomes.set('away', fails('source_unavailable'));
    bench.outcomes.set('wrong', fails('source_unreadable'));
    await bench.at('2026-03-02T06:00:00Z');
    for (const minute of ['00:30', '01:00', '02:00', '03:00']) await bench.at(`2026-03-02T06:${minute}Z`);
    bench.outcomes.delete('away');
    await bench.at('2026-03-02T06:07:00Z');
    await bench.at('2026-03-02T09:00:00Z');
    expect(bench.runs).toEqual([
      'away 03-02T06:00',
      'wrong 03-02T06:00',
      'away 03-02T06:01',
      'away 03-02T06:03',
      'away 03-02T06:07',
    ]);
  });

  test('lets no source wait for another, and runs none twice at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const bench = new Bench(source('slow'), source('quick'));
    bench.outcomes.set('slow', () => promise);
    bench.clock = new Date('2026-03-02T06:00:00Z');
    await bench.scheduler.look();
    await sleep(10);
    bench.clock = new Date('2026-03-03T06:00:00Z');
    await bench.scheduler.look();
    expect(bench.runs).toEqual(['slow 03-02T06:00', 'quick 03-02T06:00', 'quick 03-03T06:00']);
    resolve();
    await bench.scheduler.settled();
  });

  test('runs a watched place when it has changed and stands still', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watched-'));
    const bench = new Bench(source('drop', { address: folder, schedule: null, watch: true }));
    await bench.at('2026-03-02T06:00:00Z');
    writeFileSync(join(folder, 'a.csv'), 'x');
    await bench.at('2026-03-02T06:01:00Z');
    writeFileSync(join(folder, 'a.csv'), 'xy');
    await bench.at('2026-03-02T06:02:00Z');
    expect(bench.runs).toEqual([]);
    await bench.at('2026-03-02T06:03:00Z');
    await bench.at('2026-03-02T06:04:00Z');
    writeFileSync(join(folder, 'b.csv'), 'z');
    for (const minute of ['05', '06', '07']) await bench.at(`2026-03-02T06:${minute}:00Z`);
    expect(bench.runs).toEqual(['drop 03-02T06:03', 'drop 03-02T06:06']);
    rmSync(folder, { recursive: true });
  });
});
