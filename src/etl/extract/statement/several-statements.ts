import type { SourceTableName } from '../../../model/source-tables.ts';
import { canonicalRows, keyOfRow } from './canonical-rows.ts';
import type { CanonicalRow, CanonicalRows } from './canonical-rows.ts';
import type { Directory, KnownAccount, KnownSecurity } from './directory.ts';
import type { Statement } from './statement.ts';

/** A statement, and the number that the first line of its file has among the lines of all. */
export interface PlacedStatement {
  readonly statement: Statement;
  readonly firstLine: number;
}

/**
 * Statements that are taken in together, as rows of the canonical tables. Each sees the accounts and securities of
 * those before it as known, so that an account of twelve months is one account. Where two state the positions of one
 * account, security and day, the later one speaks: lots of one statement add up, statements do not.
 */
export function rowsOfStatements(
  statements: readonly PlacedStatement[],
  directory: Directory,
): CanonicalRows {
  const all = new Map<SourceTableName, readonly CanonicalRow[]>();
  let known = directory;
  for (const { statement, firstLine } of statements) {
    const rows = canonicalRows(statement, known);
    for (const [table, told] of rows) {
      const placed = told.map(({ line, values }) => ({ line: line + firstLine - 1, values }));
      all.set(table, [...without(all.get(table) ?? [], table, placed), ...placed]);
    }
    known = knowing(known, rows);
  }
  return all;
}

/** What earlier statements told of a table, without what a later one tells again in its own way. */
function without(
  before: readonly CanonicalRow[],
  table: SourceTableName,
  later: readonly CanonicalRow[],
): readonly CanonicalRow[] {
  if (table !== 'holdings' && table !== 'prices') return before;
  const again = new Set(later.map((row) => keyOfRow(table, row)));
  return before.filter((row) => !again.has(keyOfRow(table, row)));
}

function knowing(directory: Directory, rows: CanonicalRows): Directory {
  const told = (table: SourceTableName): readonly CanonicalRow['values'][] =>
    (rows.get(table) ?? []).map(({ values }) => values);
  const ids = (table: SourceTableName, column: string): readonly string[] =>
    told(table).map((values) => values[column] ?? '');
  return {
    ...directory,
    accounts: [
      ...directory.accounts,
      ...told('accounts').map(({ account_id, account_number }): KnownAccount => ({
        id: account_id ?? '',
        number: account_number ?? null,
      })),
    ],
    securities: [
      ...directory.securities,
      ...told('securities').map((values): KnownSecurity => ({
        id: values['security_id'] ?? '',
        isin: values['isin'] ?? null,
        cusip: values['cusip'] ?? null,
        symbol: values['symbol'] ?? null,
        name: values['name'] ?? '',
        currency: values['currency'] ?? '',
        // What another statement of this delivery closes with is no later word than this one's.
        pricedUntil: null,
      })),
    ],
    custodians: [
      ...directory.custodians,
      ...told('custodians').map(({ custodian_id, name }) => ({ id: custodian_id ?? '', name: name ?? '' })),
    ],
    clients: new Set([...directory.clients, ...ids('clients', 'client_id')]),
    portfolios: new Set([...directory.portfolios, ...ids('portfolios', 'portfolio_id')]),
  };
}
