import { createHash } from 'node:crypto';
import type { ProductTable, ProductType } from '../../model/product-tables.ts';
import type { Flavour } from './flavour.ts';

/** How the types of product tables are kept: every exact one as a DECIMAL of the model's scale. */
const PHYSICAL_TYPES: Readonly<Record<Exclude<ProductType, 'text'>, string>> = {
  day: 'DATE',
  instant: 'DATETIME(6)',
  money: 'DECIMAL(38,8)',
  quantity: 'DECIMAL(28,10)',
  price: 'DECIMAL(28,10)',
  rate: 'DECIMAL(24,14)',
  fraction: 'DECIMAL(18,10)',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

/** Ids and codes: four of them fit into one key of 3072 bytes. */
export const ID_CHARS_MAX = 180;
/** Text that people write, of any length; no key holds it. */
const PROSE: ReadonlySet<string> = new Set([
  'name',
  'description',
  'detail',
  'cause',
  'email',
  'file',
  'source',
]);
/** Columns of a sort order that can be without a value, which no key may be. */
const OPTIONAL: ReadonlySet<string> = new Set(['findings.security_id', 'lots.acquired_on']);

/** The column that makes each row's key its own: rows of one key lie in the order of the parcel. */
export const ROW_NUMBER = 'row_no';

/**
 * The columns by which rows are clustered: the table's own order, as far as each has a value. An account's rows lie
 * together, by security or day, so what one account asks costs the same however many others there are.
 */
export function clusterColumns(name: string, table: ProductTable): readonly string[] {
  const end = table.sortedBy.findIndex((column) => OPTIONAL.has(`${name}.${column}`));
  return end < 0 ? table.sortedBy : table.sortedBy.slice(0, end);
}

/** The body of CREATE TABLE. */
function tableBody(name: string, table: ProductTable, { collation }: Flavour): string {
  const keys = clusterColumns(name, table);
  const columns = Object.entries(table.columns).map(([column, type]) => {
    const kept =
      type !== 'text' ? PHYSICAL_TYPES[type] : PROSE.has(column) ? 'MEDIUMTEXT' : `VARCHAR(${ID_CHARS_MAX})`;
    return `${identifier(column)} ${kept}${keys.includes(column) ? ' NOT NULL' : ' NULL'}`;
  });
  const key = [...keys, ROW_NUMBER].map(identifier).join(', ');
  return (
    `(${columns.join(', ')}, ${identifier(ROW_NUMBER)} BIGINT NOT NULL, PRIMARY KEY (${key})) ` +
    `ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`
  );
}

export function createTable(
  physicalName: string,
  name: string,
  table: ProductTable,
  flavour: Flavour,
): string {
  return `CREATE TABLE ${identifier(physicalName)} ${tableBody(name, table, flavour)}`;
}

/** Changes when the columns of a table do, so that a store of another version of the program is known. */
export function shapeOf(name: string, table: ProductTable): string {
  const text = JSON.stringify([table.columns, clusterColumns(name, table)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export function identifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
