import type { DuckDBConnection } from '@duckdb/node-api';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import { PRODUCT_SQL_TYPES } from '../stage/sql-types.ts';

/** `CREATE TABLE` of a product table in a catalog, its columns in the declared order. */
export function createProductTable(catalog: string, table: ProductTableName): string {
  const columns = Object.entries(productTable(table).columns).map(
    ([name, type]) => `${name} ${PRODUCT_SQL_TYPES[type]}`,
  );
  return `CREATE TABLE ${catalog}.main.${table} (${columns.join(', ')})`;
}

/** Makes every product table in an empty parcel. */
export async function createProductTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(PRODUCT_TABLE_NAMES.map((table) => createProductTable('parcel', table)).join('; '));
}
