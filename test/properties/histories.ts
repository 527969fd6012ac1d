import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { sourceTable } from '../../src/model/source-tables.ts';
import { takeIn, type Installation } from '../gold/installation.ts';
import { calendarOf, SOURCES, type Step } from './calendar.ts';
import { lawsOf } from './laws.ts';
import { randomFirm, randomWorld } from './random-firm.ts';
import { deliveriesOf, type Delivery, type Row, type TellingRow } from './random-rows.ts';
import type { Shelves } from './shelf.ts';
import { Truth } from './truth.ts';

/** Firms that live side by side in one home; each is a history of its own. */
export const FIRMS_A_HOME = 200;

/** What is wrong after a history: nothing, or rows by table and by law. */
export type Wrong = Readonly<Record<string, readonly string[]>>;

export interface Told {
  readonly steps: readonly Step[];
  readonly deliveries: readonly Delivery[];
}

/** How the deliveries were taken, for the record. */
export interface Tally {
  deliveries: number;
  everything: number;
  some: number;
  unchanged: number;
  waited: number;
}

export function newTally(): Tally {
  return { deliveries: 0, everything: 0, some: 0, unchanged: 0, waited: 0 };
}

type TakeIn = Installation['takeIn'];

type Firm = (name: string) => readonly TellingRow[];

/** The firms of a home: always the same ones for a seed. */
export function firmsOf(
  seed: number,
  firms = FIRMS_A_HOME,
): { readonly told: Told; readonly firms: readonly Firm[] } {
  const steps = calendarOf(seed);
  const made = fc.sample(randomFirm(steps), { seed, numRuns: firms });
  return { told: tellingOf(seed, steps, made), firms: made };
}

/** The deliveries that tell these firms' histories, and the world's that they share. */
export function tellingOf(seed: number, steps: readonly Step[], firms: readonly Firm[]): Told {
  const [world = []] = fc.sample(randomWorld(steps), { seed, numRuns: 1 });
  const rows = firms.flatMap((firm, n) => firm(`F${String(n)}`));
  return { steps, deliveries: deliveriesOf([...world, ...rows], steps) };
}

/**
 * Takes a history in, delivery by delivery, and then what it comes to in one full delivery of each source into an
 * empty home; gives what differs, and which laws the published tables break.
 */
export async function proveHistory(shelves: Shelves, told: Told, tally: Tally): Promise<Wrong> {
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-history-'));
  try {
    const wrong: Record<string, readonly string[]> = {};
    const home = async (name: string): Promise<TakeIn> => {
      const shelf = await shelves.store(name);
      await mkdir(join(folder, name));
      return (path, options) => takeIn(join(folder, name), shelf, path, options);
    };
    const truth = await liveThrough(await home('lived'), told, folder, tally, (text) => {
      wrong['reports'] = [...(wrong['reports'] ?? []), text];
    });
    await rebuild(await home('rebuilt'), truth, folder, told.steps.length % 2 === 0);
    Object.assign(wrong, await shelves.differences('lived', 'rebuilt'));
    for (const [law, query] of Object.entries(lawsOf('lived'))) {
      const rows = await shelves.rows(query);
      if (rows.length > 0) wrong[law] = rows.map((row) => row.join(' '));
    }
    return wrong;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes every delivery in, in its order; gives what they come to. */
export async function liveThrough(
  take: TakeIn,
  { steps, deliveries }: Told,
  folder: string,
  tally: Tally,
  onWrong: (text: string) => void,
): Promise<Truth> {
  const truth = new Truth();
  for (const [at, step] of steps.entries()) {
    const delivery: Delivery = deliveries[at] ?? new Map();
    truth.take(step, delivery);
    const path = join(folder, `delivery-${String(at)}`);
    await writeDelivery(path, delivery, step.mode);
    for (let times = step.repeated ? 2 : 1; times > 0; times -= 1) {
      const report = await take(path, { source: step.source, badRowsShareMax: 1 });
      tally.deliveries += 1;
      if (report.status === 'unchanged') tally.unchanged += 1;
      else if (report.accounts.touched === report.accounts.total) tally.everything += 1;
      else tally.some += 1;
      tally.waited += report.setAside.length;
      if (step.repeated && times === 1 && report.status !== 'unchanged') {
        onWrong(`delivery ${String(at)} came twice and was ${report.status} the second time`);
      }
      for (const [table, { read, loaded, quarantined, ...counts }] of Object.entries(report.tables)) {
        const parts = counts.new + counts.changed + counts.unchanged + counts.stale;
        if (read !== loaded + quarantined || loaded !== parts) {
          onWrong(
            `delivery ${String(at)}: the counts of ${table} do not add up: ${JSON.stringify(report.tables[table])}`,
          );
        }
      }
    }
  }
  return truth;
}

/** Takes in what it all comes to: one full delivery of each source into an empty home. */
export async function rebuild(take: TakeIn, truth: Truth, folder: string, turned: boolean): Promise<void> {
  for (const source of turned ? SOURCES.toReversed() : SOURCES) {
    const path = join(folder, `all-of-${source}`);
    await writeDelivery(path, truth.of(source), 'full');
    await take(path, { source, badRowsShareMax: 1 });
  }
}

export async function writeDelivery(
  path: string,
  delivery: Delivery,
  mode: 'full' | 'incremental',
): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, 'delivery.json'), JSON.stringify({ full: mode === 'full' }));
  for (const [table, rows] of delivery) {
    const columns = Object.keys(sourceTable(table).columns);
    const line = (row: Row): string => columns.map((name) => row[name] ?? '').join(',');
    await writeFile(join(path, `${table}.csv`), `${[columns.join(','), ...rows.map(line)].join('\n')}\n`);
  }
}

/** The smallest history by itself that is still wrong, told in full; null where each firm alone is right. */
export async function smallestWrong(seed: number, wrong: Wrong, shelves: Shelves): Promise<string | null> {
  const steps = calendarOf(seed);
  const named = new Set(
    Object.values(wrong).flatMap((rows) => rows.flatMap((row) => row.match(/\bF\d+(?=-)/g) ?? [])),
  );
  for (const name of named) {
    const run = await fc.check(
      fc.asyncProperty(randomFirm(steps), async (firm) => {
        const found = await proveHistory(shelves, tellingOf(seed, steps, [firm]), newTally());
        return Object.keys(found).length === 0;
      }),
      {
        seed,
        path: name.slice(1),
        numRuns: Number(name.slice(1)) + 1,
        endOnFailure: false,
        interruptAfterTimeLimit: 60_000,
      },
    );
    const [firm] = run.counterexample ?? [];
    if (run.failed && firm !== undefined) return shown(seed, steps, firm, shelves);
  }
  return null;
}

async function shown(seed: number, steps: readonly Step[], firm: Firm, shelves: Shelves): Promise<string> {
  const told = tellingOf(seed, steps, [firm]);
  const found = await proveHistory(shelves, told, newTally());
  const words = told.deliveries.map((delivery, at) => {
    const step = steps[at];
    const rows = [...delivery].flatMap(([table, all]) =>
      all.map((row) => `    ${table} ${Object.values(row).join(' ')}`),
    );
    return [
      `  ${String(at)} ${step?.source ?? ''} ${step?.mode ?? ''} ${step?.tables ?? ''} ${step?.phase ?? ''}`,
      ...rows,
    ].join('\n');
  });
  return [...words, JSON.stringify(found, null, 2)].join('\n');
}
