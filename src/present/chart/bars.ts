import { type ChartData, drawnCount, stepsOf } from '../chart-data.ts';
import {
  categoryAxis,
  type ChartLook,
  type ChartOption,
  clip,
  frame,
  grid,
  indexOf,
  legend,
  pointWords,
  tooltip,
  valueAxis,
} from './frame.ts';

/** So many columns that thin ones would stand lost in their place. */
const FEW = 4;

/** Bars beside each other, or stacked; those of a histogram touch. */
export function barOption(data: ChartData, look: ChartLook): ChartOption {
  const names = data.categories.slice(0, drawnCount(data));
  const values = valueAxis(data.series[0], look, look.isNarrow ? 3 : 4);
  const categories = categoryAxis(data.isTime || data.type === 'histogram' ? names : names.map(clip), look);
  // Time and size run from left to right.
  const isUpright = data.isTime || data.type === 'histogram';
  return {
    ...frame(look),
    grid: grid(data),
    legend: legend(data, look),
    tooltip: {
      ...tooltip(look),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (hovered) => pointWords(data, indexOf(hovered)),
    },
    // Names need room to be read: they stand beside lying bars, the first on top.
    xAxis: isUpright ? categories : values,
    yAxis: isUpright ? values : { ...categories, inverse: true },
    series: data.series.map(({ label, points }) => ({
      type: 'bar',
      name: label,
      data: points.slice(0, names.length).map(({ value }) => value),
      ...(data.type === 'histogram'
        ? { barCategoryGap: '4%' }
        : { barMaxWidth: isUpright && names.length <= FEW ? 72 : 28 }),
      ...(data.type === 'stacked' ? { stack: 'all' } : { itemStyle: { borderRadius: 3 } }),
    })),
  };
}

/** From the first value over the steps to the last: each step begins where the one before it ended. */
export function waterfallOption(data: ChartData, look: ChartLook): ChartOption {
  const points = data.series[0]?.points ?? [];
  const values = points.map(({ value }) => value ?? 0);
  const steps = stepsOf(values);
  const { colors } = look;
  const fall = colors.series[4] ?? colors.text;
  const colorOf = (index: number): string | undefined =>
    index === 0 || index === values.length - 1
      ? colors.series[1]
      : (values[index] ?? 0) < 0
        ? fall
        : colors.series[0];
  return {
    ...frame(look),
    grid: grid({ ...data, series: [] }),
    tooltip: {
      ...tooltip(look),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (hovered) => pointWords(data, indexOf(hovered)),
    },
    xAxis: categoryAxis(data.categories.map(clip), look),
    yAxis: valueAxis(data.series[0], look, 4),
    series: [
      {
        type: 'bar',
        stack: 'all',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: steps.map(({ low }) => low),
      },
      {
        type: 'bar',
        stack: 'all',
        barMaxWidth: 64,
        data: steps.map(({ low, high }, index) => ({
          value: high - low,
          itemStyle: { color: colorOf(index) ?? colors.text, borderRadius: 3 },
        })),
      },
    ],
  };
}
