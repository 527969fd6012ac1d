import type { EntityDimension } from '../../vocabulary/plan.ts';
import type { ColumnType } from '../../vocabulary/rows.ts';

/** A column of a result, before it is put into words. */
export interface ResultColumn {
  readonly name: string;
  readonly label: string;
  readonly type: ColumnType;
  /** What the cell names, where it is the id of something with a name. */
  readonly entity?: EntityDimension;
  /** A code, which is shown with spaces between its words. */
  readonly coded?: true;
  /** Money: the scope's reporting currency, or the one in the row's column `currency`. */
  readonly money?: 'reporting' | 'row';
}

export interface ListedColumn extends ResultColumn {
  readonly sql: string;
}

export const day = (name: string, label: string, sql: string): ListedColumn => ({
  name,
  label,
  type: 'date',
  sql,
});
export const text = (name: string, label: string, sql: string): ListedColumn => ({
  name,
  label,
  type: 'string',
  sql,
});
export const number = (name: string, label: string, sql: string): ListedColumn => ({
  name,
  label,
  type: 'number',
  sql,
});
export const money = (
  name: string,
  label: string,
  sql: string,
  of: 'reporting' | 'row' = 'reporting',
): ListedColumn => ({
  name,
  label,
  type: 'money',
  sql,
  money: of,
});
export const account = (alias: string): ListedColumn => ({
  name: 'account',
  label: 'Account',
  type: 'string',
  sql: `${alias}.account_id`,
  entity: 'account',
});
export const security = (alias: string): ListedColumn => ({
  name: 'security',
  label: 'Security',
  type: 'string',
  sql: `${alias}.security_id`,
  entity: 'security',
});
