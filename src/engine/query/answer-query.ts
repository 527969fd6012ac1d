import type { GuardedSql } from '../../guard/guarded-sql.ts';
import { RELATIONS } from '../../model/relations.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { DEFAULT_LOCALE, type Locale } from '../../vocabulary/locale.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Stage } from '../../vocabulary/question.ts';
import type { Cell, Column, Rows } from '../../vocabulary/rows.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import type { Catalog } from '../catalog.ts';
import { checkSentence, checkTable } from '../check/check.ts';
import { capital, joined } from '../explain/nouns.ts';
import { roundedMoney } from '../explain/rounding.ts';
import type { BoundCell, Sentence } from '../explain/telling.ts';
import type { Table } from '../explain/table.ts';
import { cellWords, longDay, numberWords } from '../../present/sentence-words.ts';
import type { EngineParts } from '../figures.ts';
import type { QueryAnswer } from '../outcome.ts';
import { resolveScope } from '../scope.ts';
import { mayHideAmounts } from './hidden-amounts.ts';
import { namedFigures } from './named-figures.ts';
import { columnOf } from './result-columns.ts';

/** SQL that a language model wrote for a question that no Plan can say. */
export interface QueryRequest {
  readonly sql: Sql;
  readonly question: string;
  readonly actor: Actor;
  readonly scope: ScopeChoice;
  /** How numbers and days are written for the reader. */
  readonly locale?: Locale;
  /** Ends the query when the asker does not want the answer any more. */
  readonly stop?: AbortSignal;
}

/**
 * Answers by a free query: guard, run, check, explain. Rejects with what a person's own statement would (`sql_refused`,
 * `sql_invalid`, `sql_limit`), and with `sql_refused` for a figure that the dictionary defines.
 */
export type AnswerQuery = (request: QueryRequest, onStage?: (stage: Stage) => void) => Promise<QueryAnswer>;

const READ_LIMITS = {
  seconds_max: LIMITS.query_seconds_max,
  rows_max: LIMITS.rows_max,
  bytes_max: LIMITS.result_bytes_max,
};

const FREE_QUERY =
  'This is a free query: a language model wrote its SQL, for no definition of the dictionary says this. The figures come from your data; whether they are what you mean, its SQL shows.';
const OWN_CURRENCIES = 'Amounts of bookings stand in each booking’s own currency.';

export function createAnswerQuery({
  store,
  guard,
  catalog: reader,
}: Pick<EngineParts, 'store' | 'guard' | 'catalog'>): AnswerQuery {
  return async (request, onStage = () => undefined) => {
    const { sql, question, actor, scope, locale = DEFAULT_LOCALE, stop } = request;
    const catalog = await reader.current();
    const { accounts, currency } = resolveScope(actor, scope, catalog);
    onStage('guard');
    const judged = await guard.judge(sql, { accounts, currency }, 'written');
    if (judged instanceof Problem) throw judged;
    if (judged.relations.length === 0) throw refused('It reads no data: take every figure from a relation.');
    onStage('run');
    const limits = stop ? { ...READ_LIMITS, stop } : READ_LIMITS;
    const { version, results, cached = false } = await store.read([judged], limits);
    const [rows] = results;
    if (!rows) throw new TypeError('a read of one statement gave no result');
    onStage('check');
    const amounts = amountsIn(judged, currency);
    const table = tableOf(rows, judged, amounts);
    assertNotDefined(table, mayHideAmounts(sql.text, judged.relations), question, catalog);
    checkTable(table);
    const said = sentence(table, currency, locale);
    checkSentence(said, table, currency, locale, [
      numberWords(table.rows.length, locale),
      ...table.columns.map(({ label }) => label),
    ]);
    onStage('explain');
    const { asOf, id } = version;
    return {
      kind: 'answer',
      text: said.text,
      interpretation: {
        metrics: [],
        by: [],
        where: [],
        period: { from: null, to: asOf, label: longDay(asOf, locale) },
        text: `Free query over ${joined(judged.relations.map((name) => name.replaceAll('_', ' ')))}`,
      },
      columns: table.columns,
      rows: table.rows,
      chart: null,
      sql: sql.text,
      parameters: sql.parameters,
      plan: null,
      freeQuery: true,
      cached,
      asOf,
      dataVersion: id,
      caveats: [
        FREE_QUERY,
        ...(amounts === null && table.columns.some(({ type }) => FIGURES.has(type)) ? [OWN_CURRENCIES] : []),
        ...(rows.cut ? [`Only the first ${numberWords(LIMITS.rows_max, locale)} rows are shown.`] : []),
      ],
      suggestions: [],
    };
  };
}

/** The currency of amounts: the scope's, where all relations that hold money are reported in it. */
function amountsIn({ relations }: GuardedSql, currency: string): string | null {
  const isOwn = relations.some((name) => {
    const relation = RELATIONS.get(name);
    return relation?.reported === false && Object.values(relation.columns).includes('money');
  });
  return isOwn ? null : currency;
}

const NAME = /^[a-z][a-z_ ]{0,39}$/i;

/** Names of columns are the model's own words and are shown: no figure may stand in them. */
function tableOf({ columns, rows }: Rows, { relations }: GuardedSql, currency: string | null): Table {
  const isTold = currency !== null || columns.some(({ name }) => name === 'currency');
  const named = columns.map(({ name, type }): Column => {
    const column = { ...columnOf(name, type, relations, currency), label: labelOf(name) };
    return column.type === 'money' && !isTold ? { name, label: column.label, type: 'number' } : column;
  });
  const plain = new Set(named.map(({ name }) => name.toLowerCase()));
  if (plain.size !== named.length || named.some(({ name }) => !NAME.test(name))) {
    throw refused(
      'Each column needs a name of its own in words: write AS with letters and underscores alone.',
    );
  }
  return {
    columns: named,
    rows: rows.map((row) => named.map((column, index) => cellOf(row[index] ?? null, column))),
  };
}

function labelOf(name: string): string {
  return capital(name.replaceAll('_', ' ').trim());
}

function cellOf(cell: Cell, { type, currency }: Column): Cell {
  if (cell === null) return null;
  switch (type) {
    case 'money':
      return currency ? roundedMoney(cell, currency) : String(cell);
    case 'integer':
    case 'percent':
      return Number(cell);
    case 'number':
      return typeof cell === 'number' ? cell : String(cell);
    case 'string':
    case 'date':
    case 'period':
      break;
  }
  return String(cell);
}

const FIGURES: ReadonlySet<Column['type']> = new Set(['money', 'percent', 'number']);

/**
 * What the dictionary defines is computed by its definition or not at all: where the question or a column names such a
 * figure, a free query may count, date and name, but not compute. `hides`: amounts may be among its texts and counts.
 */
function assertNotDefined({ columns }: Table, hides: boolean, question: string, catalog: Catalog): void {
  const computed = columns.filter(({ type }) => FIGURES.has(type) || (hides && type !== 'date'));
  if (computed.length === 0) return;
  const [defined] = [question, ...computed.map(({ label }) => label)].flatMap((text) =>
    namedFigures(text, catalog),
  );
  if (defined === undefined) return;
  throw refused(
    `${defined} is a figure of the dictionary, which a free query may not compute: say it in a plan.`,
  );
}

/** One row in words, several by their number. `currency`: of amounts for which nothing else says it. */
function sentence({ columns, rows }: Table, currency: string, locale: Locale): Sentence {
  const [row] = rows;
  if (row === undefined) return { text: 'The query found nothing in the accounts in view.', bound: [] };
  if (rows.length > 1)
    return { text: `The query found ${numberWords(rows.length, locale)} rows.`, bound: [] };
  const own = columns.findIndex(({ name }) => name === 'currency');
  const ofRow = own < 0 ? currency : String(row[own] ?? currency);
  const bound = columns.map(({ type, currency: known }, column): BoundCell => ({
    text: cellWords(row[column] ?? null, type, known ?? ofRow, locale),
    row: 0,
    column,
  }));
  const parts = columns.map(({ label }, index) => `${label}: ${bound[index]?.text ?? ''}`);
  return { text: `${parts.join('; ')}.`, bound };
}

function refused(message: string): Problem {
  return new Problem('sql_refused', message);
}
