import type { Day } from '../../vocabulary/day.ts';
import type { InFilter, WithoutFilter } from '../../vocabulary/plan.ts';
import type { CellSet } from './cells.ts';
import { ACCOUNT_COLUMNS, conditionIn, isOpen, SECURITY_COLUMNS } from './filters.ts';
import { unusedDimension } from './unused-part.ts';

/** That an account's owner has no such rows, or has some. */
export function withoutCondition(set: CellSet, filter: WithoutFilter): string {
  const owner = set.filters.withoutOf;
  const holders = holdersOf(set, filter);
  const inside = filter.negated === true ? 'IN' : 'NOT IN';
  if (owner === 'account') return `a.account_id ${inside} (${holders})`;
  const column = ACCOUNT_COLUMNS[owner] ?? '';
  const owners =
    `SELECT ${column.replace(/^(\w)\./, '$1w.')} FROM accounts AS aw JOIN portfolios AS pw ON pw.portfolio_id = aw.portfolio_id ` +
    `JOIN clients AS cw ON cw.client_id = pw.client_id WHERE aw.account_id IN (${holders})`;
  return `COALESCE(${column}, '') ${inside} (SELECT COALESCE(o.owner, '') FROM (${owners.replace(' FROM', ' AS owner FROM')}) AS o)`;
}

/** Accounts with such rows: bookings of the period, or positions at its end. */
function holdersOf(set: CellSet, { rows, of = [] }: WithoutFilter): string {
  const last = set.spans.at(-1);
  if (last === undefined) return 'SELECT t.account_id FROM transactions AS t';
  const bound = (value: Day): string => set.draft.dialect.day(set.draft.bind(value));
  if (rows === 'accounts') {
    const kinds = of.map((filter) => conditionIn(set.draft, columnOfAccount(filter), filter));
    return `SELECT t.account_id FROM accounts AS t WHERE ${[isOpen('t', bound(last.to)), ...kinds].join(' AND ')}`;
  }
  const alias = rows === 'holdings' ? 'h' : 't';
  const limits = of.map((filter) => conditionIn(set.draft, columnOfRows(filter, alias), filter));
  const needsSecurities = of.some(({ dimension }) => !OF_ROWS.has(dimension));
  const joins = needsSecurities ? ` JOIN securities AS s ON s.security_id = ${alias}.security_id` : '';
  if (rows === 'transactions') {
    const inPeriod =
      last.from < last.to ? [`t.trade_date BETWEEN ${bound(last.from)} AND ${bound(last.to)}`] : [];
    const conditions = [...inPeriod, ...limits];
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
    return `SELECT t.account_id FROM transactions AS t${joins}${where}`;
  }
  if (rows === 'findings') {
    const since = last.from < last.to ? [`t.to_date >= ${bound(last.from)}`] : [];
    const conditions = [`t.from_date <= ${bound(last.to)}`, ...since, ...limits];
    return `SELECT t.account_id FROM findings AS t${joins} WHERE ${conditions.join(' AND ')}`;
  }
  const day = bound(last.to);
  const conditions = ['h.quantity <> 0', `h.from_date <= ${day}`, `h.to_date >= ${day}`, ...limits];
  return `SELECT h.account_id FROM positions AS h${joins} WHERE ${conditions.join(' AND ')}`;
}

/** What an account is, as its register says it: where it is held, of which kind it is. */
function columnOfAccount({ dimension }: InFilter): string {
  const column = ACCOUNT_COLUMNS[dimension];
  if (column?.includes('a.') !== true) throw unusedDimension(dimension);
  return column.replace('a.', 't.');
}

/** What rows say themselves, without their security. */
const OF_ROWS: ReadonlySet<string> = new Set(['security', 'transaction_type', 'finding']);

function columnOfRows({ dimension }: InFilter, alias: 't' | 'h'): string {
  if (dimension === 'security') return `${alias}.security_id`;
  if (dimension === 'transaction_type' && alias === 't') return 't.type';
  if (dimension === 'finding' && alias === 't') return 't.code';
  const column = SECURITY_COLUMNS[dimension];
  if (column === undefined) throw unusedDimension(dimension);
  return column;
}
