import type { Relation } from '../../model/relations.ts';
import { PHYSICAL_SCHEMA } from '../../store/physical-name.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';

/** A LIMIT that lets every row through, and no condition of the reader below it. */
const EVERY_ROW = 'LIMIT 18446744073709551615';

/** The query that stands for a relation: its declared columns, of the rows in reach. */
export function rowsInReach(relation: Relation, scope: ReadScope): string {
  const conditions = [inReach(relation.limitedBy, scope), relation.reported ? inCurrency(scope) : null];
  return select(Object.keys(relation.columns), relation.table, conditions);
}

/**
 * The same for a statement that nobody has read before: a condition that fails on a row out of reach would tell that
 * the row is there, so a limited query keeps the reader's conditions above it. So does every query of a statement with
 * windows: MariaDB 10.11 loses all rows where it merges one into a SELECT with a window and NOT IN or NOT EXISTS.
 */
export function rowsBehindBarrier(relation: Relation, scope: ReadScope, hasWindows: boolean): string {
  const query = rowsInReach(relation, scope);
  const isMerged = inReach(relation.limitedBy, scope) === null && !hasWindows;
  return isMerged ? query : `${query} ${EVERY_ROW}`;
}

function inReach(by: Relation['limitedBy'], scope: ReadScope): string | null {
  if (by === 'shared' || scope.accounts === 'all') return null;
  if (by === 'account') return scope.accounts.length === 0 ? '1 = 0' : isOneOf('account_id', scope.accounts);
  if (by === 'client') return through('client_id', 'portfolios', inReach('portfolio', scope));
  if (by === 'advisor') return through('advisor_id', 'clients', inReach('client', scope));
  return through(`${by}_id`, 'accounts', inReach('account', scope));
}

function through(key: string, table: string, condition: string | null): string {
  return `\`${key}\` IN (${select([key], table, [condition])})`;
}

/** The reporting currency; without one, each account's own. */
function inCurrency(scope: ReadScope): string {
  if (scope.currency !== null) return isOneOf('currency', [scope.currency]);
  const own = select(['account_id', 'currency'], 'accounts', [inReach('account', scope)]);
  return `(account_id, currency) IN (${own})`;
}

function select(columns: readonly string[], table: string, conditions: readonly (string | null)[]): string {
  const where = conditions.filter((condition) => condition !== null);
  const list = columns.map((column) => `\`${column}\``).join(', ');
  return `SELECT ${list} FROM ${PHYSICAL_SCHEMA}.${table}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
}

function isOneOf(column: string, values: readonly string[]): string {
  return `${column} IN (${[...new Set(values)].map(literal).join(', ')})`;
}

/** As the sessions read it: a quote is doubled, and so is the backslash that would escape one. */
function literal(text: string): string {
  if (/\p{Cc}/u.test(text) || !text.isWellFormed())
    throw new Problem('not_permitted', 'It is not known which accounts may be read; sign in again.');
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
