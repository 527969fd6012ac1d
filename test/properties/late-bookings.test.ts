import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../src/vocabulary/day.ts';
import { type Installation, takeIn } from '../gold/installation.ts';
import { numbersFrom, SOURCES } from './calendar.ts';
import { firmsOf, rebuild, writeDelivery } from './histories.ts';
import type { Delivery, Row } from './random-rows.ts';
import { Shelves } from './shelf.ts';
import { Truth } from './truth.ts';

const FIRMS = 60;
/** How many deliveries bring, source by source, what was wrong at first. */
const CORRECTIONS = 5;
const DAYS_OFF_MAX = 60;
const MINUTES_10 = 600_000;

interface Early {
  /** What is delivered first: some bookings are missing, some stand on other days, and some should not be there. */
  readonly first: Delivery;
  /** The bookings that are missing or were wrong, as they should be. */
  readonly late: readonly Row[];
}

/** Of about every third firm some bookings are wrong at first. */
function earlyOf(truth: Delivery, next: () => number): Early {
  const late: Row[] = [];
  const bookings = (truth.get('transactions') ?? []).flatMap((row): Row[] => {
    const [firm = ''] = /\d+/.exec(row['account_id'] ?? '') ?? [];
    if (Number(firm) % 3 !== 0 || next() < 0.5) return [row];
    const lot = next();
    if (lot < 0.3) return [row, { ...row, transaction_id: `${row['transaction_id'] ?? ''}-more` }];
    late.push(row);
    if (lot < 0.6) return [];
    const off = Math.floor((next() - 0.5) * 2 * DAYS_OFF_MAX);
    return [{ ...row, trade_date: addDays(dayOf(row['trade_date'] ?? ''), off), settle_date: '' }];
  });
  const order = late.map((row) => ({ row, at: next() })).toSorted((a, b) => a.at - b.at);
  return { first: new Map(truth).set('transactions', bookings), late: order.map(({ row }) => row) };
}

test.each([1, 2, 3])(
  'bookings that come late, are corrected or go leave every account as a rebuild from scratch has it, and its days before as they are (seed %i)',
  async (seed) => {
    const folder = await mkdtemp(join(tmpdir(), 'askfolio-late-'));
    const shelves = await Shelves.open();
    try {
      const { told } = firmsOf(seed, FIRMS);
      const truth = new Truth();
      for (const [at, step] of told.steps.entries()) truth.take(step, told.deliveries[at] ?? new Map());
      const home = async (name: string): Promise<Installation['takeIn']> => {
        const shelf = await shelves.store(name);
        await mkdir(join(folder, name));
        return (path, options) => takeIn(join(folder, name), shelf, path, options);
      };
      const take = await home('lived');
      let deliveries = 0;
      const bring = async (source: string, delivery: Delivery, mode: 'full' | 'incremental') => {
        const path = join(folder, `delivery-${String((deliveries += 1))}`);
        await writeDelivery(path, delivery, mode);
        await take(path, { source, badRowsShareMax: 1 });
      };
      const next = numbersFrom(seed);
      const early = SOURCES.map((source) => ({ source, ...earlyOf(truth.of(source), next) }));
      for (const { source, first } of early) await bring(source, first, 'full');
      for (let part = 0; part < CORRECTIONS; part += 1) {
        for (const { source, late } of early) {
          const rows = late.filter((_row, at) => at % CORRECTIONS === part);
          if (rows.length > 0) await bring(source, new Map([['transactions', rows]]), 'incremental');
        }
      }
      for (const { source } of early) await bring(source, truth.of(source), 'full');
      expect(shelves.partly).toBeGreaterThan(FIRMS / 6);
      await rebuild(await home('rebuilt'), truth, folder, false);
      expect(await shelves.differences('lived', 'rebuilt')).toEqual({});
    } finally {
      shelves.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  MINUTES_10,
);
