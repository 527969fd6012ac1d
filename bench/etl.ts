import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFirm, writeNextDelivery, type FirmSize } from './firm.ts';
import { openHome, type ImportCost } from './import-run.ts';
import type { Measured } from './measured.ts';
import { measurePerson } from './person.ts';
import { median } from './statistics.ts';
import { measureYardstick, type Cost } from './yardstick.ts';

const MEMORY_BYTES_MAX = 4 * 1024 ** 3;
const FIRM_RATIO_MAX = 8;
const CHANGE_SHARE_MAX = 0.05;
const CHANGE_SECONDS_MAX = 2;
const PERSON_SECONDS_MAX = 0.5;
const PERSON_RUNNING_SECONDS_MAX = 0.1;
const L_RUNS = 3;

export interface EtlBenchOptions {
  readonly firm: FirmSize;
  /** Where data and homes are made; removed afterwards. A temporary folder where none is named. */
  readonly scratch: string | null;
  readonly say: (line: string) => void;
}

export interface EtlBenchResult {
  readonly rows: readonly Measured[];
  /** Every run of L and of the imports, as they were measured. */
  readonly yardsticks: readonly Cost[];
  readonly imports: Readonly<Record<string, ImportCost>>;
}

const PERSON: FirmSize = {
  accounts: 1,
  bookingsPerAccount: 20_000,
  securities: 200,
  positionsPerAccount: 200,
  years: 10,
  seed: 2,
};

/**
 * Imports a firm whole, then a delivery that touches 1 % of its accounts, then a day's closes; a person's history
 * besides; and measures L before, between and after, because a machine's speed drifts.
 */
export async function benchEtl(options: EtlBenchOptions): Promise<EtlBenchResult> {
  const { firm, say } = options;
  const scratch = options.scratch ?? mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  mkdirSync(scratch, { recursive: true });
  const place = (name: string): string => join(scratch, name);
  try {
    say(`making ${firm.accounts} accounts with ${firm.bookingsPerAccount} bookings each`);
    await writeFirm(place('firm'), firm);
    const touched = Math.max(1, Math.round(firm.accounts / 100));
    await writeNextDelivery(place('change'), firm, { accounts: touched, newDay: false });
    await writeNextDelivery(place('day'), firm, { accounts: touched, newDay: true });
    await writeFirm(place('person'), PERSON);
    const yardsticks: Cost[] = [];
    const yardstick = async (): Promise<void> => {
      for (let n = 0; n < L_RUNS; n += 1) yardsticks.push(await measureYardstick(place('firm'), scratch));
    };
    const imports: Record<string, ImportCost> = {};
    await yardstick();
    const home = await openHome(place('home'));
    try {
      for (const name of ['firm', 'change', 'day']) {
        say(`importing: ${name}`);
        imports[name] = await home.import(place(name));
        await yardstick();
      }
    } finally {
      await home.close();
    }
    say('importing: person');
    const own = await openHome(place('own-home'));
    try {
      imports['person'] = await own.import(place('person'));
    } finally {
      await own.close();
    }
    say('working the person out in this process');
    const running = await measurePerson(place('person'));
    const rows = rowsOf(imports, yardsticks);
    rows.push({
      what: `one person, in the running process, ${running.rows.toLocaleString('en')} rows of figures`,
      value: running.seconds,
      unit: 's',
      limit: PERSON_RUNNING_SECONDS_MAX,
    });
    return { rows, yardsticks, imports };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function rowsOf(imports: Readonly<Record<string, ImportCost>>, yardsticks: readonly Cost[]): Measured[] {
  const [firm, change, day, person] = ['firm', 'change', 'day', 'person'].map((name) => imports[name]);
  if (!firm || !change || !day || !person) throw new Error('an import is missing');
  const seconds = median(yardsticks.map((cost) => cost.seconds));
  const cpuSeconds = median(yardsticks.map((cost) => cost.cpuSeconds));
  const spread = Math.max(...yardsticks.map((cost) => cost.seconds)) / seconds - 1;
  const share = (cost: Cost): number => (100 * cost.seconds) / firm.seconds;
  const times = (what: string, cost: Cost, limit: number | null): Measured[] => [
    { what: `firm: ${what}`, value: cost.seconds / seconds, unit: '× L', limit },
    { what: `firm: ${what}, processor`, value: cost.cpuSeconds / cpuSeconds, unit: '× L', limit },
  ];
  return [
    { what: 'L, by the clock (median)', value: seconds, unit: 's', limit: null },
    { what: 'L, spread (slowest over median)', value: spread * 100, unit: '%', limit: null },
    { what: 'L, processor (median)', value: cpuSeconds, unit: 'cpu s', limit: null },
    ...times('transform to publish', published(firm), FIRM_RATIO_MAX),
    ...Object.entries(firm.steps).flatMap(([step, cost]) => times(step, cost, null)),
    ...times('whole import', firm, null),
    {
      what: 'firm: memory of worker and store, peak',
      value: gib(firm),
      unit: 'GiB',
      limit: gib({ peakBytes: MEMORY_BYTES_MAX }),
    },
    { what: '1 % of accounts: whole import', value: change.seconds, unit: 's', limit: CHANGE_SECONDS_MAX },
    {
      what: '1 % of accounts: of the full import',
      value: share(change),
      unit: '%',
      limit: 100 * CHANGE_SHARE_MAX,
    },
    {
      what: '1 % of accounts: transform to publish',
      value: published(change).seconds,
      unit: 's',
      limit: null,
    },
    { what: 'a day with new closes: of the full import', value: share(day), unit: '%', limit: null },
    {
      what: 'one person, 20,000 bookings: transform to publish',
      value: published(person).seconds,
      unit: 's',
      limit: PERSON_SECONDS_MAX,
    },
    { what: 'one person, 20,000 bookings: whole import', value: person.seconds, unit: 's', limit: null },
  ];
}

/** What is held against the limits: everything behind staging. */
function published({ steps: { transform, reconcile, quality, publish } }: ImportCost): Cost {
  const parts = [transform, reconcile, quality, publish];
  return {
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    cpuSeconds: parts.reduce((sum, part) => sum + part.cpuSeconds, 0),
  };
}

function gib({ peakBytes }: Pick<ImportCost, 'peakBytes'>): number {
  return peakBytes / 1024 ** 3;
}
