import type { SourceTableName } from '../../model/source-tables.ts';
import { quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** The tables whose rows speak of days until which figures reach, with the column, and what a row refers to. */
const DATED: Readonly<
  Partial<
    Record<
      SourceTableName,
      { readonly day: string; readonly of?: { readonly key: string; readonly table: SourceTableName } }
    >
  >
> = {
  transactions: { day: 'trade_date' },
  prices: { day: 'price_date', of: { key: 'security_id', table: 'securities' } },
  fx_rates: { day: 'rate_date' },
  benchmark_levels: { day: 'level_date', of: { key: 'benchmark_id', table: 'benchmarks' } },
};

/**
 * A query of the last day that a booking, close, rate or level speaks of, orphans left out (there are none where all is
 * `kept`): figures reach until then. Where nothing but dated rows changed and none of them was on the last day, the new
 * rows say it; what is staged need not be looked through.
 */
export async function latestDay(
  workspace: Workspace,
  changed: readonly SourceTableName[],
  kept: boolean,
): Promise<string> {
  const dated = changed.map((table) => ({ table, day: DATED[table]?.day }));
  const gone = dated.map(({ table, day = '' }) => `SELECT ${day} AS day FROM old_${table}`);
  if (!kept || dated.some(({ day }) => day === undefined)) return lastStagedDay(kept);
  const [row] = await workspace.rows(
    `SELECT last_day, (SELECT max(day) FROM (${gone.join(' UNION ALL ')})) >= last_day AS falls FROM stage.standing`,
  );
  const lastDay = row?.['last_day'];
  if (typeof lastDay !== 'string' || row?.['falls'] === true) return lastStagedDay(kept);
  const come = dated.map(({ table, day = '' }) => `SELECT max(${day}) AS day FROM new_${table}`);
  return `SELECT max(day) AS day FROM (SELECT CAST(${quoted(lastDay)} AS DATE) AS day UNION ALL ${come.join(' UNION ALL ')})`;
}

function lastStagedDay(kept: boolean): string {
  const parts = Object.entries(DATED).map(([table, { day, of }]) => {
    const from = table === 'transactions' && !kept ? 'merged' : 'staged';
    const known = kept || !of ? '' : `WHERE ${of.key} IN (SELECT ${of.key} FROM stage.merged_${of.table})`;
    return `SELECT max(${day}) AS day FROM stage.${from}_${table} ${known}`;
  });
  return `SELECT max(day) AS day FROM (${parts.join(' UNION ALL ')})`;
}
