import { formatCount } from '../../format/cells.ts';
import { strings } from '../../strings.ts';
import type { ChartData, ChartSeries } from '../../../src/present/chart-data.ts';

const SERIES_TOLD_MAX = 3;

function extremes(series: ChartSeries, categories: readonly string[]): string | null {
  let high = -1;
  let low = -1;
  const at = (index: number): number => series.points[index]?.value ?? Number.NaN;
  series.points.forEach(({ value }, index) => {
    if (value === null) return;
    if (high < 0 || value > at(high)) high = index;
    if (low < 0 || value < at(low)) low = index;
  });
  const [highest, lowest] = [series.points[high], series.points[low]];
  if (!highest || !lowest) return null;
  return strings.chart.extremes(
    series.label,
    highest.text,
    categories[high] ?? '',
    lowest.text,
    categories[low] ?? '',
  );
}

function course(series: ChartSeries, categories: readonly string[]): string | null {
  const first = series.points.at(0);
  const last = series.points.at(-1);
  if (!first || !last) return null;
  return strings.chart.firstLast(
    series.label,
    first.text,
    categories.at(0) ?? '',
    last.text,
    categories.at(-1) ?? '',
  );
}

/** The chart in words, for those who do not see it: what it is, where it starts and ends, its highest and lowest. */
export function chartWords(data: ChartData): string {
  const { type, series, axisLabel, categories, isTime } = data;
  if (type === 'waterfall') {
    const steps = categories.map((name, index) => `${name} ${series[0]?.points[index]?.text ?? ''}`);
    return `${strings.chart.bridge(strings.chart.kinds[type], steps.join(', '))} ${strings.chart.sameInTable}`;
  }
  const told = series.slice(0, SERIES_TOLD_MAX);
  return [
    strings.chart.summary(
      strings.chart.kinds[type],
      series.map(({ label }) => label).join(', '),
      axisLabel,
      formatCount(categories.length),
    ),
    ...told.flatMap((one) => [isTime ? course(one, categories) : null, extremes(one, categories)]),
    strings.chart.sameInTable,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}
