import { CURRENCIES, minorUnits } from '../../vocabulary/currency.ts';
import type { SourceTableName } from '../../model/source-tables.ts';
import { keyText } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** Of a smallest unit. */
const NEAR = 0.9;

/**
 * Rows that are loaded though they look odd, as `flagged_<table>`: a BUY or SELL whose amount differs from
 * −(quantity × price + fee + tax) by more than one smallest unit of its currency and 0.01 %, or whose product does not
 * fit; a fee or tax below zero. Gives their number.
 */
export async function flagRows(workspace: Workspace, table: SourceTableName): Promise<number> {
  if (table !== 'transactions') return 0;
  return workspace.count(`CREATE OR REPLACE TEMP TABLE flagged_${table} AS
    SELECT source, file, line, key, flag_amount, flag_negative FROM (
      SELECT g.source, g.file, g.line, ${keyText(table, 'g')} AS key, ${flagAmount()} AS flag_amount,
        coalesce(g.fee < 0 OR g.tax < 0, false) AS flag_negative
      FROM (SELECT * FROM good_${table} g WHERE NOT g.retried AND (${mayDiffer()} OR g.fee < 0 OR g.tax < 0)) g)
    WHERE flag_amount OR flag_negative`);
}

function flagAmount(): string {
  const expected =
    '(-CAST(TRY(g.quantity * g.price) AS DECIMAL(38, 10)) - coalesce(g.fee, 0) - coalesce(g.tax, 0))';
  const difference = `abs(g.amount - ${expected})`;
  const differs = `${difference} > ${smallestUnit(1)} AND ${difference} * 10000 > abs(${expected})`;
  return `coalesce(g.type IN ('BUY', 'SELL') AND coalesce(TRY(${differs}), true), false)`;
}

/**
 * Shortening a product to ten places takes longer than everything else together, and changes it by less than a tenth of
 * any smallest unit: where the whole product is that near, it need not be shortened.
 */
function mayDiffer(): string {
  const whole = ['amount', 'fee', 'tax'].map((name) => `CAST(coalesce(g.${name}, 0) AS DECIMAL(38, 20))`);
  const difference = `TRY(abs(g.quantity * g.price + ${whole.join(' + ')}))`;
  return `(g.type IN ('BUY', 'SELL') AND coalesce(${difference} > ${smallestUnit(NEAR)}, true))`;
}

/** `units` smallest units of the booking's currency, which is 0.01 for USD and 1 for JPY. */
function smallestUnit(units: number): string {
  const other = CURRENCIES.filter((code) => minorUnits(code) !== 2);
  const whens = other.map((code) => `WHEN '${code}' THEN ${decimal(units, minorUnits(code))}`);
  return `CASE g.currency ${whens.join(' ')} ELSE ${decimal(units, 2)} END`;
}

function decimal(units: number, minor: number): string {
  return (units * 10 ** -minor).toFixed(minor + 1);
}
