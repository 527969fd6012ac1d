import { METRICS } from '../../model/index.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Choice } from '../../vocabulary/answer.ts';
import { dayLabel } from './calendar/words.ts';
import { parseDay } from '../../vocabulary/day.ts';
import type { Catalog } from '../catalog.ts';
import type { Reading } from './assemble/readings.ts';

/** Complete questions for readings that are as good as one another; each reads only one way. */
export function choicesFrom(
  readings: readonly Reading[],
  text: string,
  _catalog: Catalog,
): readonly Choice[] {
  const made = readings
    .map((reading) => choiceFrom(reading, readings, text))
    .filter((choice) => choice !== null);
  const byQuestion = new Map(made.map((choice) => [choice.question, choice]));
  return byQuestion.size < made.length && byQuestion.size < 2
    ? []
    : [...byQuestion.values()].slice(0, LIMITS.choices_max);
}

function choiceFrom(reading: Reading, all: readonly Reading[], text: string): Choice | null {
  const plain = reading.plan.where.length + reading.plan.by.length === 0 && reading.plan.order === null;
  const isNamed = reading.rewrites.some(
    ({ text: to }) => METRICS.get(reading.plan.metrics[0] ?? '')?.words[0] === to,
  );
  if (reading.rewrites.length > 0 && !(plain && isNamed)) {
    const question = reading.rewrites
      .toSorted((a, b) => b.start - a.start)
      .reduce((said, { start, end, text: to }) => `${said.slice(0, start)}${to}${said.slice(end)}`, text);
    const label = reading.rewrites.map((rewrite) => written(rewrite.text)).join(', ');
    return { label, question };
  }
  const metric = METRICS.get(reading.plan.metrics[0] ?? '');
  const others = all.filter((other) => other !== reading).flatMap(({ plan }) => plan.metrics);
  if (!metric || others.includes(metric.name)) return null;
  const period = reading.plan.periods[0];
  const when = period === undefined || period.label === 'since inception' ? '' : `, ${spoken(period)}`;
  return { label: metric.label, question: `What is the ${metric.label.toLowerCase()}${when}?` };
}

function spoken({ from, to, pointInTime }: Reading['plan']['periods'][number]): string {
  return from === null ? (pointInTime ? `as of ${to}` : `until ${to}`) : `from ${from} to ${to}`;
}

function written(text: string): string {
  const day = parseDay(text);
  return day === null ? text : dayLabel(day);
}
