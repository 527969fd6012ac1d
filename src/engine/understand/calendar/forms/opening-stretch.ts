import { addDays, addMonths, type Day } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import { unitOf } from '../words.ts';
import { type Form, skipWords } from './form.ts';

const OVER: ReadonlySet<string> = new Set(['in', 'during', 'over', 'for', 'within', 'through']);
const WHOSE: ReadonlySet<string> = new Set(['its', 'my', 'our', 'his', 'her', 'their', 'your']);
const OF =
  /^of (?:investing|the account|my account|the portfolio|my portfolio|ownership|existence|operation|its life|its existence|being (?:invested|a client|with you|here))\b/;

/** `in its first year`, `during my first six months`, `in the first year of the account`: from the first booking on. */
export const openingStretch: Form = (tokens, at, today) => {
  const isOver = OVER.has(tokens[at]?.norm ?? '');
  const owner = isOver ? at + 1 : at;
  const isOwned = WHOSE.has(tokens[owner]?.norm ?? '');
  const first = skipWords(tokens, isOwned || tokens[owner]?.norm === 'the' ? owner + 1 : owner, ['very']);
  if (tokens[first]?.norm !== 'first') return [];
  const number = readNumber(tokens, first + 1);
  const unitAt = first + 1 + (number?.length ?? 0);
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  const count = number === null ? 1 : Number(number.value);
  if (unit === null || !Number.isInteger(count) || count < 1 || count > 600) return [];
  const rest = tokens
    .slice(unitAt + 1, unitAt + 6)
    .map(({ norm }) => norm)
    .join(' ');
  const tail = OF.exec(rest)?.[0] ?? '';
  // 'The first year of the plan' is another's, 'my first quarter' may be that of the calendar.
  const isPlain = tail === '' && (rest.startsWith('of ') || unit === 'quarter' || unit === 'half');
  const isSaid = tail !== '' || (isOwned && (isOver || unit === 'year')) || (isOver && unit === 'year');
  if (isPlain || !isSaid) return [];
  const label = count === 1 ? `first ${unit}` : `first ${String(count)} ${unit}s`;
  return [
    {
      period: {
        kind: 'range',
        from: null,
        to: today,
        label,
        unit: null,
        other: null,
        opening: { count, unit },
      },
      length: unitAt + 1 + (tail === '' ? 0 : tail.split(' ').length) - at,
      span: null,
    },
  ];
};

const MONTHS = { month: 1, quarter: 3, half: 6, year: 12 } as const;

/** The last day of so many units of the calendar from a day on. */
export function endOfStretch(
  from: Day,
  { count, unit }: { readonly count: number; readonly unit: keyof typeof MONTHS | 'day' | 'week' },
): Day {
  if (unit === 'day' || unit === 'week') return addDays(from, count * (unit === 'week' ? 7 : 1) - 1);
  return addDays(addMonths(from, count * MONTHS[unit]), -1);
}
