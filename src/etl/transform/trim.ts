import type { DuckDBConnection } from '@duckdb/node-api';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import { datedBy, isReplaced } from '../../model/replaced-rows.ts';
import type { Parcel } from '../../store/port.ts';
import { createProductTable } from './product-schema.ts';
import { count, readRows } from './read-rows.ts';

/** Tables that the checks after the transform read whole; of the others the transform makes no more than is published. */
const WHOLE_UNTIL_CHECKED = ['transactions', 'positions'] as const satisfies readonly ProductTableName[];

/**
 * Takes out of the parcel what stays as it was published, once nobody looks at it any more; gives what becomes of its
 * tables then.
 */
export async function trimParcel(
  connection: DuckDBConnection,
  tables: Parcel['tables'],
): Promise<Parcel['tables']> {
  const [row] = await readRows(connection, 'SELECT count(changed_from) FROM parcel.main.touched_accounts');
  if (count(row?.[0]) === 0) return tables;
  for (const table of WHOLE_UNTIL_CHECKED) {
    const order = productTable(table)
      .sortedBy.map((column) => `r.${column}`)
      .join(', ');
    // Rows that are deleted are written to the file all the same; those of a table that is gone are not.
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE trimmed AS SELECT r.* FROM parcel.main.${table} r
         JOIN parcel.main.touched_accounts t ON ${isReplaced(table, 'replace_later')} ORDER BY ${order};
       DROP TABLE parcel.main.${table}; ${createProductTable('parcel', table)};
       INSERT INTO parcel.main.${table} SELECT * FROM trimmed; DROP TABLE trimmed`,
    );
  }
  return Object.fromEntries(
    PRODUCT_TABLE_NAMES.flatMap((name) => {
      const mode = tables[name];
      if (mode === undefined) return [];
      return [[name, mode === 'replace_accounts' && datedBy(name) !== null ? 'replace_later' : mode]];
    }),
  );
}
