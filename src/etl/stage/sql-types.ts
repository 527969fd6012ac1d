import type { ProductType } from '../../model/product-tables.ts';
import type { SourceTableName, SourceType } from '../../model/source-tables.ts';
import { sourceTable } from '../../model/source-tables.ts';

/** How a column of the canonical tables is kept. */
export const SOURCE_SQL_TYPES: Readonly<Record<SourceType, string>> = {
  key: 'VARCHAR',
  text: 'VARCHAR',
  currency: 'VARCHAR',
  day: 'DATE',
  instant: 'TIMESTAMP',
  amount: 'DECIMAL(38, 8)',
  quantity: 'DECIMAL(28, 10)',
  price: 'DECIMAL(28, 10)',
  rate: 'DECIMAL(24, 14)',
  fraction: 'DECIMAL(18, 10)',
};

/** How a column of the product tables is kept in a parcel. */
export const PRODUCT_SQL_TYPES: Readonly<Record<ProductType, string>> = {
  text: 'VARCHAR',
  day: 'DATE',
  instant: 'TIMESTAMP',
  money: 'DECIMAL(38, 8)',
  quantity: 'DECIMAL(28, 10)',
  price: 'DECIMAL(28, 10)',
  rate: 'DECIMAL(24, 14)',
  fraction: 'DECIMAL(18, 10)',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

/** A text literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function columnNames(table: SourceTableName): readonly string[] {
  return Object.keys(sourceTable(table).columns);
}

/** `a.x = b.x AND …` over the source and the key of a table. */
export function sameKey(table: SourceTableName, a: string, b: string): string {
  return ['source', ...sourceTable(table).key].map((name) => `${a}.${name} = ${b}.${name}`).join(' AND ');
}

/** The key's parts as one text, joined by `|`; a part that is missing is empty. */
export function keyText(table: SourceTableName, alias: string): string {
  return sourceTable(table)
    .key.map((name) => `coalesce(CAST(${alias}.${name} AS VARCHAR), '')`)
    .join(` || '|' || `);
}
