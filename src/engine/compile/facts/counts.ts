import {
  accountKeys,
  cells,
  grouping,
  keyColumns,
  members,
  on,
  rowKeys,
  rowParts,
  type CellSet,
  type RowSource,
} from '../cells.ts';
import { isOpen } from '../filters.ts';
import { select } from '../draft.ts';
import { measures } from './stocks.ts';

/** Figures that count: accounts and who they belong to, open lots, breaks. */

/** Accounts count while they are open, unless the question says which it means. */
export function entities(set: CellSet, needed: ReadonlySet<string>): string {
  const keys = accountKeys(set);
  const counted =
    set.filters.open === null ? `CASE WHEN ${isOpen('m', 'c.to_day')} THEN m.account_id END` : 'm.account_id';
  const all: Readonly<Record<string, string>> = {
    accounts: `COUNT(DISTINCT ${counted})`,
    portfolios: 'COUNT(DISTINCT m.portfolio_id)',
    clients: 'COUNT(DISTINCT m.client_id)',
    advisors: 'COUNT(DISTINCT m.advisor_id)',
    custodians: 'COUNT(DISTINCT m.custodian_id)',
  };
  return set.draft.define(`${set.prefix}entities`, () =>
    select({
      columns: ['c.period_no', ...keyColumns('c', keys), ...measures(all, needed)],
      from: [`${cells(set)} AS c`, `JOIN ${members(set)} AS m ${on('m', 'c', keys)}`],
      groupBy: ['c.period_no', ...keyColumns('c', keys)],
    }),
  );
}

const LOTS: RowSource = {
  alias: 'l',
  own: { security: 'l.security_id' },
  securities: 'join',
  booked: false,
  fields: { quantity: 'l.quantity', amount: 'l.cost_basis' },
};

/** Open lots as of the last day of the data. */
export function lots(set: CellSet): string {
  const parts = rowParts(set, LOTS);
  return set.draft.define(`${set.prefix}lot_counts`, () =>
    select({
      columns: ['c.period_no', ...keyColumns('c', accountKeys(set)), ...parts.keys, 'COUNT(*) AS lots'],
      from: [
        `${cells(set)} AS c`,
        `JOIN ${members(set)} AS m ${on('m', 'c', accountKeys(set))}`,
        'JOIN lots AS l ON l.account_id = m.account_id',
        ...parts.joins,
      ],
      where: parts.conditions,
      groupBy: grouping('c', set, parts),
    }),
  );
}

const BREAKS: RowSource = {
  alias: 'b',
  own: { security: 'b.security_id' },
  securities: 'join',
  booked: false,
  fields: { quantity: 'b.difference' },
};

/** Each account's last statement on or before the period's end. */
export function breaks(set: CellSet, needed: ReadonlySet<string>): string {
  const parts = rowParts(set, BREAKS);
  const keys = accountKeys(set);
  const all: Readonly<Record<string, string>> = {
    breaks: 'COUNT(CASE WHEN b.difference <> 0 THEN 1 END)',
    difference: 'SUM(b.difference)',
  };
  return set.draft.define(`${set.prefix}breaks`, () => {
    const statements = select({
      columns: ['c.period_no', ...keyColumns('c', keys), 'n.account_id', 'MAX(n.as_of_date) AS as_of_date'],
      from: [
        `${cells(set)} AS c`,
        `JOIN ${members(set)} AS m ${on('m', 'c', keys)}`,
        'JOIN reconciliation AS n ON n.account_id = m.account_id AND n.as_of_date <= c.to_day',
      ],
      groupBy: ['c.period_no', ...keyColumns('c', keys), 'n.account_id'],
    });
    return select({
      columns: ['e.period_no', ...keyColumns('e', keys), ...parts.keys, ...measures(all, needed)],
      from: [
        `(${statements.replaceAll('\n', '\n  ')}) AS e`,
        'JOIN reconciliation AS b ON b.account_id = e.account_id AND b.as_of_date = e.as_of_date',
        ...parts.joins,
      ],
      where: parts.conditions,
      groupBy: grouping('e', set, parts),
    });
  });
}

const FINDINGS: RowSource = {
  alias: 'd',
  own: { security: 'd.security_id', finding: 'd.code' },
  securities: 'join',
  booked: false,
  fields: {},
};

/** What was doubtful on any day of the period. */
export function findings(set: CellSet): string {
  const parts = rowParts(set, FINDINGS);
  const keys = accountKeys(set);
  return set.draft.define(`${set.prefix}finding_counts`, () =>
    select({
      columns: ['c.period_no', ...keyColumns('c', keys), ...parts.keys, 'COUNT(*) AS findings'],
      from: [
        `${cells(set)} AS c`,
        `JOIN ${members(set)} AS m ${on('m', 'c', keys)}`,
        'JOIN findings AS d ON d.account_id = m.account_id AND d.from_date <= c.to_day AND d.to_date >= c.from_day',
        ...parts.joins,
      ],
      where: parts.conditions,
      groupBy: grouping('c', set, parts),
    }),
  );
}

/** The target weights of the portfolios in each cell, by asset class. */
export function targets(set: CellSet): string {
  const keys = accountKeys(set);
  const byClass = rowKeys(set).includes('asset_class');
  const parts = rowParts(set, TARGETS);
  return set.draft.define(`${set.prefix}target_sums`, () => {
    const held = select({
      distinct: true,
      columns: ['c.period_no', ...keyColumns('c', keys), 'm.portfolio_id'],
      from: [`${cells(set)} AS c`, `JOIN ${members(set)} AS m ${on('m', 'c', keys)}`],
    });
    return select({
      columns: [
        'e.period_no',
        ...keyColumns('e', keys),
        ...(byClass ? ['w.asset_class AS by_asset_class'] : []),
        'SUM(w.weight) AS weight',
      ],
      from: [`(${held.replaceAll('\n', ' ')}) AS e`, 'JOIN targets AS w ON w.portfolio_id = e.portfolio_id'],
      where: parts.conditions,
      groupBy: ['e.period_no', ...keyColumns('e', keys), ...(byClass ? ['w.asset_class'] : [])],
    });
  });
}

const TARGETS: RowSource = {
  alias: 'w',
  own: { asset_class: 'w.asset_class' },
  securities: 'none',
  booked: false,
  fields: {},
};
