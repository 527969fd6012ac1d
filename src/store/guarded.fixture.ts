import type { GuardedSql, OwnRows } from '../guard/guarded-sql.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import type { SqlValue } from '../vocabulary/sql.ts';
import type { Marks } from './marks.ts';
import type { DataVersion, ReadLimits } from './port.ts';

/** A version, its marks and a statement over it, for tests of what is kept. */
export const VERSION: DataVersion = {
  id: 'v1',
  asOf: dayOf('2026-06-30'),
  publishedAt: '2026-07-01T00:00:00.000Z',
  firmCurrency: 'USD',
};
export const MARKS: Marks = {
  version: VERSION,
  everyAccount: 'every',
  otherAccounts: 'others',
  accounts: new Map([['A1', 'first']]),
  tables: new Map([['securities', 'names']]),
};
export const MAX: ReadLimits = { seconds_max: 5, rows_max: 100, bytes_max: 1_000 };

export interface Parts {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
  readonly ownRows: readonly OwnRows[];
  readonly scope: ReadScope;
  readonly relations: readonly string[];
  readonly textsAsAccountId: readonly string[];
}
export const COPIED: OwnRows = { name: 'own_accounts', text: 'SELECT 2', parameters: ['b'] };
export const STATEMENT: Parts = {
  text: 'SELECT 1',
  parameters: ['a', 1],
  ownRows: [COPIED],
  scope: { accounts: ['A1', 'A2'], currency: 'USD' },
  relations: ['accounts'],
  textsAsAccountId: [],
};

/** As the guard would have let it through. */
export function guarded(parts: Partial<Parts> = {}): GuardedSql {
  const statement: object = { ...STATEMENT, ...parts };
  return statement as GuardedSql;
}
