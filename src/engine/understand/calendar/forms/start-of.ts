import { addDays, type Day } from '../../../../vocabulary/day.ts';
import { readSpans } from '../spans/index.ts';
import { dayLabel, type Unit, unitAround, unitLabel, unitOf } from '../words.ts';
import { type Form, type One, skipWords } from './form.ts';

/** `beginning of 2016`, `start of the year`: the state as the period opened, at the end of the day before. */
export const startOf: Form = (tokens, at, today, starts) => {
  const start = skipWords(tokens, at, ['at', 'as', 'of']);
  const article = tokens[start]?.norm === 'the' ? start + 1 : start;
  if (!['beginning', 'start', 'opening', 'outset'].includes(tokens[article]?.norm ?? '')) return [];
  if (tokens[article + 1]?.norm !== 'of') return [];
  const bare = tokens[article + 2]?.norm === 'the' ? unitOf(tokens[article + 3]?.norm ?? '') : null;
  if (bare !== null && bare !== 'day') {
    const { from } = unitAround(bare, today);
    return [opening(from, unitLabel(bare, from), bare, article + 4 - at)];
  }
  return readSpans(tokens, article + 2, today, starts)
    .filter((span) => !span.trailing)
    .map((span) => opening(span.from, span.label, span.unit, article + 2 - at + span.length));
};

/** The state as a period opened: at the end of the day before. */
function opening(from: Day, name: string, unit: Unit, length: number): One {
  const to = addDays(from, -1);
  const label = `start of ${name} (close of ${dayLabel(to)})`;
  return { period: { kind: 'asof', from: null, to, label, unit, other: null }, length, span: null };
}
