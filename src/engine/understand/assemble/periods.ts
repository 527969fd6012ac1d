import { METRICS, type MetricWords } from '../../../model/index.ts';
import { earlier, type Day } from '../../../vocabulary/day.ts';
import type { Period } from '../../../vocabulary/period.ts';
import type { Dimension, Subject } from '../../../vocabulary/plan.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import { dayLabel } from '../calendar/words.ts';

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
const RANGE_COUNTS = new Set(['transaction_count', 'payment_count']);

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
  return reads.map((read) => periodOf(read, isPoint && !isSeries, today));
}

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
