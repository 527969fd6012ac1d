import type { PeriodsRead } from '../calendar/period.ts';
import type { Item, Op } from '../chart/items.ts';

/** 'The value at year-end 2016 … the fees of 2016': a period and the day that it ends on are one period. */
function endsWith(a: PeriodsRead, b: PeriodsRead): PeriodsRead | null {
  const [[first, ...more], [second, ...others]] = [a.periods, b.periods];
  if (!first || !second || more.length + others.length > 0 || first.to !== second.to) return null;
  if (first.kind === 'asof' && second.kind === 'range') return b;
  return second.kind === 'asof' && first.kind === 'range' ? a : null;
}

/** 'Compare this quarter's return to last quarter's': one figure, of both. */
function comparesOne(items: readonly Item[]): boolean {
  const figures = items.filter(({ sem }) => sem.cat === 'thing' && sem.thing.metrics.length > 0);
  return figures.length === 1 && items.some(({ sem }) => sem.cat === 'op' && sem.op === 'compare');
}

/** '2020 income versus 2021 income' says one figure twice. */
function isOneFigure(items: readonly Item[]): boolean {
  const figures = items.flatMap(({ sem }) =>
    sem.cat === 'thing' && sem.thing.metrics.length > 0 ? sem.thing.metrics.slice(0, 1) : [],
  );
  return figures.length === 2 && figures[0] === figures[1];
}

const SETS_SIDE_BY_SIDE: ReadonlySet<Op> = new Set(['ratio', 'minus', 'change']);

/** 'The ratio of dividends in 2020 to dividends in 2019' names two periods that are set side by side. */
export function bothTimes(a: PeriodsRead, b: PeriodsRead, items: readonly Item[]): PeriodsRead | null {
  const compares =
    comparesOne(items) ||
    items.some(
      ({ sem }) =>
        sem.cat === 'op' && (SETS_SIDE_BY_SIDE.has(sem.op) || (sem.op === 'vs' && isOneFigure(items))),
    );
  const [[first, ...more], [second, ...others]] = [a.periods, b.periods];
  const isPair = first && second && more.length + others.length === 0 && first.kind === second.kind;
  if (compares && isPair) return { ...a, periods: [first, second], compared: true };
  return withinHistory(a, b) ?? withinHistory(b, a) ?? endsWith(a, b);
}

/** 'Our overall return this year': words for the whole time limit nothing beside a period, or beside the same said again. */
function withinHistory(whole: PeriodsRead, part: PeriodsRead): PeriodsRead | null {
  const [first, ...more] = whole.periods;
  const isWhole = first?.loose === true && more.length === 0;
  return isWhole && part.periods.every(({ kind }) => kind === 'range') ? part : null;
}
