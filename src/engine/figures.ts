import type { Guard } from '../guard/port.ts';
import { METRICS } from '../model/index.ts';
import type { SqlDialect } from '../store/dialect.ts';
import type { Store } from '../store/port.ts';
import { earlier, later, type Day } from '../vocabulary/day.ts';
import type { ComputeFigures, FigureSet } from '../vocabulary/figures.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Cell } from '../vocabulary/rows.ts';
import type { CatalogReader } from './catalog.ts';
import { compileFigures } from './compile/figures.ts';
import type { FigureQuery } from './compile/figure-query.ts';
import { NO_FILTERS } from './compile/filters.ts';
import { longDay } from '../present/sentence-words.ts';
import { roundedMoney } from './explain/rounding.ts';
import { guarded, run } from './run.ts';
import { resolveScope } from './scope.ts';
import { namedRows, withMoneyWeightedReturns } from './solve.ts';

/** The names of the dictionary, in its order. */
export const DICTIONARY = [
  'market_value',
  'opening_value',
  'cash',
  'net_contributions',
  'inflows',
  'outflows',
  'income',
  'dividends',
  'interest',
  'fees',
  'commissions',
  'taxes',
  'cost_basis',
  'unrealized_gain',
  'realized_gain',
  'realized_gain_short',
  'realized_gain_long',
  'gain',
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'benchmark_return',
  'excess_return',
  'volatility',
  'sharpe',
  'max_drawdown',
  'max_drawdown_from',
  'max_drawdown_to',
  'yield',
  'turnover',
] as const;

export interface EngineParts {
  readonly store: Store;
  readonly guard: Guard;
  readonly catalog: CatalogReader;
  readonly dialect: SqlDialect;
  /** A year's risk-free rate as decimal text, '0' by default. */
  readonly riskFree?: string;
}

/** Every metric of the dictionary for one scope and period, in one read. */
export function createFigures(parts: EngineParts): ComputeFigures {
  const { store, guard, dialect } = parts;
  return async ({ actor, scope, from, to, today }) => {
    const catalog = await parts.catalog.current();
    const resolved = resolveScope(actor, scope, catalog);
    const lastDay = catalog.version.asOf;
    const end = earlier(to ?? today, lastDay);
    const span = spanOf(from, end, resolved.firstBooking, lastDay);
    const query: FigureQuery = {
      metrics: DICTIONARY,
      keys: [],
      grain: null,
      spans: [{ label: 'period', ...span }],
      filters: NO_FILTERS,
      wholeFilters: NO_FILTERS,
      wholeBy: 'scope',
      having: [],
      order: null,
      limit: null,
      limitPer: [],
      derive: null,
      within: [],
      currency: resolved.currency,
      keepEmpty: true,
      keepNameless: true,
      riskFree: parts.riskFree ?? '0',
    };
    const { main, flows } = compileFigures(query, dialect);
    const statements = flows === null ? [main] : [main, flows];
    const reach = { accounts: resolved.accounts, currency: resolved.currency };
    const { results } = await run(store, await guarded(guard, statements, reach));
    const [row] = withMoneyWeightedReturns(namedRows(results[0]), namedRows(results[1]), []);
    if (row === undefined) throw new Problem('no_data', 'There are no accounts to compute figures for.');
    const figures = DICTIONARY.map(
      (name) => [name, figureCell(name, row[name] ?? null, resolved.currency)] as const,
    );
    return {
      currency: resolved.currency,
      from: String(row['from_day']),
      to: String(row['to_day']),
      ...Object.fromEntries(figures),
    } satisfies FigureSet;
  };
}

function spanOf(from: Day | null, to: Day, first: Day | null, lastDay: Day): { from: Day; to: Day } {
  if (from !== null && from > to) {
    throw new Problem(
      'no_data',
      `The period begins after it ends, or after ${longDay(lastDay)}, where the data end.`,
    );
  }
  const start = from ?? first ?? to;
  return { from: first === null || first > to ? earlier(start, to) : later(start, first), to };
}

function figureCell(name: string, cell: Cell, currency: string): string | number | null {
  const unit = METRICS.get(name)?.unit;
  if (cell === null) return null;
  if (unit === 'money') return roundedMoney(cell, currency);
  if (unit === 'date') return String(cell);
  return Number(cell);
}
