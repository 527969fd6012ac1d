import { fc } from '@fast-check/vitest';
import type { SourceTableName } from '../../src/model/source-tables.ts';
import type { Source, Step } from './calendar.ts';

/** A row as text, by column; what is left out is empty. */
export type Row = Readonly<Record<string, string>>;

/** A row as it is told over time: each version has all columns, its key included. */
export interface TellingRow {
  readonly table: SourceTableName;
  /** Who tells of it. */
  readonly sources: readonly Source[];
  readonly versions: readonly Row[];
  /** What becomes of it in each delivery of the calendar. */
  readonly fates: readonly Fate[];
  /** Other rows refer to it. */
  readonly referredTo: boolean;
}

/**
 * `quiet`: no word of it, and in a full delivery it is gone if it `may` go; `told`: as it stands; `corrected`: its next
 * version; `stale`: an earlier version; `twice`: an earlier version and the present one, in this order; `twiceTurned`.
 */
export type Fate = 'quiet' | 'gone' | 'told' | 'corrected' | 'stale' | 'twice' | 'twiceTurned';

const FATES: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Fate> }[] = [
  { weight: 30, arbitrary: fc.constant('quiet') },
  { weight: 5, arbitrary: fc.constant('gone') },
  { weight: 5, arbitrary: fc.constant('told') },
  { weight: 5, arbitrary: fc.constant('corrected') },
  { weight: 2, arbitrary: fc.constant('stale') },
  { weight: 1, arbitrary: fc.constant('twice') },
  { weight: 1, arbitrary: fc.constant('twiceTurned') },
];

export function fatesOf(steps: readonly Step[]): fc.Arbitrary<readonly Fate[]> {
  return fc.array(fc.oneof(...FATES), { minLength: steps.length, maxLength: steps.length });
}

/** A delivery's rows of each table, in the order of their lines. */
export type Delivery = ReadonlyMap<SourceTableName, readonly Row[]>;

const DAILY: ReadonlySet<SourceTableName> = new Set([
  'prices',
  'fx_rates',
  'benchmark_levels',
  'transactions',
  'holdings',
]);

/** Plays the rows through the calendar: what each delivery of it brings. */
export function deliveriesOf(rows: readonly TellingRow[], steps: readonly Step[]): readonly Delivery[] {
  const deliveries = steps.map(() => new Map<SourceTableName, Row[]>());
  for (const row of rows) {
    const shared = row.sources.length > 1;
    let version = 0;
    const known = new Set<Source>();
    steps.forEach((step, at) => {
      if (!row.sources.includes(step.source)) return;
      if (step.tables === 'daily' && !DAILY.has(row.table)) return;
      const now = { version, known: known.has(step.source), shared };
      const told = versionsTold(row, step, row.fates[at] ?? 'quiet', now);
      version = versionAfter(row, version, told);
      if (told.length > 0) known.add(step.source);
      const lines = told.map((each) => row.versions[each] ?? {});
      const delivered = deliveries[at]?.get(row.table);
      if (delivered) delivered.push(...lines);
      else deliveries[at]?.set(row.table, lines);
    });
  }
  return deliveries;
}

interface Standing {
  /** The version that its source holds to. */
  readonly version: number;
  readonly known: boolean;
  readonly shared: boolean;
}

/** Which versions one delivery tells of one row, in the order of their lines. */
function versionsTold(row: TellingRow, { mode, phase }: Step, fate: Fate, now: Standing): readonly number[] {
  const last = row.versions.length - 1;
  const before = Math.max(0, now.version - 1);
  // What two sources tell must in the end be one and the same, or it would depend on who spoke last.
  if (phase === 'settling' && now.shared) return [last];
  if (phase === 'settling' && (row.referredTo || !now.known)) return [now.version];
  // A correction may name what is not known any more; in the end nothing like that is told.
  if (phase === 'ending') return fate === 'gone' ? [] : [now.version];
  switch (fate) {
    case 'quiet':
      return mode === 'full' ? [now.version] : [];
    case 'gone':
      return mode === 'full' && now.known && row.referredTo ? [now.version] : [];
    case 'told':
      return [now.version];
    case 'corrected':
      return [Math.min(last, now.version + 1)];
    case 'stale':
      return [before];
    case 'twice':
      return [before, now.version];
    case 'twiceTurned':
      return [now.version, before];
    default:
      return fate satisfies never;
  }
}

/** The version that holds after these were told: the newest stamp, or without stamps the last word. */
function versionAfter(row: TellingRow, version: number, told: readonly number[]): number {
  const stamped = row.versions[0]?.['updated_at'] !== undefined;
  return stamped ? Math.max(version, ...told) : (told.at(-1) ?? version);
}
