import { addDays } from '../../../vocabulary/day.ts';
import type { SqlDialect } from '../../../store/dialect.ts';
import {
  accountKeys,
  cells,
  keyColumns,
  members,
  on,
  rowParts,
  type CellSet,
  type RowSource,
} from '../cells.ts';
import { select } from '../draft.ts';
import { rowKeys } from '../cells.ts';

/**
 * What stands at the end of a day: at the period's end (closing) and at the end of the day before it (opening). By
 * account from daily_values; by security from positions, closes and rates.
 */
export const VALUE_STOCKS: Readonly<Record<string, string>> = {
  closing: sumOf('closing', 'v.market_value'),
  opening: sumOf('opening', 'v.market_value'),
  cash: sumOf('closing', 'v.cash'),
  opening_cash: sumOf('opening', 'v.cash'),
  cost: sumOf('closing', 'v.cost_basis'),
};

export const POSITION_STOCKS: Readonly<Record<string, string>> = {
  closing: sumOf('closing', 'v.value'),
  opening: sumOf('opening', 'v.value'),
  cash: sumOf('closing', "CASE WHEN v.security_id LIKE 'CASH:%' THEN v.value END"),
  opening_cash: sumOf('opening', "CASE WHEN v.security_id LIKE 'CASH:%' THEN v.value END"),
  cost: sumOf('closing', 'v.cost_basis'),
  quantity: sumOf('closing', 'v.quantity'),
  price: "MAX(CASE WHEN v.side = 'closing' THEN v.price END)",
  securities: countOf('v.security_id', "v.security_id NOT LIKE 'CASH:%'"),
  accounts: countOf('v.account_id'),
  portfolios: countOf('v.portfolio_id'),
  clients: countOf('v.client_id'),
  advisors: countOf('v.advisor_id'),
};

function sumOf(side: 'closing' | 'opening', value: string): string {
  return `SUM(CASE WHEN v.side = '${side}' THEN ${value} END)`;
}

function countOf(column: string, condition = '1 = 1'): string {
  return `COUNT(DISTINCT CASE WHEN v.side = 'closing' AND ${condition} THEN ${column} END)`;
}

/** Days at which something is looked up, by cell. */
function marks(set: CellSet, needed: ReadonlySet<string>): string {
  const { draft } = set;
  return draft.define(`${set.prefix}marks`, () => {
    const keys = keyColumns('c', accountKeys(set));
    const from = [`${cells(set)} AS c`];
    const sides = [
      select({ columns: ['c.period_no', ...keys, 'c.to_day AS day', "'closing' AS side"], from }),
    ];
    if (needed.has('opening') || needed.has('opening_cash')) {
      const before = draft.dialect.addDays('c.from_day', '-1');
      sides.push(
        select({ columns: ['c.period_no', ...keys, `${before} AS day`, "'opening' AS side"], from }),
      );
    }
    return sides.join('\nUNION ALL\n');
  });
}

/** The first and the last day at which a cell can look. */
function bounds(set: CellSet, needed: ReadonlySet<string>): readonly [string, string] {
  const { draft, spans, grain } = set;
  const opens = needed.has('opening') || needed.has('opening_cash');
  const earliest = spans
    .map(({ from, to }) => (opens ? addDays(from, -1) : grain === null ? to : from))
    .toSorted()
    .at(0);
  const latest = spans
    .map(({ to }) => to)
    .toSorted()
    .at(-1);
  const day = (value: string | undefined): string => draft.dialect.day(draft.bind(value ?? null));
  return [day(earliest), day(latest)];
}

/** From daily_values: only for groups of accounts, without a condition on securities. */
export function stocksOfAccounts(set: CellSet, needed: ReadonlySet<string>): string {
  const keys = accountKeys(set);
  return set.draft.define(`${set.prefix}stocks`, () =>
    select({
      columns: ['k.period_no', ...keyColumns('k', keys), ...measures(VALUE_STOCKS, needed)].map((column) =>
        column.replaceAll('v.side', 'k.side'),
      ),
      from: [
        `${marks(set, needed)} AS k`,
        `JOIN ${members(set)} AS m ${on('m', 'k', keys)}`,
        'JOIN daily_values AS v ON v.account_id = m.account_id AND v.value_date = k.day',
      ],
      // Said twice, so that days which no cell looks at are never read.
      where: [`v.value_date BETWEEN ${bounds(set, needed).join(' AND ')}`],
      groupBy: ['k.period_no', ...keyColumns('k', keys)],
    }),
  );
}

const POSITIONS: RowSource = {
  alias: 'h',
  own: { security: 'h.security_id' },
  securities: 'joined',
  booked: false,
  fields: { quantity: 'h.quantity' },
};

/** From positions, each valued at the last close and the day's rate. */
export function stocksOfPositions(set: CellSet, needed: ReadonlySet<string>): string {
  const { draft } = set;
  const keys = [...accountKeys(set), ...rowKeys(set)];
  return draft.define(`${set.prefix}stocks`, () =>
    select({
      columns: ['v.period_no', ...keyColumns('v', keys), ...measures(POSITION_STOCKS, needed)],
      from: [`${valued(set, needed)} AS v`],
      groupBy: ['v.period_no', ...keyColumns('v', keys)],
    }),
  );
}

function valued(set: CellSet, needed: ReadonlySet<string>): string {
  const { draft } = set;
  const keys = [...accountKeys(set), ...rowKeys(set)];
  const columns = [
    'h.period_no',
    ...keyColumns('h', keys),
    'h.side',
    'h.account_id',
    'h.portfolio_id',
    'h.client_id',
    'h.advisor_id',
    'h.security_id',
    'h.quantity',
    'h.cost_basis',
  ];
  return draft.define(`${set.prefix}valued`, () => {
    const held = heldPositions(set, needed);
    if (!['closing', 'opening', 'cash', 'opening_cash', 'price'].some((measure) => needed.has(measure))) {
      return select({ columns, from: [`${held} AS h`] });
    }
    const price = "CASE WHEN h.security_id LIKE 'CASH:%' THEN 1 ELSE c.close END";
    return select({
      columns: [
        ...columns,
        `${valueOf(draft.dialect, 'h.quantity', price, 'r.rate')} AS value`,
        `${draft.dialect.double(price)} * ${draft.dialect.double('r.rate')} AS price`,
      ],
      from: [
        `${held} AS h`,
        `LEFT JOIN ${closes(set, held)} AS c ON c.security_id = h.security_id AND c.day = h.day`,
        'LEFT JOIN conversion_rates AS r ON r.from_currency = h.currency AND r.rate_date = h.day',
        `  AND r.to_currency = ${draft.bind(set.currency)}`,
      ],
    });
  });
}

/**
 * quantity × price × rate, rounded to money's scale in between: both products together would need more digits than
 * an exact number has.
 */
export function valueOf(dialect: SqlDialect, quantity: string, price: string, rate: string): string {
  return dialect.money(`${dialect.money(`${quantity} * ${dialect.quantity(price)}`)} * ${rate}`);
}

function heldPositions(set: CellSet, needed: ReadonlySet<string>): string {
  const { draft } = set;
  return draft.define(`${set.prefix}held`, () => {
    const parts = rowParts(set, POSITIONS);
    const [first, last] = bounds(set, needed);
    return select({
      columns: [
        'k.period_no',
        ...keyColumns('k', accountKeys(set)),
        ...parts.keys,
        'k.side',
        'k.day',
        'm.account_id',
        'm.portfolio_id',
        'm.client_id',
        'm.advisor_id',
        'h.security_id',
        's.currency',
        'h.quantity',
        'h.cost_basis',
      ],
      from: [
        `${marks(set, needed)} AS k`,
        `JOIN ${members(set)} AS m ${on('m', 'k', accountKeys(set))}`,
        'JOIN positions AS h ON h.account_id = m.account_id AND h.from_date <= k.day AND h.to_date >= k.day',
        'JOIN securities AS s ON s.security_id = h.security_id',
      ],
      where: ['h.quantity <> 0', `h.to_date >= ${first}`, `h.from_date <= ${last}`, ...parts.conditions],
    });
  });
}

/** The last close on or before each day, of what is held. */
function closes(set: CellSet, held: string): string {
  return set.draft.define(`${set.prefix}closes`, () =>
    select({
      columns: ['n.security_id', 'n.day', `${set.draft.dialect.latest('q.close', 'q.price_date')} AS close`],
      from: [
        `(SELECT DISTINCT h.security_id, h.day FROM ${held} AS h) AS n`,
        'JOIN prices AS q ON q.security_id = n.security_id AND q.price_date <= n.day',
      ],
      groupBy: ['n.security_id', 'n.day'],
    }),
  );
}

export function measures(
  all: Readonly<Record<string, string>>,
  needed: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(all)
    .filter(([name]) => needed.has(name))
    .map(([name, expression]) => `${expression} AS ${name}`);
}
