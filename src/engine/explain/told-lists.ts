import { DIMENSIONS } from '../../model/index.ts';
import type { Dimension, Subject } from '../../vocabulary/plan.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import { scopeWords } from '../scope-label.ts';
import { joined, lowered, subjectNoun } from './nouns.ts';
import { numberWords } from '../../present/sentence-words.ts';
import { NAMED_MAX, type Telling, about, counts, shortFilter, when, words } from './telling.ts';
import { havingWords, toldByLabel } from './interpretation.ts';

export function counted(told: Telling): string {
  const [row = []] = told.table.rows;
  const count = Number(row[0] ?? 0);
  const noun = nounOfCounted(told, count);
  return `There ${count === 1 ? 'is' : 'are'} ${words(count, told.table.columns[0], row, told)} ${noun} of ${about(told)} ${when(told)}.`;
}

function nounOfCounted({ plan, subject }: Telling, count: number): string {
  const [by] = plan.by;
  return subject === 'figures' && by !== undefined
    ? counts(lowered(DIMENSIONS.get(by)?.label ?? by), count)
    : subjectNoun(subject, count);
}

/** 'What part of the accounts beat their benchmark': the part, then how many of how many. */
export function outOf(told: Telling): string {
  const { columns, rows } = told.table;
  const [row = []] = rows;
  const said = (name: string): string => {
    const at = columns.findIndex((column) => column.name === name);
    return words(row[at], columns[at], row, told);
  };
  const all = Number(row[columns.findIndex(({ name }) => name === 'groups')] ?? 0);
  const noun = nounOfCounted(told, all);
  const of = `${noun} of ${about(told)} ${when(told)}`;
  return all === 0
    ? `There is no telling: none of the ${of} has a figure for that.`
    : `${said('proportion')}: ${said('count')} of ${said('groups')} ${of}.`;
}

export function existence(told: Telling): string {
  const [row = []] = told.table.rows;
  const count = Number(row[1] ?? 0);
  const what = `${subjectNoun(told.subject, count)} of ${about(told)} ${when(told)}`;
  return row[0] === 'yes'
    ? `Yes: ${words(count, told.table.columns[1], row, told)} ${what}.`
    : `No, there are no ${what}.`;
}

/** As many of a register are named one by one. */
const REGISTERED_MAX = 6;

const REGISTERS: ReadonlySet<Subject> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);

export function listing(told: Telling): string {
  const { plan, table, subject } = told;
  const { rows } = table;
  const [row = []] = rows;
  const where = `${about(told)} ${when(told)}`;
  if (plan.derive === 'total' && row[0] === null)
    return `There are no ${subjectNoun(subject, 0)} of ${where}.`;
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
  const ofEach = oneOfEach(told);
  if (ofEach !== null) return ofEach;
  if (rows.length > 1) return `There are ${count} ${subjectNoun(subject, rows.length)} of ${where}.`;
  const which = plan.derive === 'last' ? 'Last' : plan.derive === 'first' ? 'First' : 'One';
  return `${which} ${subjectNoun(subject, 1)} of ${where}: ${details(told, row)}.`;
}

/** 'The largest deposit of each client': whose each is, when it was and how much. */
function oneOfEach(told: Telling): string | null {
  const { plan, table, subject } = told;
  const { rows, columns } = table;
  const groups = plan.limitPer ?? [];
  if (groups.length === 0 || plan.limit !== 1 || rows.length < 2) return null;
  const day = columns.find(({ type }) => type === 'date')?.name;
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(
      ({ column: { name } }) => groups.some((each) => each === name) || name === day || SIZED.has(name),
    );
  const item = (row: readonly Cell[]): string =>
    shown
      .filter(({ at }) => row[at] !== null)
      .map(({ column, at }) => words(row[at], column, row, told))
      .join(', ');
  const head = `${subjectNoun(subject, 2)} of ${about(told)} ${when(told)}`;
  const list = joined(rows.slice(0, NAMED_MAX).map(item), '; ');
  const lead = `${head.charAt(0).toUpperCase()}${head.slice(1)}, one for each ${groups.map(nounOf).join(' and ')}`;
  return rows.length > NAMED_MAX
    ? `${lead}: ${list} lead, ${numberWords(rows.length, told.locale)} in all.`
    : `${lead}: ${list}.`;
}

const SIZED: ReadonlySet<string> = new Set(['amount', 'realized_gain']);

function nounOf(dimension: Dimension): string {
  return lowered(DIMENSIONS.get(dimension)?.label ?? dimension);
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
      if (alone && (column.type === 'date' || column.name === 'account_number'))
        return rows[0]?.[at] !== null;
      if (subject === 'portfolios' && rows.length <= NAMED_MAX && column.name === 'benchmark') return true;
      return plan.by.some((by) => by === column.name);
    });
  const item = (row: readonly Cell[]): string =>
    [
      row[0] === null ? 'none' : words(row[0], columns[0], row, told),
      ...wanted
        .filter(({ at }) => at > 0)
        .map(({ column, at }) =>
          row[at] === null
            ? `no ${lowered(column.label)}`
            : `${lowered(column.label)} ${words(row[at], column, row, told)}`,
        ),
    ].join(', ');
  const head = `${numberWords(rows.length, told.locale)} ${subjectNoun(subject, rows.length)}${ofWhom(told)}`;
  if (rows.length <= REGISTERED_MAX) return `${head}: ${joined(rows.map(item), '; ')}.`;
  return `${head}, among them ${joined(rows.slice(0, NAMED_MAX).map(item), '; ')}.`;
}

/** Whose they are, where it is more than that they are in view: the names of a register say themselves whose. */
function ofWhom(told: Telling): string {
  const { asked, plan, catalog, locale } = told;
  const isNamed = asked.kind === 'client' || asked.kind === 'portfolio' || asked.kind === 'advisor';
  const limits = [
    ...plan.where
      .filter((filter) => !toldByLabel(filter, asked))
      .flatMap((filter) => shortFilter(filter, catalog, locale)),
    ...plan.having.map((each) => havingWords(each, locale)),
  ];
  // Clients of an advisor's clients are that advisor's.
  const label = scopeWords(asked.label, locale);
  const owner = told.subject === 'clients' ? label.replace(/^the clients of /, '') : label;
  return `${isNamed ? ` of ${owner}` : ''}${limits.length > 0 ? ` (${limits.join('; ')})` : ''}`;
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
