import { sourceTable, type SourceTableName } from '../../src/model/source-tables.ts';
import { Decimal } from 'decimal.js';
import type { Source, Step } from './calendar.ts';
import type { Delivery, Row } from './random-rows.ts';

type State = Map<SourceTableName, Map<string, Row>>;

/**
 * The ledger of truth: what each source says in the end, worked out row by row from the rules of delivery alone. The
 * newer `updated_at` wins, without one the later row; a full delivery speaks for its tables; lots of one statement in
 * one delivery add up.
 */
export class Truth {
  readonly #states = new Map<Source, State>();

  take({ source, mode }: Step, delivery: Delivery): void {
    const state: State = this.#states.get(source) ?? new Map();
    this.#states.set(source, state);
    for (const [table, rows] of delivery) {
      const known = state.get(table) ?? new Map<string, Row>();
      state.set(table, known);
      const lines = table === 'holdings' ? addedUp(rows) : rows;
      for (const row of lines) {
        const key = keyOf(table, row);
        const before = known.get(key);
        const [old, own] = [before?.['updated_at'], row['updated_at']];
        if (old === undefined || own === undefined || own >= old) known.set(key, row);
      }
      if (mode === 'incremental') continue;
      const told = new Set(rows.map((row) => keyOf(table, row)));
      for (const key of known.keys()) if (!told.has(key)) known.delete(key);
    }
  }

  /** All that a source says in the end, as one delivery. */
  of(source: Source): Delivery {
    return new Map([...(this.#states.get(source) ?? [])].map(([table, rows]) => [table, [...rows.values()]]));
  }
}

function addedUp(rows: readonly Row[]): readonly Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf('holdings', row);
    const quantity = new Decimal(sums.get(key)?.['quantity'] ?? 0).plus(row['quantity'] ?? 0).toFixed();
    sums.set(key, { ...row, quantity });
  }
  return [...sums.values()];
}

function keyOf(table: SourceTableName, row: Row): string {
  return sourceTable(table)
    .key.map((name) => row[name] ?? '')
    .join('|');
}
