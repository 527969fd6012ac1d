import { METRICS, type MetricWords } from '../../../model/index.ts';
import { daysOf, earlier, type Day } from '../../../vocabulary/day.ts';
import type { Period, TimeGrain } from '../../../vocabulary/period.ts';
import type { Dimension, Subject } from '../../../vocabulary/plan.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import { dayLabel } from '../calendar/words.ts';
import type { Outline } from './outline.ts';

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);
const POINT_SUBJECTS: ReadonlySet<Subject> = new Set([
  'holdings',
  'lots',
  'accounts',
  'portfolios',
  'clients',
  'advisors',
  'reconciliation',
]);
const POINT_RATIOS = new Set([
  'weight',
  'drift',
  'target_weight',
  'average_cost',
  'price',
  'yield',
  'unrealized_return',
]);
const RANGE_COUNTS = new Set(['transaction_count', 'payment_count', 'finding_count']);

/** Whether a metric is a state as of a day, not something that happens over a period. */
export function isPointMetric(metric: MetricWords): boolean {
  if (metric.name === 'opening_value') return false;
  if (metric.additivity === 'stock' || POINT_RATIOS.has(metric.name)) return true;
  return metric.additivity === 'count' && !RANGE_COUNTS.has(metric.name);
}

/** The periods of a plan: what was said, read as its figures need it; else as of today or since the first booking. */
export function periodsFor(
  subject: Subject,
  metrics: readonly string[],
  by: readonly Dimension[],
  time: PeriodsRead | null,
  today: Day,
): readonly Period[] {
  const isPoint =
    subject === 'figures'
      ? metrics.every((name) => {
          const metric = METRICS.get(name);
          return metric !== undefined && isPointMetric(metric);
        })
      : POINT_SUBJECTS.has(subject);
  const isSeries = by.some((dimension) => GRAINS.has(dimension));
  const reads = time?.periods ?? [null];
  const isOneOfNow = subject === 'figures' && !isPoint && reads.length === 1 && reads[0]?.now === true;
  // 'How much am I up right now' asks for no day's gain.
  if (isOneOfNow) return [periodOf(null, false, today)];
  return reads.map((read) => periodOf(read, isPoint && !isSeries, today));
}

/**
 * What stands on a day, asked for all through a stretch of time, is told for each part of it: 'my balance over the last
 * three years'. Null where one figure is meant.
 */
export function grainThroughout(
  {
    subject,
    order,
    limit,
    derive,
    having,
  }: Pick<Outline, 'subject' | 'order' | 'limit' | 'derive' | 'having'>,
  metrics: readonly string[],
  by: readonly Dimension[],
  time: PeriodsRead | null,
): TimeGrain | null {
  const [period, ...others] = time?.periods ?? [];
  const isPlain =
    order === null && limit === null && having.length === 0 && (derive === null || derive === 'share');
  if (period?.throughout !== true || period.from === null || others.length > 0 || !isPlain) return null;
  if (subject !== 'figures' || by.some((dimension) => GRAINS.has(dimension))) return null;
  const stands = metrics.every((name) => {
    const metric = METRICS.get(name);
    return metric !== undefined && isPointMetric(metric);
  });
  if (!stands) return null;
  const days = daysOf(period.from, period.to);
  return SERIES.find(({ upTo }) => days <= upTo)?.grain ?? 'year';
}

/** How finely a stretch of days is told. */
const SERIES: readonly { readonly upTo: number; readonly grain: TimeGrain }[] = [
  { upTo: 31, grain: 'day' },
  { upTo: 2 * 366, grain: 'month' },
  { upTo: 4 * 366, grain: 'quarter' },
];

function periodOf(read: PeriodRead | null, isPoint: boolean, today: Day): Period {
  if (read === null) {
    return isPoint
      ? { from: null, to: today, label: dayLabel(today), pointInTime: true }
      : { from: null, to: today, label: 'since inception', pointInTime: false };
  }
  const to = earlier(read.to, today);
  if (isPoint) {
    const label =
      read.kind === 'range'
        ? read.from === null || read.to >= today
          ? dayLabel(to)
          : `end of ${read.label}`
        : read.label;
    return { from: null, to, label, pointInTime: true };
  }
  if (read.kind === 'asof') return { from: null, to, label: `up to ${read.label}`, pointInTime: false };
  return { from: read.from, to, label: read.label, pointInTime: false };
}

/** Whether a period begins after today. */
export function isFuture(time: PeriodsRead | null, today: Day): boolean {
  return (time?.periods ?? []).some(({ from, to, kind }) => (kind === 'asof' ? false : (from ?? to) > today));
}
