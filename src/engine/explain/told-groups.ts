import { DIMENSIONS } from '../../model/index.ts';
import { numberWords } from '../../present/sentence-words.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import { capital, joined, lowered, ordinal, subjectNoun } from './nouns.ts';
import {
  NAMED_MAX,
  type Placed,
  type Telling,
  about,
  figures,
  names,
  toldBy,
  when,
  words,
} from './telling.ts';

/** Said of each row. */
const FIGURES_SAID_MAX = 3;

/** The figure that a row is about: the one it is put in order by, otherwise the first; a holding's value. */
function leading(told: Telling): Placed | undefined {
  const all = figures(told.table);
  const made = all.find(({ column }) => column.name === told.plan.derive);
  if (made !== undefined && told.plan.order === null) return made;
  const byOrder = all.find(({ column }) => column.name === told.plan.order?.by.replace('abs:', ''));
  return byOrder ?? all[0];
}

export function groups(told: Telling): string {
  const { plan, table, subject } = told;
  const figure = leading(told);
  const { rows } = table;
  const count = numberWords(rows.length, told.locale);
  if (figure === undefined) return `${capital(about(told))}: ${count} rows.`;
  const named = namesOfRows(told);
  const [only = []] = rows;
  if (plan.derive === 'extreme' && rows.length === 1 && plan.by.length > 0) {
    const end = plan.order?.direction === 'asc' ? 'lowest' : 'highest';
    const which = plan.place === undefined ? end : `${ordinal(plan.place)} ${end}`;
    const where = named.map((placed) => nameIn(only, placed, told));
    const value = words(only[figure.at], figure.column, only, told);
    const by = plan.by.map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension));
    const others = figures(table).filter(
      ({ column, at }) => column !== figure.column && plan.metrics.includes(column.name) && only[at] !== null,
    );
    const besides = others.map(
      ({ column, at }) => `; ${lowered(column.label)} ${words(only[at], column, only, told)}`,
    );
    return `The ${which} ${lowered(figure.column.label)} by ${by.join(' and ')} of ${about(told)} ${when(told)} is ${value}: ${where.join(', ')}${besides.join('')}.`;
  }
  const shown = figuresShown(told, figure);
  const item = (row: readonly Cell[], by: readonly Placed[] = named): string =>
    `${by.map((placed) => nameIn(row, placed, told)).join(', ')} ${joined(shown.map(({ at, column }) => words(row[at], column, row, told)))}`;
  const by = toldBy(plan).map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension));
  const label = joined(
    shown.map(({ column }, index) => (index === 0 ? column.label : lowered(column.label))),
  );
  const what =
    subject === 'holdings'
      ? `${capital(subjectNoun(subject, 0))} of ${about(told)}, ${lowered(label)}`
      : `${label}${by.length > 0 ? ` by ${by.join(' and ')}` : ''} of ${about(told)}`;
  // Rows that are named by their periods say themselves which they are.
  const head = namesPeriods(told) ? what : `${what} ${when(told)}`;
  if (rows.length <= NAMED_MAX)
    return `${head}: ${joined(
      rows.map((row) => item(row)),
      '; ',
    )}.`;
  const series = named.length === 1 && named[0]?.column.type === 'period';
  if (series && plan.order === null) {
    const [first = [], last = []] = [rows[0], rows.at(-1)];
    return `${head}: from ${item(first)} to ${item(last)}, ${count} periods.`;
  }
  const latest = plan.order === null && named.length > 1 ? latestOf(rows, named) : null;
  if (latest !== null) {
    const newer = latest.rows.toSorted((a, b) => Number(b[figure.at] ?? 0) - Number(a[figure.at] ?? 0));
    const [newest = []] = newer;
    const period = words(newest[latest.period.at], latest.period.column, newest, told);
    const others = named.filter((each) => each !== latest.period);
    const said = newer.slice(0, NAMED_MAX).map((row) => item(row, others));
    const at = /^\d{4}-\d{2}-\d{2}$/.test(String(newest[latest.period.at])) ? 'on' : 'in';
    return `${head}: ${at} ${period} ${joined(said, '; ')}${newer.length > NAMED_MAX ? ' lead' : ''}, ${count} rows in all.`;
  }
  const lead = rows.slice(0, NAMED_MAX).map((row) => item(row));
  const end = rows.at(-1);
  const isRanked = plan.order !== null && plan.limit === null && subject !== 'holdings';
  const last = isRanked && end ? `, ${item(end)} comes last` : '';
  return `${head}: ${joined(lead, '; ')} lead${last}, ${count} in all.`;
}

/** What names the rows; of a change that ends on one day for all of them, that day does not. */
function namesOfRows({ plan, table: { columns, rows }, ...told }: Telling): readonly Placed[] {
  const named = names({ columns, rows });
  const period = named.find(({ column }) => column.type === 'period');
  const isSame = period !== undefined && new Set(rows.map((row) => row[period.at])).size === 1;
  const isOfEach = plan.derive === 'change' && plan.by.length > 0 && told.spans.length === 2;
  return isOfEach && isSame && named.length > 1 ? named.filter((each) => each !== period) : named;
}

/** What a row is called; of things that share a name also whose they are: 'House of Yara Eastwick'. */
function nameIn(row: readonly Cell[], { column, at }: Placed, told: Telling): string {
  if (row[at] === null) return 'none';
  const name = words(row[at], column, row, told);
  const owner = ownerOf(row, { column, at }, told);
  return owner === null ? name : `${name} of ${owner}`;
}

/** The client whose account or portfolio a row is, where another one in the scope has the same name. */
function ownerOf(row: readonly Cell[], { column, at }: Placed, told: Telling): string | null {
  const { table, catalog, asked } = told;
  if (column.name !== 'portfolio' && column.name !== 'account') return null;
  if (table.columns.some(({ name }) => name === 'client')) return null;
  const id = row[table.columns.findIndex(({ name }) => name === `${column.name}_id`)];
  if (typeof id !== 'string') return null;
  const things = column.name === 'portfolio' ? catalog.portfolios : catalog.accounts;
  const isShared = asked.members.some((account) => {
    const other = column.name === 'portfolio' ? account.portfolioId : account.id;
    return other !== id && things.get(other)?.name === row[at];
  });
  const owner = isShared ? (catalog.clients.get(things.get(id)?.clientId ?? '')?.name ?? null) : null;
  // A number in a sentence is a cell's.
  return owner === null || /\d/.test(owner) ? null : owner;
}

function namesPeriods({ plan, spans, table }: Telling): boolean {
  return spans.length > 1 && plan.by.length === 0 && plan.order === null && table.rows.length <= NAMED_MAX;
}

/** The figures that are said of each row: all that were asked for, where they are few. */
function figuresShown({ plan, table }: Telling, first: Placed): readonly Placed[] {
  const asked = figures(table).filter(({ column }) => plan.metrics.includes(column.name));
  const isFew = asked.length > 1 && asked.length <= FIGURES_SAID_MAX;
  return plan.subject === 'figures' && plan.derive === null && isFew ? asked : [first];
}

/** Of rows for periods and something else those of the last period: what a reader wants first; null without periods. */
function latestOf(
  rows: readonly (readonly Cell[])[],
  named: readonly Placed[],
): { readonly period: Placed; readonly rows: readonly (readonly Cell[])[] } | null {
  const period = named.find(({ column }) => column.type === 'period');
  if (period === undefined || rows.length === 0) return null;
  const last = rows.reduce((latest, row) => {
    const cell = String(row[period.at]);
    return cell > latest ? cell : latest;
  }, '');
  return { period, rows: rows.filter((row) => row[period.at] === last) };
}
