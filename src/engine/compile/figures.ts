import type { SqlDialect } from '../../store/dialect.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import { accountKeys, cells, inCell, keyColumns, on, rowKeys, type CellSet } from './cells.ts';
import { createDraft, select, type Draft } from './draft.ts';
import { buildFact, hasRowKeys } from './facts/index.ts';
import {
  COUNTS_OF_HOLDERS,
  FORMULAS,
  GAIN_OF_HOLDING,
  HELD_DAYS,
  NEED_WHOLE,
  NULLABLE,
  type Formula,
} from './formulas.ts';
import { flowRows } from './facts/rows.ts';
import { isMetric, metricOfOrder, SOLVED_METRIC, type FigureQuery } from './figure-query.ts';
import { asksForNothing, HELD, outerSelect } from './result-rows.ts';

export interface CompiledFigures {
  /**
   * Columns: period_no, period, from_day, to_day, started, a column a key by its name, a column a metric by its name
   * (mwr comes from `flows` afterwards), then `share`, `change_amount`, `change_percent` as derived.
   */
  readonly main: Sql;
  /** period_no, the keys, day (1 = the period's first), amount: what money-weighted returns are solved from. */
  readonly flows: Sql | null;
}

export function compileFigures(query: FigureQuery, dialect: SqlDialect): CompiledFigures {
  const solved = query.metrics.includes(SOLVED_METRIC);
  return { main: mainStatement(query, dialect), flows: solved ? flowStatement(query, dialect) : null };
}

function mainStatement(query: FigureQuery, dialect: SqlDialect): Sql {
  const draft = createDraft(dialect);
  const set = cellSetOf(query, draft);
  const wanted = new Set(query.metrics.filter((metric) => metric !== SOLVED_METRIC));
  if (query.metrics.includes(SOLVED_METRIC))
    for (const name of ['market_value', 'opening_value']) wanted.add(name);
  for (const { metric } of query.having) if (metric !== SOLVED_METRIC) wanted.add(metric);
  if (query.order !== null && isMetric(query.order.by)) wanted.add(metricOfOrder(query.order.by));
  wanted.delete(SOLVED_METRIC);
  // What nothing was booked for has no rows of its own: it is known by being held.
  if (asksForNothing(query) && rowKeys(set).length > 0) wanted.add('quantity');
  const names = [...wanted];
  const formulas = names.map((name) => formulaOf(name, bySecurity(set)));
  const share = query.derive === 'share' ? (names[0] ?? null) : null;
  const figures = draft.define('figures', () => figuresBody(set, query, names, formulas, share));
  return draft.finish(outerSelect(query, names, share, figures, dialect));
}

function cellSetOf(query: FigureQuery, draft: Draft): CellSet {
  const { keys, grain, spans, filters, currency } = query;
  const gross = query.metrics.includes('twr_gross');
  return { draft, prefix: '', keys, grain, spans, filters, currency, gross };
}

/** Whether rows below the account matter: they are split by, or limited to, something that only rows have. */
function bySecurity(set: CellSet): boolean {
  return rowKeys(set).length > 0 || set.filters.security.length > 0 || set.filters.row.length > 0;
}

function formulaOf(name: string, splitBySecurity: boolean): Formula {
  if (splitBySecurity && name === 'gain') return GAIN_OF_HOLDING;
  const formula = (splitBySecurity ? COUNTS_OF_HOLDERS[name] : undefined) ?? FORMULAS[name];
  if (formula === undefined) throw new RangeError(`no formula for the metric ${name}`);
  return formula;
}

/** fact → the measures that are needed of it. */
function needsOf(formulas: readonly Formula[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needs = new Map<string, Set<string>>();
  for (const need of formulas.flatMap((formula) => formula.needs)) {
    const [fact = '', measure = ''] = need.split('.');
    const known = needs.get(fact);
    if (known === undefined) needs.set(fact, new Set([measure]));
    else known.add(measure);
  }
  return needs;
}

interface JoinedFacts {
  readonly joins: readonly string[];
  /** Names of the expressions that carry the row keys. */
  readonly withRowKeys: readonly string[];
}

function joinFacts(
  set: CellSet,
  spine: string,
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): JoinedFacts {
  const joins: string[] = [];
  const withRowKeys: string[] = [];
  for (const [fact, measures] of needs) {
    const name = buildFact(set, fact, measures);
    const keys = hasRowKeys(fact) ? [...accountKeys(set), ...rowKeys(set)] : accountKeys(set);
    if (hasRowKeys(fact)) withRowKeys.push(name);
    joins.push(
      `LEFT JOIN ${name} AS ${set.prefix}${fact} ${on(`${set.prefix}${fact}`, spine, keys, `${set.prefix}${fact}.period_no = ${spine}.period_no`)}`,
    );
  }
  return { joins, withRowKeys };
}

function figuresBody(
  set: CellSet,
  query: FigureQuery,
  names: readonly string[],
  formulas: readonly Formula[],
  share: string | null,
): string {
  const { dialect } = set.draft;
  const split = rowKeys(set).length > 0;
  const spine = split ? 'k' : 'c';
  const cellsName = cells(set);
  const asksHeld = set.keys.length > 0 && names.some((name) => HELD.has(name));
  const { joins, withRowKeys } = joinFacts(
    set,
    spine,
    needsOf(asksHeld ? [...formulas, HELD_DAYS] : formulas),
  );
  const shared = names.flatMap((name, index) => {
    const formula = formulas[index];
    return formula !== undefined && (NEED_WHOLE.has(name) || name === share) ? [formula] : [];
  });
  const whole = shared.length > 0 ? joinWhole(set, query, shared, spine) : [];
  const context = {
    dialect,
    of: (measure: string) => measureOf(measure, ''),
    whole: (measure: string) => measureOf(measure, 'whole_'),
    days: `(${dialect.daysBetween('c.from_day', 'c.to_day')} + 1)`,
    started: 'c.started',
    bySecurity: bySecurity(set),
    riskFree: () => set.draft.bind(query.riskFree),
  };
  const expressions = names.map((name, index) => `${formulas[index]?.sql(context) ?? 'NULL'} AS ${name}`);
  if (asksHeld) expressions.push(`${HELD_DAYS.sql(context)} AS held`);
  const shareFormula = formulas[0];
  if (share !== null && shareFormula !== undefined) {
    const total = shareFormula.sql({ ...context, of: context.whole });
    const part = shareFormula.sql(context);
    expressions.push(
      `CASE WHEN ${total} <> 0 THEN ${dialect.double(part)} / ${dialect.double(total)} END AS share`,
    );
  }
  return select({
    columns: [
      'c.period_no',
      'c.period',
      'c.from_day',
      'c.to_day',
      'c.started',
      ...set.keys.map((key) => `NULLIF(${spine}.by_${key}, '') AS ${key}`),
      ...expressions,
    ],
    from: [
      ...(split
        ? [
            `(${spineOf(set, withRowKeys)}) AS k`,
            `JOIN ${cellsName} AS c ${on('c', 'k', accountKeys(set), 'c.period_no = k.period_no')}`,
          ]
        : [`${cellsName} AS c`]),
      ...joins,
      ...whole,
    ],
  });
}

/** Every group that any of the facts knows. */
function spineOf(set: CellSet, facts: readonly string[]): string {
  return facts
    .map((fact) => `SELECT x.period_no, ${keyColumns('x', set.keys).join(', ')} FROM ${fact} AS x`)
    .join(' UNION ');
}

/** The same measures over the whole: by account keys where each of those groups is a whole of its own. */
function joinWhole(
  set: CellSet,
  query: FigureQuery,
  formulas: readonly Formula[],
  spine: string,
): readonly string[] {
  const keys = query.wholeBy === 'group' ? accountKeys(set) : [];
  const whole: CellSet = { ...set, prefix: 'whole_', keys, filters: query.wholeFilters };
  const needs = new Map([...needsOf(formulas)].filter(([fact]) => fact !== 'targets'));
  return joinFacts(whole, spine, needs).joins;
}

function measureOf(measure: string, prefix: string): string {
  return NULLABLE.has(measure) ? `${prefix}${measure}` : `COALESCE(${prefix}${measure}, 0)`;
}

/** The external flows of every cell by day, for money-weighted returns. */
function flowStatement(query: FigureQuery, dialect: SqlDialect): Sql {
  const draft = createDraft(dialect);
  const set = cellSetOf(query, draft);
  const keys = accountKeys(set);
  const day = `${dialect.daysBetween('c.from_day', 'f.trade_date')} + 1`;
  const text = select({
    columns: [
      'c.period_no',
      ...keys.map((key) => `NULLIF(c.by_${key}, '') AS ${key}`),
      `${day} AS day`,
      'SUM(f.amount) AS amount',
    ],
    from: [
      `${cells(set)} AS c`,
      `JOIN ${flowRows(set)} AS f ${on('f', 'c', keys, 'f.legs = 1', inCell(set, 'f.trade_date'))}`,
    ],
    groupBy: ['c.period_no', ...keyColumns('c', keys), day],
    orderBy: ['c.period_no', ...keyColumns('c', keys), day],
  });
  return draft.finish(text);
}
