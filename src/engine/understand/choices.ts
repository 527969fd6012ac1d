import { METRICS } from '../../model/index.ts';
import { longDay } from '../../present/sentence-words.ts';
import type { Choice } from '../../vocabulary/answer.ts';
import { parseDay } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import type { Rewrite } from './assemble/narrow.ts';
import type { Reading } from './assemble/readings.ts';
import { phrasings } from './phrase.ts';
import type { Understanding, UnderstandRequest } from './understand.ts';

/** A choice, and what it will be answered with. */
export interface PlannedChoice extends Choice {
  readonly plan: Plan;
}

/**
 * Complete questions for readings that are as good as one another. Each is read before it is offered: one that does not
 * mean just its reading is none.
 */
export function choicesFrom(
  readings: readonly Reading[],
  { text: asked, catalog, locale }: Pick<UnderstandRequest, 'text' | 'catalog' | 'locale'>,
  read: (question: string) => Understanding,
): readonly PlannedChoice[] {
  const text = asked.trim();
  const means = (question: string, plan: Plan): boolean => {
    const understood = read(question);
    return understood.kind === 'plan' && sameMeaning(understood.plan, plan);
  };
  const made = readings.slice(0, READ_MAX).flatMap((reading): readonly PlannedChoice[] => {
    const label = labelOf(reading, readings, locale);
    const ways = [...rewritten(reading, text), ...phrasings(reading.plan, catalog)];
    const question = label === null ? undefined : ways.find((way) => means(way, reading.plan));
    return label === null || question === undefined ? [] : [{ label, question, plan: reading.plan }];
  });
  const byQuestion = new Map(made.map((choice) => [choice.question, choice]));
  const byLabel = new Map([...byQuestion.values()].map((choice) => [choice.label, choice]));
  return [...byLabel.values()].slice(0, LIMITS.choices_max);
}

/** More readings than can be shown are not all read. */
const READ_MAX = 6;

export function sameMeaning(a: Plan, b: Plan): boolean {
  return meaning(a) === meaning(b);
}

function meaning({ periods, where, ...plan }: Plan): string {
  const spans = periods.map(({ from, to, pointInTime }) => [from, to, pointInTime]);
  return JSON.stringify([
    Object.entries(plan).toSorted(([a], [b]) => a.localeCompare(b)),
    where.map((each) => JSON.stringify(each)).toSorted(),
    spans,
  ]);
}

/** The question with the words in doubt written out; only names and dates fit where the old words stood. */
function rewritten({ rewrites }: Reading, text: string): readonly string[] {
  if (rewrites.length === 0 || rewrites.some(namesFigure)) return [];
  return [
    rewrites
      .toSorted((a, b) => b.start - a.start)
      .reduce((said, rewrite) => {
        const { start, end } = withoutDoubles(rewrite, said);
        return `${said.slice(0, start)}${rewrite.text}${said.slice(end)}`;
      }, text),
  ];
}

/** The stretch with the words around it that the name says again: 'the Hart trust' is no 'Hart Trust trust'. */
function withoutDoubles({ start, end, text: to }: Rewrite, said: string): { start: number; end: number } {
  const words = to.toLowerCase().split(' ');
  const taken = said.slice(start, end).toLowerCase().split(' ');
  const before = /(\S+) $/.exec(said.slice(0, start))?.[1] ?? '';
  const after = /^ ([\p{L}\p{N}’']+)/u.exec(said.slice(end))?.[1] ?? '';
  const isSaid = (word: string): boolean =>
    word !== '' && words.includes(word.toLowerCase()) && !taken.includes(word.toLowerCase());
  return {
    start: isSaid(before) ? start - before.length - 1 : start,
    end: isSaid(after) ? end + after.length + 1 : end,
  };
}

const FIGURE_WORDS: ReadonlySet<string> = new Set(
  [...METRICS.values()].flatMap(({ words }) => words.slice(0, 1)),
);

function namesFigure({ text }: Rewrite): boolean {
  return FIGURE_WORDS.has(text);
}

/** What sets a reading apart: the names and dates as they were read, else the figure. */
function labelOf(reading: Reading, all: readonly Reading[], locale: Locale | undefined): string | null {
  const named = reading.rewrites.filter((rewrite) => !namesFigure(rewrite));
  if (named.length > 0) return named.map(({ text, called }) => called ?? written(text, locale)).join(', ');
  const [metric = ''] = reading.plan.metrics;
  const others = all.filter((other) => other !== reading).flatMap(({ plan }) => plan.metrics);
  return others.includes(metric) ? null : (METRICS.get(metric)?.label ?? null);
}

function written(text: string, locale: Locale | undefined): string {
  return text.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (said) => longDay(parseDay(said) ?? said, locale));
}
