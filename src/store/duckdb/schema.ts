import type { ProductTable, ProductType } from '../../model/product-tables.ts';

/** How the types of product tables are kept: every exact one as a DECIMAL of the model's scale. */
export const PHYSICAL_TYPES: Readonly<Record<ProductType, string>> = {
  text: 'VARCHAR',
  day: 'DATE',
  instant: 'TIMESTAMP',
  money: 'DECIMAL(38,8)',
  quantity: 'DECIMAL(28,10)',
  price: 'DECIMAL(28,10)',
  rate: 'DECIMAL(24,14)',
  fraction: 'DECIMAL(18,10)',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

/** The columns' definitions of a product table, as in CREATE TABLE. No index and no key: neither is safe nor needed. */
export function columnDefinitions(table: ProductTable): string {
  return Object.entries(table.columns)
    .map(([name, type]) => `${identifier(name)} ${PHYSICAL_TYPES[type]}`)
    .join(', ');
}

/** `CREATE TABLE` for a product table under a qualified name that the caller has quoted already. */
export function createTable(qualifiedName: string, table: ProductTable): string {
  return `CREATE TABLE ${qualifiedName} (${columnDefinitions(table)})`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
