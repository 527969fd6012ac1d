import { LIMITS } from '../vocabulary/limits.ts';
import { DEFAULT_LOCALE } from '../vocabulary/locale.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Plan } from '../vocabulary/plan.ts';
import type { Stage } from '../vocabulary/question.ts';
import type { Snapshot } from '../store/port.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import type { Sql } from '../vocabulary/sql.ts';
import type { Catalog } from './catalog.ts';
import { checkFigures, checkSentence, checkTable } from './check/check.ts';
import { compileEntities, entityColumns } from './compile/entities.ts';
import { compileFigures } from './compile/figures.ts';
import { SOLVED_METRIC } from './compile/figure-query.ts';
import { compileListing, listingColumns } from './compile/listing.ts';
import type { ResultColumn } from './compile/listed-columns.ts';
import { UnusedPart } from './compile/unused-part.ts';
import { currencyCaveat, figureCaveats } from './explain/caveats.ts';
import { chartOf } from './explain/chart.ts';
import { doubtCaveats } from './explain/doubts.ts';
import { groundOf } from './explain/ground.ts';
import { filterWords, interpretationOf } from './explain/interpretation.ts';
import { meanMoney } from './explain/rounding.ts';
import { sentence } from './explain/sentence.ts';
import { suggestionsFor } from './explain/suggestions.ts';
import { derivedRows, figureColumns, tableOf, type Table } from './explain/table.ts';
import { longDay, numberWords, periodWords } from '../present/sentence-words.ts';
import type { EngineParts } from './figures.ts';
import { orderedRows } from './merge.ts';
import type { AnswerPlan, PlanAnswer, PlanDecline, PlanOutcome, PlanRequest } from './outcome.ts';
import { leftOut } from './plan/plan-decline.ts';
import { settle, type Settled } from './plan/settle.ts';
import { guarded, run, shownSql } from './run.ts';
import { scopeWords } from './scope-label.ts';
import { namedRows, withMoneyWeightedReturns, type NamedRow } from './solve.ts';

export type { AnswerPlan, PlanAnswer, PlanDecline, PlanOutcome, PlanRequest } from './outcome.ts';

type Settlement = Exclude<Settled, PlanDecline>;

/** Makes the way from a Plan to an answer, over one store and guard. */
export function createAnswerPlan(parts: EngineParts): AnswerPlan {
  const { store, guard, dialect } = parts;

  async function attempt(
    request: PlanRequest,
    catalog: Catalog,
    before: Moved | null,
    onStage: (stage: Stage) => void,
  ): Promise<PlanOutcome | Moved> {
    onStage('compile');
    const settled = settle({ ...request, riskFree: parts.riskFree ?? '0' }, catalog);
    if (settled.kind === 'declined') return { ...settled, suggestions: suggestionsFor(request.plan) };
    const statements = compiled(settled, dialect);
    if ('kind' in statements) return { ...statements, suggestions: suggestionsFor(request.plan) };
    let snapshot = before !== null && stands(before, catalog, statements) ? before.snapshot : null;
    if (snapshot === null) {
      onStage('guard');
      const judged = await Promise.all(statements.map(({ sql, reach }) => guarded(guard, [sql], reach)));
      onStage('run');
      snapshot = await run(store, judged.flat(), request.stop);
      if (!isOf(catalog, snapshot)) return { kind: 'moved', statements, snapshot };
    }
    const { results, cached = false } = snapshot;
    onStage('check');
    const result = placed(settled.plan, resultOf(settled, results.map(namedRows)));
    const rows = result.rows.slice(0, LIMITS.rows_max);
    const table = tableOf(result.columns, rows, catalog, settled.currency);
    checkTable(table);
    if (settled.kind === 'figures') checkFigures(settled.query, table);
    onStage('explain');
    const cut = result.rows.length > rows.length;
    return { ...explained(request, settled, catalog, table, statements, cut, rows), cached };
  }

  return async (request, onStage = () => undefined) => {
    let catalog = request.seen ?? (await parts.catalog.current());
    let moved: Moved | null = null;
    for (let count = 0; count < LIMITS.plan_attempts_max; count += 1) {
      const outcome: PlanOutcome | Moved = await attempt(request, catalog, moved, onStage);
      if (outcome.kind !== 'moved') return outcome;
      moved = outcome;
      catalog = await parts.catalog.current();
    }
    throw new Problem('busy', 'Data are being published just now; ask again in a moment.');
  };
}

/**
 * Data were published between reading the names and reading the figures. These are right all the same where the names of
 * their version lead to the same statements, and otherwise they are read once more.
 */
interface Moved {
  readonly kind: 'moved';
  readonly statements: readonly Statement[];
  readonly snapshot: Snapshot;
}

/** Whether what was read is what these statements would find now, at the catalog's version. */
function stands(moved: Moved, catalog: Catalog, statements: readonly Statement[]): boolean {
  return isOf(catalog, moved.snapshot) && JSON.stringify(moved.statements) === JSON.stringify(statements);
}

/** A version's number may come again after a restore; when it was published does not. */
function isOf({ version }: Catalog, snapshot: Snapshot): boolean {
  return snapshot.version.id === version.id && snapshot.version.publishedAt === version.publishedAt;
}

/** The statements; a decline where the rows that figures are made of cannot apply a part of the question. */
function compiled(settled: Settlement, dialect: EngineParts['dialect']): readonly Statement[] | PlanDecline {
  try {
    return statementsOf(settled, dialect);
  } catch (thrown) {
    if (thrown instanceof UnusedPart) return leftOut(thrown.part);
    throw thrown;
  }
}

interface Statement {
  readonly sql: Sql;
  readonly reach: ReadScope;
}

/** One statement, and one more where money-weighted returns are solved; for figures, of each reporting currency. */
function statementsOf(settled: Settlement, dialect: EngineParts['dialect']): readonly Statement[] {
  if (settled.kind !== 'figures') {
    const reach = { accounts: settled.scope.picked.accounts, currency: settled.currency };
    const sql =
      settled.kind === 'listing'
        ? compileListing(settled.query, dialect)
        : compileEntities(settled.query, dialect);
    return [{ sql, reach }];
  }
  return settled.reaches.flatMap((reach) => {
    const query = { ...settled.query, currency: reach.currency ?? settled.currency };
    const { main, flows } = compileFigures(query, dialect);
    return flows === null
      ? [{ sql: main, reach }]
      : [
          { sql: main, reach },
          { sql: flows, reach },
        ];
  });
}

interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly NamedRow[];
}

function resultOf(settled: Settlement, results: readonly (readonly NamedRow[])[]): Result {
  const [main = []] = results;
  if (settled.kind !== 'figures') {
    const columns = settled.kind === 'listing' ? listingColumns(settled.query) : entityColumns(settled.query);
    const { derive } = settled.query;
    if (derive === 'average') return { columns, rows: main.map((row) => averaged(row, settled.currency)) };
    // Of no bookings the sum is nothing.
    if (derive === 'total')
      return { columns, rows: main.map((row) => ({ ...row, amount: row['amount'] ?? '0' })) };
    if (derive !== 'exists') return { columns, rows: main };
    const any: ResultColumn = { name: 'exists', label: 'Any', type: 'string' };
    return {
      columns: [any, ...columns],
      rows: main.map((row) => ({ ...row, exists: Number(row['count']) > 0 ? 'yes' : 'no' })),
    };
  }
  const { query, currency } = settled;
  const solves = query.metrics.includes(SOLVED_METRIC);
  const found = settled.reaches.flatMap((_, index) =>
    solves
      ? withMoneyWeightedReturns(results[index * 2] ?? [], results[index * 2 + 1] ?? [], query.keys)
      : (results[index] ?? []),
  );
  const rows = derivedRows(query, orderedRows(query, found, settled.reaches.length), currency);
  return { columns: figureColumns(query, rows), rows };
}

/** Of the rows up to a place in the order only the last. */
function placed({ place }: Plan, { columns, rows }: Result): Result {
  return { columns, rows: place === undefined ? rows : rows.slice(place - 1, place) };
}

/** The mean of a listing's amounts, from their sum and their number. */
function averaged(row: NamedRow, currency: string): NamedRow {
  return { ...row, amount: meanMoney(row['amount'] ?? null, row['count'] ?? null, currency) };
}

function explained(
  request: PlanRequest,
  settled: Settlement,
  catalog: Catalog,
  table: Table,
  statements: readonly Statement[],
  cut: boolean,
  rows: readonly NamedRow[],
): PlanAnswer {
  const { plan, currency, asOf } = settled;
  const { asked } = settled.scope;
  const spans = settled.kind === 'entities' ? [settled.query.span] : settled.query.spans;
  const { locale = DEFAULT_LOCALE } = request;
  const told = { subject: request.plan.subject, plan, asked, spans, table, catalog, currency, locale, cut };
  const said = sentence(told);
  const interpretation = interpretationOf(plan, asked, spans, catalog, locale);
  checkSentence(said, table, currency, locale, [
    scopeWords(asked.label, locale),
    interpretation.text,
    String(table.rows.length),
    numberWords(table.rows.length, locale),
    ...spans.flatMap(({ label, from, to }) => [
      label,
      periodWords(label, locale),
      longDay(from, locale),
      longDay(to, locale),
    ]),
    ...plan.where.map((filter) => filterWords(filter, catalog, locale)),
    ...table.columns.map(({ label }) => label),
  ]);
  const shown = shownSql(statements.map(({ sql }) => sql));
  const firstAsked = request.plan.periods[0]?.from ?? null;
  const ground = groundOf(settled);
  const money = table.columns.some(({ type }) => type === 'money');
  return {
    kind: 'answer',
    text: said.text,
    interpretation,
    columns: table.columns,
    rows: table.rows,
    chart: settled.kind === 'figures' ? chartOf(table, settled.query) : null,
    sql: shown.text,
    parameters: shown.parameters,
    plan: request.plan,
    cached: false,
    asOf,
    dataVersion: catalog.version.id,
    caveats: [
      ...settled.caveats,
      ...(settled.kind === 'figures'
        ? figureCaveats(settled.query, rows, asked, firstAsked, catalog, locale)
        : []),
      ...(money ? currencyCaveat(asked, currency) : []),
      ...(ground === null ? [] : doubtCaveats(ground, catalog, locale)),
      ...(cut ? [`Only the first ${numberWords(LIMITS.rows_max, locale)} rows are shown.`] : []),
    ],
    suggestions: suggestionsFor(plan),
  };
}
