import type { Day } from '../../vocabulary/day.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import type { Dimension } from '../../vocabulary/plan.ts';
import { select, type Draft } from './draft.ts';
import {
  ACCOUNT_COLUMNS,
  conditionDescription,
  conditionIn,
  isAccountDimension,
  isOpen,
  operatorOf,
  SECURITY_COLUMNS,
  type Filters,
} from './filters.ts';
import { withoutCondition } from './holders.ts';
import { unusedDimension, UnusedPart } from './unused-part.ts';

/** A stretch of days as it goes into the statement: inside the data, never open. */
export interface Span {
  /** The cell of the column `period`. */
  readonly label: string;
  readonly from: Day;
  readonly to: Day;
}

/**
 * What the figures of one statement are about: accounts that pass the filters, put into groups, over spans of days.
 * A cell is one group in one span. `prefix` keeps the names of a second set (the whole, for shares) apart.
 */
export interface CellSet {
  readonly draft: Draft;
  readonly prefix: string;
  /** Dimensions of an account, of a security, or of a row; no time grain. */
  readonly keys: readonly Dimension[];
  readonly grain: TimeGrain | null;
  readonly spans: readonly Span[];
  readonly filters: Filters;
  /** The reporting currency of every amount. */
  readonly currency: string;
  /** Whether returns gross of fees are asked for, so that daily factors carry both. */
  readonly gross: boolean;
}

/** Rows as they are: not grouped, not in a series. */
export function ungroupedCells(parts: Pick<CellSet, 'draft' | 'spans' | 'filters' | 'currency'>): CellSet {
  return { ...parts, prefix: '', keys: [], grain: null, gross: false };
}

export function accountKeys(set: CellSet): readonly Dimension[] {
  return set.keys.filter(isAccountDimension);
}

export function rowKeys(set: CellSet): readonly Dimension[] {
  return set.keys.filter((key) => !isAccountDimension(key));
}

/** `alias.by_account, alias.by_client`. */
export function keyColumns(alias: string, keys: readonly Dimension[]): readonly string[] {
  return keys.map((key) => `${alias}.by_${key}`);
}

/** ` ON …`, with the keys of both sides equal and the further conditions met. */
export function on(
  left: string,
  right: string,
  keys: readonly Dimension[],
  ...more: readonly string[]
): string {
  const all = [...keys.map((key) => `${left}.by_${key} = ${right}.by_${key}`), ...more];
  return `ON ${all.length > 0 ? all.join(' AND ') : '1 = 1'}`;
}

/** Keys are text without null, so that groups compare with `=`; the last SELECT turns '' back into null. */
function keyExpression(column: string): string {
  return `COALESCE(${column}, '')`;
}

/** account_id and the group that each account is in. */
export function members(set: CellSet): string {
  const { draft, filters } = set;
  return draft.define(`${set.prefix}members`, () => {
    const conditions = [
      ...filters.account.map((filter) => conditionIn(draft, ACCOUNT_COLUMNS[filter.dimension] ?? '', filter)),
      ...openCondition(set),
      ...duringConditions(set),
      ...filters.without.map((filter) => withoutCondition(set, filter)),
    ];
    return select({
      columns: [
        'a.account_id',
        'a.portfolio_id',
        'p.client_id',
        'c.advisor_id',
        'a.custodian_id',
        'p.benchmark_id',
        'a.opened_on',
        'a.closed_on',
        'a.first_booking',
        ...accountKeys(set).map((key) => `${keyExpression(ACCOUNT_COLUMNS[key] ?? '')} AS by_${key}`),
      ],
      from: [
        'accounts AS a',
        'JOIN portfolios AS p ON p.portfolio_id = a.portfolio_id',
        'JOIN clients AS c ON c.client_id = p.client_id',
      ],
      where: conditions,
    });
  });
}

function openCondition(set: CellSet): readonly string[] {
  const last = set.spans.at(-1);
  if (set.filters.open === null || last === undefined) return [];
  const day = set.draft.dialect.day(set.draft.bind(last.to));
  // One that was not opened yet is not a closed one.
  return [set.filters.open ? isOpen('a', day) : `a.closed_on <= ${day}`];
}

/** That a day lies in any of the spans. */
export function withinSpans(draft: Draft, column: string, spans: readonly Span[]): string {
  const bound = (day: Day): string => draft.dialect.day(draft.bind(day));
  const each = spans.map(({ from, to }) => `${column} BETWEEN ${bound(from)} AND ${bound(to)}`);
  return each.length === 1 ? (each[0] ?? '') : `(${each.join(' OR ')})`;
}

function duringConditions(set: CellSet): readonly string[] {
  const { draft, spans, filters } = set;
  return filters.during.map((event) =>
    withinSpans(draft, event === 'closed' ? 'a.closed_on' : 'COALESCE(a.opened_on, a.first_booking)', spans),
  );
}

/**
 * period_no, period, from_day, to_day: the spans, cut at the grain's edges where there is one; then start_day, on which
 * the whole year, quarter … begins, too.
 */
export function periods(set: CellSet): string {
  const { draft, grain, spans } = set;
  const { dialect } = draft;
  return draft.define('periods', () =>
    spans
      .map(({ label, from, to }, index) => {
        if (grain === null) {
          return (
            `SELECT ${index + 1} AS period_no, ${dialect.text(draft.bind(label))} AS period, ` +
            `${dialect.day(draft.bind(from))} AS from_day, ${dialect.day(draft.bind(to))} AS to_day`
          );
        }
        return select({
          columns: [
            `${index * 100_000} + ROW_NUMBER() OVER (ORDER BY MIN(d.day)) AS period_no`,
            `${dialect.periodLabel(grain, 'MIN(d.day)')} AS period`,
            'MIN(d.day) AS from_day',
            'MAX(d.day) AS to_day',
            `${dialect.startOf(grain, 'MIN(d.day)')} AS start_day`,
          ],
          from: [`${dialect.calendar(from, to)} AS d`],
          groupBy: [dialect.startOf(grain, 'd.day')],
        });
      })
      .join('\nUNION ALL\n'),
  );
}

/**
 * Every group in every period. A period that starts before the group's first booking starts there; `started` is 1
 * where the group has a booking by the period's end.
 */
export function cells(set: CellSet): string {
  const { draft } = set;
  return draft.define(`${set.prefix}cells`, () => {
    const keys = accountKeys(set);
    const groups = select({
      columns: [...keyColumns('m', keys), 'MIN(m.first_booking) AS first_booking'],
      from: [`${members(set)} AS m`],
      groupBy: keyColumns('m', keys),
    });
    return select({
      columns: [
        'p.period_no',
        'p.period',
        ...keyColumns('g', keys),
        'CASE WHEN g.first_booking > p.from_day AND g.first_booking <= p.to_day THEN g.first_booking ELSE p.from_day END AS from_day',
        'p.to_day',
        ...(set.grain === null ? [] : ['p.start_day']),
        'CASE WHEN g.first_booking <= p.to_day THEN 1 ELSE 0 END AS started',
      ],
      from: [`(${groups.replaceAll('\n', ' ')}) AS g`, `CROSS JOIN ${periods(set)} AS p`],
      where: set.grain === null ? [] : ['g.first_booking <= p.to_day'],
    });
  });
}

/**
 * That a row's day lies in the cell `c`. The bounds alone would hold every row against every period; that both begin the
 * same year, quarter … can be looked up.
 */
export function inCell({ draft, grain }: CellSet, day: string): string {
  const bounds = `${day} BETWEEN c.from_day AND c.to_day`;
  return grain === null ? bounds : `c.start_day = ${draft.dialect.startOf(grain, day)} AND ${bounds}`;
}

/** A relation of rows as a source of figures: what its columns are, in terms of dimensions. */
export interface RowSource {
  readonly alias: string;
  /** Columns of its own that are dimensions: {income_kind: 'i.kind'}. */
  readonly own: Readonly<Record<string, string>>;
  /** `join`: it has security_id, so that `securities AS s` can be joined; `joined`: it stands there already. */
  readonly securities: 'join' | 'joined' | 'none';
  /** Where a security's attribute is not simply that of `securities AS s`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Whether its rows say by `transaction_id` which booking they come from. */
  readonly booked: boolean;
  /** Columns that thresholds compare, by field. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface RowParts {
  readonly keys: readonly string[];
  readonly joins: readonly string[];
  readonly conditions: readonly string[];
}

/** What a row source adds to a SELECT for the set's row keys and filters. Throws UnusedPart for what it cannot apply. */
export function rowParts(set: CellSet, source: RowSource): RowParts {
  const { draft, filters } = set;
  const ofSecurity = source.securities === 'none' ? {} : { ...SECURITY_COLUMNS, ...source.attributes };
  const columnOf = (dimension: Dimension): string => {
    const column = source.own[dimension] ?? ofSecurity[dimension];
    if (column === undefined) throw unusedDimension(dimension);
    return column;
  };
  const dimensions = [...rowKeys(set), ...filters.security.map(({ dimension }) => dimension)];
  const needsSecurities =
    source.securities === 'join' && dimensions.some((dimension) => !(dimension in source.own));
  const conditions = filters.security.map((filter) => conditionIn(draft, columnOf(filter.dimension), filter));
  const throughBooking: string[] = [];
  for (const filter of filters.row) {
    if (filter.kind === 'in') {
      const own = source.own[filter.dimension];
      if (own !== undefined) conditions.push(conditionIn(draft, own, filter));
      else if (filter.dimension === 'transaction_type' && source.booked)
        throughBooking.push(conditionIn(draft, 'b.type', filter));
      else throw unusedDimension(filter.dimension);
    } else if (filter.kind === 'description') {
      const own = source.own['description'];
      if (own !== undefined) conditions.push(conditionDescription(draft, own, filter));
      else if (source.booked) throughBooking.push(conditionDescription(draft, 'b.description', filter));
      else throw new UnusedPart('the description of a booking');
    } else {
      const field = source.fields[filter.field];
      const value = draft.dialect.money(draft.bind(filter.value));
      if (field === undefined) throw new UnusedPart(`a limit on the ${filter.field}`);
      const size = filter.signed === true ? field : `ABS(${field})`;
      conditions.push(`${size} ${operatorOf(filter.comparison)} ${value}`);
    }
  }
  if (throughBooking.length > 0) {
    const booked = `SELECT b.transaction_id FROM transactions AS b WHERE ${throughBooking.join(' AND ')}`;
    conditions.push(`${source.alias}.transaction_id IN (${booked})`);
  }
  return {
    keys: rowKeys(set).map((key) => `${keyExpression(columnOf(key))} AS by_${key}`),
    joins: needsSecurities
      ? [`LEFT JOIN securities AS s ON s.security_id = ${source.alias}.security_id`]
      : [],
    conditions,
  };
}

/** Group by the period and every key; row keys stand in the SELECT under their names. */
export function grouping(alias: string, set: CellSet, parts: RowParts): readonly string[] {
  return [
    `${alias}.period_no`,
    ...keyColumns(alias, accountKeys(set)),
    ...parts.keys.map((key) => key.slice(0, key.lastIndexOf(' AS '))),
  ];
}
