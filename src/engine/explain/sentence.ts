import { DIMENSIONS, METRICS, MOVES } from '../../model/index.ts';
import type { Derivation, Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { Cell, Column } from '../../vocabulary/rows.ts';
import type { Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import type { ResolvedScope } from '../scope.ts';
import {
  filterValues,
  filterWords,
  havingWords,
  isAsOf,
  limitOf,
  toldByLabel,
  whenWords,
} from './interpretation.ts';
import { capital, isPlural, joined, lowered, ordinal, subjectNoun } from './nouns.ts';
import type { Table } from './table.ts';
import { cellWords, numberWords } from '../../present/sentence-words.ts';

export interface Told {
  /** As it was asked: 'holdings', even where they are figures by security. */
  readonly subject: Subject;
  /** As it was settled. */
  readonly plan: Plan;
  readonly asked: ResolvedScope;
  readonly spans: readonly Span[];
  readonly table: Table;
  readonly catalog: Catalog;
  readonly currency: string;
  /** The reader's. */
  readonly locale: Locale;
  /** Whether there are more rows than the table may have. */
  readonly cut?: boolean;
}

/** A cell as the sentence says it, and where in the table it stands. */
export interface BoundCell {
  readonly text: string;
  readonly row: number;
  readonly column: number;
}

/** A sentence with every cell that it speaks of. */
export interface Sentence {
  readonly text: string;
  readonly bound: readonly BoundCell[];
}

/** What is told, with the cells that were spoken of so far. */
interface Telling extends Told {
  readonly bound: BoundCell[];
}

/** Named in one sentence before it says how many there are. */
const NAMED_MAX = 3;
/** Said of each row. */
const FIGURES_SAID_MAX = 3;

/** The answer in one or two sentences; every number in it is a cell of the table, a count of its rows, or a day. */
export function sentence(told: Told): Sentence {
  const bound: BoundCell[] = [];
  return { text: written({ ...told, bound }), bound };
}

function written(told: Telling): string {
  const { plan, table } = told;
  if (plan.derive === 'exists') return existence(told);
  if (plan.derive === 'holds') return held(told);
  if (table.rows.length === 0) return `There are no ${rowsNoun(told)} for ${about(told)} ${when(told)}.`;
  if (plan.derive === 'count') return counted(told);
  if (plan.subject !== 'figures') return listing(told);
  const keyed = plan.by.length > 0 || told.spans.length > 1;
  if (!keyed && plan.metrics.join() === MOVES.join()) return moved(told);
  if (plan.derive === 'difference' || plan.derive === 'ratio') return paired(told, plan.derive);
  if (!keyed || TO_ONE.has(plan.derive)) return scalar(told);
  if (plan.derive === 'change' && plan.by.length === 0 && table.rows.length === 2) return changed(told);
  return groups(told);
}

/** What the rows would be of, where there are none: 'clients of that kind', 'breaks by custodian'. */
function rowsNoun({ plan, subject }: Telling): string {
  const [by] = plan.by;
  if (subject !== 'figures' || by === undefined) return `${subjectNoun(subject, 0)} of that kind`;
  if (plan.having.length > 0) return `${counts(lowered(DIMENSIONS.get(by)?.label ?? by), 0)} of that kind`;
  const label = joined(plan.metrics.map((metric) => lowered(METRICS.get(metric)?.label ?? metric)));
  return `figures of ${label}${byWords(plan)}`;
}

/** 'Why …': from the opening value to the closing one by what was gained and what came in or went out. */
function moved(told: Telling): string {
  const [row = []] = told.table.rows;
  const said = (name: string): string => {
    const at = told.table.columns.findIndex((column) => column.name === name);
    return words(row[at], told.table.columns[at], row, told);
  };
  return (
    `The value of ${about(told)} went from ${said('opening_value')} to ${said('market_value')} ${when(told)}: ` +
    `gain ${said('gain')}, with income of ${said('income')} in it and fees of ${said('fees')} paid, ` +
    `and net contributions ${said('net_contributions')}.`
  );
}

/** What makes one row of all groups. */
const TO_ONE: ReadonlySet<Derivation | null> = new Set(['average', 'median', 'total']);

/** 'Deposits less withdrawals': both figures and what lies between them; of more rows than one, by the difference. */
function paired(told: Telling, derive: 'difference' | 'ratio'): string {
  const { plan, table } = told;
  const { rows } = table;
  const [row = []] = rows;
  const made = figures(table).find(({ column }) => column.name === derive);
  const [first, second] = figures(table).filter(({ column }) => column.name !== derive);
  if (made === undefined || first === undefined) return groups(told);
  const what = words(row[made.at], made.column, row, told);
  const said = derive === 'ratio' ? `a ratio of ${what}` : `a difference of ${what}`;
  if (plan.metrics.length > 1) {
    if (rows.length > 1 || second === undefined) return groups(told);
    const both = [first, second].map(
      ({ column, at }) => `${lowered(column.label)} ${words(row[at], column, row, told)}`,
    );
    return `Of ${about(told)} ${when(told)}: ${joined(both)}, ${said}.`;
  }
  const named = names(table);
  const each = rows.map(
    (one) =>
      `${named.map(({ column, at }) => words(one[at], column, one, told)).join(', ')} ${words(one[first.at], first.column, one, told)}`,
  );
  return `${first.column.label} of ${about(told)} ${when(told)}: ${joined(each)}, ${said}.`;
}

/** 'How has it changed': from what it was to what it is, and by how much. */
function changed(told: Telling): string {
  const { table } = told;
  const [before = [], after = []] = table.rows;
  const said = (row: readonly Cell[], name: string): string => {
    const at = table.columns.findIndex((column) => column.name === name);
    return words(row[at], table.columns[at], row, told);
  };
  const figure = figures(table)[0]?.column;
  if (figure === undefined) return groups(told);
  const side = (row: readonly Cell[]): string => `${said(row, figure.name)} (${said(row, 'period')})`;
  const percent = table.columns.findIndex(({ name }) => name === 'change_percent');
  const rate = (after[percent] ?? null) === null ? '' : ` (${said(after, 'change_percent')})`;
  const by = (after[table.columns.findIndex(({ name }) => name === 'change')] ?? null) === null;
  const change = by ? '' : `, a change of ${said(after, 'change')}${rate}`;
  return `The ${lowered(figure.label)} of ${about(told)} went from ${side(before)} to ${side(after)}${change}.`;
}

/** Values that say themselves what they are. */
const PLAIN: ReadonlySet<string> = new Set([
  'security',
  'asset_class',
  'sector',
  'country',
  'custodian',
  'transaction_type',
  'income_kind',
  'fee_kind',
  'account',
  'portfolio',
  'client',
]);

function about(told: Telling): string {
  const limits = told.plan.where
    .filter((filter) => !toldByLabel(filter, told.asked))
    .flatMap((filter) => shortFilter(filter, told.catalog, told.locale));
  limits.push(...told.plan.having.map((each) => havingWords(each, told.locale)));
  return `${told.asked.label}${limits.length > 0 ? ` (${limits.join('; ')})` : ''}`;
}

function shortFilter(filter: Filter, catalog: Catalog, locale: Locale): readonly string[] {
  if (filter.kind !== 'in' || !PLAIN.has(filter.dimension)) return [filterWords(filter, catalog, locale)];
  return [`${filter.negated ? 'without ' : ''}${joined(filterValues(filter, catalog))}`];
}

function when(told: Telling): string {
  return whenWords(told.plan, told.spans, told.locale);
}

function words(
  cell: Cell | undefined,
  column: Column | undefined,
  row: readonly Cell[],
  told: Telling,
): string {
  if (column === undefined || cell === undefined) return '';
  const own = told.table.columns.findIndex(({ name }) => name === 'currency');
  const booked = own >= 0 ? String(row[own] ?? told.currency) : told.currency;
  const text = cellWords(cell, column.type, column.currency ?? booked, told.locale);
  told.bound.push({ text, row: told.table.rows.indexOf(row), column: told.table.columns.indexOf(column) });
  return text;
}

interface Placed {
  readonly column: Column;
  readonly at: number;
}

const FIGURE_TYPES: ReadonlySet<string> = new Set(['money', 'percent', 'number', 'integer', 'date']);

function figures(table: Table): readonly Placed[] {
  return table.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => FIGURE_TYPES.has(column.type) && column.name !== 'groups');
}

/** Columns that name a row. */
function names(table: Table): readonly Placed[] {
  return table.columns
    .map((column, at) => ({ column, at }))
    .filter(
      ({ column: { type, name } }) =>
        type === 'period' || (type === 'string' && name !== 'symbol' && !name.endsWith('_id')),
    );
}

/** The figure that a row is about: the one it is put in order by, otherwise the first; a holding's value. */
function leading(told: Telling): Placed | undefined {
  const all = figures(told.table);
  const made = all.find(({ column }) => column.name === told.plan.derive);
  if (made !== undefined && told.plan.order === null) return made;
  const byOrder = all.find(({ column }) => column.name === told.plan.order?.by.replace('abs:', ''));
  return byOrder ?? all[0];
}

function scalar(told: Telling): string {
  const { plan, table } = told;
  const [row = []] = table.rows;
  const [first, ...others] = figures(table);
  if (first === undefined) return `${capital(about(told))}.`;
  const value = words(row[first.at], first.column, row, told);
  const more = others
    .filter(({ at }) => row[at] !== null)
    .map(({ column, at }) => `${lowered(column.label)} ${words(row[at], column, row, told)}`);
  const tail = more.length > 0 ? `; ${more.join(', ')}` : '';
  const label = `${first.column.label}${TO_ONE.has(plan.derive) ? byWords(plan) : ''}`;
  const { type } = first.column;
  if (type === 'integer' && row[first.at] !== null) {
    const verb = isAsOf(plan) ? 'are' : 'were';
    return `There ${verb} ${value} ${lowered(label)} of ${about(told)} ${when(told)}${tail}.`;
  }
  const many = isPlural(first.column.label);
  const verb = isAsOf(plan) ? (many ? 'are' : 'is') : many ? 'were' : 'was';
  return `The ${lowered(label)} of ${about(told)} ${verb} ${value} ${when(told)}${tail}.`;
}

function byWords({ by }: Plan): string {
  const split = by.map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension));
  return split.length > 0 ? ` by ${split.join(' and ')}` : '';
}

function groups(told: Telling): string {
  const { plan, table, subject } = told;
  const figure = leading(told);
  const { rows } = table;
  if (figure === undefined) return `${capital(about(told))}: ${rows.length} rows.`;
  const named = names(table);
  const [only = []] = rows;
  if (plan.derive === 'extreme' && rows.length === 1 && plan.by.length > 0) {
    const end = plan.order?.direction === 'asc' ? 'lowest' : 'highest';
    const which = plan.place === undefined ? end : `${ordinal(plan.place)} ${end}`;
    const where = named.map(({ column, at }) =>
      only[at] === null ? 'none' : words(only[at], column, only, told),
    );
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
    `${by.map(({ at, column }) => (row[at] === null ? 'none' : words(row[at], column, row, told))).join(', ')} ${joined(shown.map(({ at, column }) => words(row[at], column, row, told)))}`;
  const by = plan.by.map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension));
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
    return `${head}: from ${item(first)} to ${item(last)}, ${rows.length} periods.`;
  }
  const latest = plan.order === null && named.length > 1 ? latestOf(rows, named) : null;
  if (latest !== null) {
    const newer = latest.rows.toSorted((a, b) => Number(b[figure.at] ?? 0) - Number(a[figure.at] ?? 0));
    const [newest = []] = newer;
    const period = words(newest[latest.period.at], latest.period.column, newest, told);
    const others = named.filter((each) => each !== latest.period);
    const said = newer.slice(0, NAMED_MAX).map((row) => item(row, others));
    const at = /^\d{4}-\d{2}-\d{2}$/.test(String(newest[latest.period.at])) ? 'on' : 'in';
    return `${head}: ${at} ${period} ${joined(said, '; ')}${newer.length > NAMED_MAX ? ' lead' : ''}, ${rows.length} rows in all.`;
  }
  const lead = rows.slice(0, NAMED_MAX).map((row) => item(row));
  const end = rows.at(-1);
  const isRanked = plan.order !== null && plan.limit === null && subject !== 'holdings';
  const last = isRanked && end ? `, ${item(end)} comes last` : '';
  return `${head}: ${joined(lead, '; ')} lead${last}, ${rows.length} in all.`;
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

function counted(told: Telling): string {
  const [row = []] = told.table.rows;
  const count = Number(row[0] ?? 0);
  const [by] = told.plan.by;
  const noun =
    told.subject === 'figures' && by !== undefined
      ? counts(lowered(DIMENSIONS.get(by)?.label ?? by), count)
      : subjectNoun(told.subject, count);
  return `There ${count === 1 ? 'is' : 'are'} ${words(count, told.table.columns[0], row, told)} ${noun} of ${about(told)} ${when(told)}.`;
}

/** 'months', 'accounts', 'securities'. */
function counts(noun: string, count: number): string {
  if (count === 1) return noun;
  return noun.endsWith('y') && !/[aeo]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function existence(told: Telling): string {
  const [row = []] = told.table.rows;
  const count = Number(row[1] ?? 0);
  const what = `${subjectNoun(told.subject, count)} of ${about(told)} ${when(told)}`;
  return row[0] === 'yes'
    ? `Yes: ${words(count, told.table.columns[1], row, told)} ${what}.`
    : `No, there are no ${what}.`;
}

/** 'Is cash above 5 %': yes or no, then the figure and the limit it was held against; of groups those that meet it. */
function held(told: Telling): string {
  const { plan, table, locale } = told;
  const at = table.columns.findIndex(({ name }) => name === 'holds');
  const limits = plan.having.map((each) => limitOf(each, locale)).join(' and ');
  if (at < 0) {
    if (table.rows.length > 0) return `Yes: ${lowered(groups(told))}`;
    if (plan.having.length === 0)
      return `No, there are no ${subjectNoun(told.subject, 0)} of ${about(told)} ${when(told)}.`;
    const by = plan.by
      .map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension))
      .join(' and ');
    const figure = joined(plan.having.map(({ metric }) => lowered(METRICS.get(metric)?.label ?? metric)));
    return `No: no ${by} of ${about({ ...told, plan: { ...plan, having: [] } })} has a ${figure} of ${limits} ${when(told)}.`;
  }
  const [row = []] = table.rows;
  const said = row[at] === null ? 'There is no telling' : row[at] === 'yes' ? 'Yes' : 'No';
  const figure = scalar({ ...told, plan: { ...plan, having: [] } });
  const beside = row[at] === 'no' ? `, not ${limits}` : `, ${limits}`;
  return `${said}: ${lowered(figure).replace(/\.$/, row[at] === null ? '.' : `${beside}.`)}`;
}

const REGISTERS: ReadonlySet<Subject> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);

function listing(told: Telling): string {
  const { plan, table, subject } = told;
  const { rows } = table;
  const [row = []] = rows;
  const where = `${about(told)} ${when(told)}`;
  if (plan.derive === 'total') {
    return `The ${subjectNoun(subject, 0)} of ${where} come to ${words(row[0], table.columns[0], row, told)} in total.`;
  }
  if (plan.derive === 'average') {
    return `The ${subjectNoun(subject, 0)} of ${where} are ${words(row[0], table.columns[0], row, told)} on average.`;
  }
  if (REGISTERS.has(subject)) return register(told);
  const count = numberWords(rows.length, told.locale);
  if (told.cut === true)
    return `The first ${count} ${subjectNoun(subject, rows.length)} of ${where} are shown; there are more.`;
  if (rows.length > 1) return `There are ${count} ${subjectNoun(subject, rows.length)} of ${where}.`;
  const which = plan.derive === 'last' ? 'Last' : plan.derive === 'first' ? 'First' : 'One';
  return `${which} ${subjectNoun(subject, 1)} of ${where}: ${details(told, row)}.`;
}

/** Accounts, clients …: their names, and what the question wanted to know of them. */
function register(told: Telling): string {
  const { plan, table, subject } = told;
  const { rows, columns } = table;
  // Of a single account it matters since when, and until when, there is one.
  const alone = rows.length === 1 && subject === 'accounts';
  const wanted = columns
    .map((column, at) => ({ column, at }))
    .filter(({ column, at }) => {
      if (alone && column.type === 'date') return rows[0]?.[at] !== null;
      return plan.by.some((by) => by === column.name);
    });
  const item = (row: readonly Cell[]): string =>
    [
      row[0] === null ? 'none' : words(row[0], columns[0], row, told),
      ...wanted
        .filter(({ at }) => at > 0)
        .map(({ column, at }) => `${lowered(column.label)} ${words(row[at], column, row, told)}`),
    ].join(', ');
  const head = `${rows.length} ${subjectNoun(subject, rows.length)} of ${about(told)}`;
  const some = rows.slice(0, NAMED_MAX).map(item);
  return `${head}: ${joined(some, '; ')}${rows.length > NAMED_MAX ? ' lead the list' : ''}.`;
}

/** The cells of a single row that a reader wants to hear. */
function details(told: Telling, row: readonly Cell[]): string {
  return told.table.columns
    .map((column, at) => ({ column, cell: row[at] ?? null }))
    .filter(
      ({ column: { name }, cell }) =>
        cell !== null &&
        !name.endsWith('_id') &&
        !['currency', 'symbol', 'account', 'fee', 'tax', 'description'].includes(name),
    )
    .slice(0, 6)
    .map(({ column, cell }, index) => {
      const value = words(cell, column, row, told);
      return column.type === 'string' || index === 0 || column.name === 'amount'
        ? value
        : `${lowered(column.label)} ${value}`;
    })
    .join(', ');
}
