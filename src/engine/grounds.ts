import { METRICS, type Fact } from '../model/index.ts';
import type { SqlDialect } from '../store/dialect.ts';
import { parseDay, type Day } from '../vocabulary/day.ts';
import type { BookingOrigin, Grounds } from '../vocabulary/explanation.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Cell } from '../vocabulary/rows.ts';
import type { Sql } from '../vocabulary/sql.ts';
import type { Span } from './compile/cells.ts';
import { rowParts, ungroupedCells } from './compile/cells.ts';
import { createDraft, nullsLast, select, type Draft } from './compile/draft.ts';
import { NO_FILTERS, type Filters } from './compile/filters.ts';
import type { EngineParts } from './figures.ts';
import type { PlanRequest } from './outcome.ts';
import { settle, type Settled } from './plan/settle.ts';
import { guarded, run } from './run.ts';
import { namedRows, type NamedRow } from './solve.ts';

/** Finds the bookings under a plan's figures. Null where there are none: names of things rest on no booking. */
export type FindGrounds = (request: PlanRequest) => Promise<Grounds | null>;

/** What is summed over a period rests on that period's bookings; everything else on all of them until its end. */
interface Stretch {
  readonly span: Span;
  readonly from: Day | null;
  readonly filters: Filters;
  /** Conditions that name the bookings (`b`) by the rows that they made; empty: all of them. */
  readonly made: readonly string[];
}

/** Of the facts whose rows know their booking: which rows, by the relation's alias `x`. */
const MADE_BY: Readonly<Partial<Record<Fact, string>>> = {
  income: 'income',
  fees: 'fees',
  flows: 'cash_flows',
};
const ONLY: Readonly<Record<string, string>> = {
  dividends: "x.kind = 'dividend'",
  interest: "x.kind = 'interest'",
  commissions: "x.kind = 'commission'",
  advisory_fees: "x.kind = 'advisory'",
  custody_fees: "x.kind = 'custody'",
  account_fees: "x.kind = 'account'",
  inflows: 'x.amount > 0',
  outflows: 'x.amount < 0',
  deposits: "x.type = 'DEPOSIT'",
  withdrawals: "x.type = 'WITHDRAWAL'",
};

export function createFindGrounds(parts: EngineParts): FindGrounds {
  return async (request) => {
    const catalog = await parts.catalog.current();
    const settled = settle({ ...request, riskFree: parts.riskFree ?? '0' }, catalog);
    const stretch = stretchOf(settled);
    if (settled.kind === 'declined' || stretch === null) return null;
    const { asked } = settled.scope;
    const statements = compileGrounds(stretch, settled.currency, parts.dialect);
    const reach = { accounts: asked.accounts, currency: null };
    const { version, results } = await run(parts.store, await guarded(parts.guard, statements, reach));
    const files = namedRows(results[0]).map((row) => ({
      source: text(row['source']),
      run: text(row['run']),
      file: text(row['file']),
      bookings: Number(row['bookings']),
    }));
    return {
      dataVersion: version.id,
      accounts: asked.members.length,
      from: stretch.from,
      to: stretch.span.to,
      count: files.reduce((sum, { bookings }) => sum + bookings, 0),
      bookings: namedRows(results[1]).flatMap(originOf),
      files: files.slice(0, LIMITS.explained_origins_max),
    };
  };
}

function stretchOf(settled: Settled): Stretch | null {
  if (settled.kind === 'declined' || settled.kind === 'entities') return null;
  const { spans, filters } = settled.query;
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return null;
  const span = { label: '', from: first.from, to: last.to };
  const since = { span, from: null, filters: { ...NO_FILTERS, security: filters.security }, made: [] };
  if (settled.kind === 'listing') {
    const { subject } = settled.query;
    if (WORKED_OUT.has(subject)) return since;
    return { span, from: span.from, filters, made: subject === 'transactions' ? [] : [madeOf(subject)] };
  }
  const { metrics } = settled.query;
  return metrics.every(isSummed) ? { span, from: span.from, filters, made: madeFor(metrics) } : since;
}

/** Listings whose rows rest on all bookings before. */
const WORKED_OUT: ReadonlySet<string> = new Set(['lots', 'realized_gains', 'reconciliation', 'findings']);

function isSummed(name: string): boolean {
  const metric = METRICS.get(name);
  const worked = metric?.facts.some((fact) => fact === 'values' || fact === 'realized_gains') ?? true;
  return metric?.additivity === 'flow' && !worked;
}

/** Bookings under any of the figures; all of the period's where one of them rests on all. */
function madeFor(metrics: readonly string[]): readonly string[] {
  const each = metrics.map((name) => {
    const relation = METRICS.get(name)
      ?.facts.map((fact) => MADE_BY[fact])
      .find((found) => found !== undefined);
    return relation === undefined ? null : madeOf(relation, ONLY[name]);
  });
  return each.includes(null) ? [] : [`(${each.join(' OR ')})`];
}

function madeOf(relation: string, only?: string): string {
  const where = [
    'x.account_id = b.account_id',
    'x.transaction_id = b.transaction_id',
    ...(only ? [only] : []),
  ];
  return `EXISTS (SELECT 1 FROM ${relation} AS x WHERE ${where.join(' AND ')})`;
}

function compileGrounds(stretch: Stretch, currency: string, dialect: SqlDialect): readonly Sql[] {
  const origin = ['b.source', 'b.run', 'b.file'];
  const files = statement(stretch, currency, dialect, (from, where) =>
    select({
      columns: [...origin, 'COUNT(*) AS bookings'],
      from,
      where,
      groupBy: origin,
      orderBy: origin.flatMap((column) => nullsLast(column, 'ASC')),
    }),
  );
  const bookings = statement(stretch, currency, dialect, (from, where) =>
    select({
      columns: [
        'b.account_id',
        'b.transaction_id',
        'b.trade_date',
        'b.type',
        'b.security_id',
        ...origin,
        'b.line',
      ],
      from,
      where,
      orderBy: ['b.trade_date DESC', 'b.transaction_id DESC', 'b.account_id'],
      limit: LIMITS.explained_bookings_max,
    }),
  );
  return [files, bookings];
}

function statement(
  { span, from, filters, made }: Stretch,
  currency: string,
  dialect: SqlDialect,
  write: (from: readonly string[], where: readonly string[]) => string,
): Sql {
  const draft = createDraft(dialect);
  const set = ungroupedCells({ draft, spans: [span], filters, currency });
  const { joins, conditions } = rowParts(set, {
    alias: 'b',
    own: { security: 'b.security_id', transaction_type: 'b.type' },
    securities: 'join',
    booked: true,
    fields: {},
  });
  const day = (value: Day, bound: Draft): string => dialect.day(bound.bind(value));
  const where = [
    `b.trade_date <= ${day(span.to, draft)}`,
    ...(from === null ? [] : [`b.trade_date >= ${day(from, draft)}`]),
    ...conditions,
    ...made,
  ];
  return draft.finish(write(['booking_origins AS b', ...joins], where));
}

function originOf(row: NamedRow): readonly BookingOrigin[] {
  const tradeDate = parseDay(String(row['trade_date']));
  if (tradeDate === null) return [];
  const line = row['line'] ?? null;
  return [
    {
      account: String(row['account_id']),
      transaction: String(row['transaction_id']),
      tradeDate,
      type: String(row['type']),
      security: text(row['security_id']),
      source: text(row['source']),
      run: text(row['run']),
      file: text(row['file']),
      line: line === null ? null : Number(line),
    },
  ];
}

function text(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
