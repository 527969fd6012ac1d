import type { ChartData } from '../chart-data.ts';
import {
  categoryAxis,
  type ChartLook,
  type ChartOption,
  frame,
  grid,
  indexOf,
  legend,
  pointWords,
  tooltip,
  valueAxis,
} from './frame.ts';

/** Lines along time; an area's lie on top of each other. */
export function lineOption(data: ChartData, look: ChartLook): ChartOption {
  const isAlone = data.series.length === 1;
  return {
    ...frame(look),
    grid: grid(data),
    legend: legend(data, look),
    tooltip: {
      ...tooltip(look),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: look.colors.muted, type: 'dashed' } },
      formatter: (hovered) => pointWords(data, indexOf(hovered)),
    },
    xAxis: { ...categoryAxis(data.categories, look), boundaryGap: false },
    yAxis: { ...valueAxis(data.series[0], look, 4), scale: data.type === 'line' },
    series: data.series.map(({ label, points }) => ({
      type: 'line',
      name: label,
      data: points.map(({ value }) => value),
      showSymbol: points.length <= 2,
      symbolSize: 7,
      lineStyle: { width: 2.2 },
      ...(data.type === 'area'
        ? { stack: 'all', areaStyle: { opacity: 0.55 } }
        : isAlone
          ? { areaStyle: { opacity: 0.1 } }
          : {}),
    })),
  };
}
