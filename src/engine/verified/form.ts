import { createHash } from 'node:crypto';
import type { Day } from '../../vocabulary/day.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import type { NamedThing, QuestionForm } from '../../vocabulary/verified.ts';
import type { Catalog } from '../catalog.ts';
import { createVeil, isEntity } from '../interpret/veil.ts';
import type { Reach } from '../resolve/reach.ts';
import { periodsFor } from '../understand/assemble/periods.ts';
import type { PeriodRead } from '../understand/calendar/period.ts';
import { readPeriods } from '../understand/calendar/periods.ts';
import type { YearStarts } from '../understand/calendar/year-starts.ts';
import { FILLERS } from '../understand/lexicon/fillers.ts';
import { tokenize } from '../understand/tokens.ts';
import { plainWord, stemOf } from '../understand/word-forms.ts';

/** The form of a question that the grammar reads: its meaning, with room for the names and periods in it. */
export function formOfPlan(plan: Plan): QuestionForm {
  const names: NamedThing[] = [];
  const masked = (filters: readonly Filter[]): readonly unknown[] =>
    filters.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)).map((filter) => withRoom(filter, names));
  const { periods, where, shareOf, ...rest } = plan;
  const meaning = {
    ...rest,
    where: masked(where),
    shareOf: Array.isArray(shareOf) ? masked(shareOf) : shareOf,
    periods: periods.map(({ pointInTime }) => (pointInTime ? 'day' : 'span')),
  };
  return { key: keyOf('meaning', canonical(meaning)), names, periods };
}

/** The order of filters says nothing: they all hold. */
function orderOf(filter: Filter): string {
  return filter.kind === 'in' ? `in ${filter.dimension} ${String(filter.negated)}` : canonical(filter);
}

function withRoom(filter: Filter, names: NamedThing[]): unknown {
  if (filter.kind !== 'in' || !isEntity(filter.dimension)) return filter;
  const { dimension, values } = filter;
  return {
    ...filter,
    values: values.map((id) => {
      if (id === null) return null;
      const known = names.findIndex((name) => name.dimension === dimension && name.id === id);
      if (known < 0) names.push({ dimension, id });
      return `${dimension} ${String(known < 0 ? names.length : known + 1)}`;
    }),
  };
}

export interface TextRequest {
  readonly text: string;
  readonly today: Day;
  readonly catalog: Catalog;
  readonly reach: Reach;
  readonly yearStarts?: YearStarts;
}

/** What its words say, before it is known for what figures its periods are. */
export interface WordForm {
  readonly key: string;
  readonly names: readonly NamedThing[];
  readonly periods: readonly PeriodRead[];
}

const PIECE = /\[\[[a-z]+_\d+\]\]|[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}.'’%&/-]*/gu;
const POLITE: ReadonlySet<string> = new Set('the a an please kindly thanks thank you'.split(' '));
const WORDS_MIN = 2;

/**
 * The form of a question that the grammar does not read: its words in their plain form and order, with room for names
 * and periods. Null where a name means several things, a period depends on whose it is, or where too few words are left to tell it from others.
 */
export function formOfWords({ text, today, catalog, reach, yearStarts }: TextRequest): WordForm | null {
  const veil = createVeil(catalog, reach);
  const { stretches, periods } = withoutPeriods(text, today, yearStarts);
  // Whose first year it is, and so which days, is not in the words.
  if (periods.some(({ opening }) => opening !== undefined)) return null;
  const names: NamedThing[] = [];
  const said: string[] = [];
  let words = 0;
  const say = (piece: string): void => {
    const word = stemOf(plainWord(piece.toLowerCase()));
    if (POLITE.has(word) || FILLERS.has(word)) return;
    said.push(word);
    words += 1;
  };
  for (const [at, stretch] of stretches.entries()) {
    if (at > 0) said.push('[period]');
    for (const [piece] of veil.hide(stretch).matchAll(PIECE)) {
      const hidden = veil.behind(piece);
      if (hidden === null) say(piece);
      else if (!('candidates' in hidden)) hidden.text.split(/\s+/).forEach(say);
      else {
        const [only, ...others] = hidden.candidates;
        if (!only || others.length > 0 || !isEntity(hidden.kind)) return null;
        names.push({ dimension: hidden.kind, id: only.id });
        said.push(`[${hidden.kind}]`);
      }
    }
  }
  return words < WORDS_MIN ? null : { key: keyOf('words', said.join(' ')), names, periods };
}

/** The same for what `plan` shows: a question that names no period is about that of its figures. */
export function settledForm({ key, names, periods }: WordForm, plan: Plan, today: Day): QuestionForm {
  const time = periods.length === 0 ? null : { periods, length: 0, compared: false, judged: false };
  return { key, names, periods: periodsFor(plan.subject, plan.metrics, plan.by, time, today) };
}

function withoutPeriods(
  text: string,
  today: Day,
  yearStarts?: YearStarts,
): { readonly stretches: readonly string[]; readonly periods: readonly PeriodRead[] } {
  const tokens = tokenize(text);
  const stretches: string[] = [];
  const periods: PeriodRead[] = [];
  let from = 0;
  for (let at = 0; at < tokens.length;) {
    const [read] = readPeriods(tokens, at, today, yearStarts);
    const [first, last] = [tokens[at], tokens[at + (read?.length ?? 1) - 1]];
    if (read && first && last) {
      for (const period of read.periods) {
        periods.push(period);
        stretches.push(text.slice(from, first.start));
        from = Math.max(from, first.start);
      }
      from = last.end;
      at += read.length;
    } else at += 1;
  }
  return { stretches: [...stretches, text.slice(from)], periods };
}

/** A digest: the key is compared and never read. */
function keyOf(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex');
}

/** JSON with the properties of every object in alphabetical order, and without those that say nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
