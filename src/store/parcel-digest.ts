import type { ProductTable } from '../model/product-tables.ts';
import { LIMITS } from '../vocabulary/limits.ts';

/** Runs a statement on a connection that sees a parcel, and gives its first row. */
export type FirstRow = (sql: string) => Promise<readonly unknown[] | undefined>;

/**
 * A digest of the rows that lie in these places, whatever their order: the same for the same rows, whichever publish
 * brings them. Null where there are more than are worth reading once more. The places are quoted already.
 */
export async function digestOfRows(
  table: ProductTable,
  places: readonly string[],
  first: FirstRow,
): Promise<string | null> {
  const rows = places.map((place) => `SELECT * FROM ${place}`).join(' UNION ALL ');
  const counted = await first(`SELECT count(*) FROM (${rows})`);
  if (Number(counted?.[0] ?? 0) > LIMITS.store_digest_rows_max) return null;
  // Each value after its length, so that no other rows come to the same text, wherever one ends.
  const cells = Object.keys(table.columns).map((column) => {
    const text = `CAST("${column}" AS VARCHAR)`;
    return `coalesce(length(${text}) || ':' || ${text}, '-')`;
  });
  const found = await first(
    `SELECT sha256(coalesce(string_agg(line, '' ORDER BY line), '')) FROM (SELECT ${cells.join(' || ')} AS line FROM (${rows}))`,
  );
  return typeof found?.[0] === 'string' ? found[0] : null;
}

/** Whether a table of accounts holds rows of one that the parcel does not speak for: then it is not what it says. */
export async function hasStrangers(
  places: readonly string[],
  touched: string,
  first: FirstRow,
): Promise<boolean> {
  const rows = places.map((place) => `SELECT account_id FROM ${place}`).join(' UNION ALL ');
  const found = await first(
    `SELECT count(*) FROM (SELECT 1 FROM (${rows}) r ANTI JOIN ${touched} t ON t.account_id = r.account_id LIMIT 1)`,
  );
  return Number(found?.[0] ?? 0) > 0;
}
