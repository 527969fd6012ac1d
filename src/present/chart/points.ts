import type { ChartData } from '../chart-data.ts';
import { type ChartLook, type ChartOption, frame, indexOf, pointWords, tooltip, valueAxis } from './frame.ts';

/** A point a row: the first figure to the right, the second upwards. */
export function scatterOption(data: ChartData, look: ChartLook): ChartOption {
  const [right, upward] = data.series;
  const { colors, font } = look;
  const named = { nameTextStyle: { color: colors.muted, fontFamily: font } };
  return {
    ...frame(look),
    grid: {
      left: 8,
      right: 24,
      top: 30,
      bottom: 26,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltip(look),
      trigger: 'item',
      formatter: (hovered) => pointWords(data, indexOf(hovered)),
    },
    xAxis: {
      ...valueAxis(right, look, look.isNarrow ? 3 : 5),
      ...named,
      name: right?.label ?? '',
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: {
      ...valueAxis(upward, look, 4),
      nameTextStyle: { ...named.nameTextStyle, align: 'left' },
      name: upward?.label ?? '',
    },
    series: [
      {
        type: 'scatter',
        symbolSize: look.isNarrow ? 8 : 11,
        itemStyle: { opacity: 0.75 },
        data: (upward?.points ?? []).map(({ value }, index) => [right?.points[index]?.value ?? null, value]),
      },
    ],
  };
}
