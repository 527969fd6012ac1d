import type { BarSeriesOption, LineSeriesOption, PieSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { ColumnType } from '../vocabulary/rows.ts';
import { type ChartData, type ChartSeries, drawnCount } from './chart-data.ts';

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | BarSeriesOption
  | PieSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
>;

export interface ChartColors {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
}

export interface ChartLook {
  readonly colors: ChartColors;
  readonly font: string;
  readonly isNarrow: boolean;
  readonly isAnimated: boolean;
  /** What the slice is called that gathers the smallest. */
  readonly other?: string;
  readonly locale?: string;
}

/** More slices than this cannot be told apart; the table has them all. */
const SLICES_MAX = 8;
const NAME_CHARS_MAX = 26;
/** Radius where the names stand below the donut instead of beside it. */
const NARROW_DONUT_PX = 84;

function clip(name: string): string {
  return name.length > NAME_CHARS_MAX ? `${name.slice(0, NAME_CHARS_MAX - 1)}…` : name;
}

function axisFormat(type: ColumnType, currency: string | null, locale?: string): Intl.NumberFormat {
  if (type === 'percent')
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const compact = { notation: 'compact', maximumFractionDigits: 1 } as const;
  if (type === 'money' && currency !== null) {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...compact });
  }
  return new Intl.NumberFormat(locale, compact);
}

/** One scale fits all only while the series are of one kind; the first one's is shown. */
function valueAxis(series: ChartSeries | undefined, { colors, locale }: ChartLook, split: number) {
  const format = axisFormat(series?.type ?? 'number', series?.currency ?? null, locale);
  return {
    type: 'value' as const,
    scale: false,
    splitNumber: split,
    axisLabel: { color: colors.muted, formatter: (value: number) => format.format(value) },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

function categoryAxis(names: readonly string[], { colors }: ChartLook) {
  return {
    type: 'category' as const,
    data: [...names],
    axisLabel: { color: colors.muted, hideOverlap: true, margin: 12 },
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { show: false },
  };
}

/** Plain text, drawn into the picture: a tooltip of HTML would need inline styles, which the page's policy forbids. */
function tooltip({ colors, font }: ChartLook): TooltipComponentOption {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: colors.surface,
    borderColor: colors.line,
    borderWidth: 1,
    padding: [8, 12],
    transitionDuration: 0,
    textStyle: { color: colors.text, fontFamily: font, fontSize: 13, lineHeight: 20 },
  };
}

function pointWords(data: ChartData, index: number): string {
  const lines = data.series.map(({ label, points }) =>
    data.series.length > 1 ? `${label}: ${points[index]?.text ?? ''}` : (points[index]?.text ?? ''),
  );
  return [data.categories[index] ?? '', ...lines].join('\n');
}

function indexOf(hovered: unknown): number {
  const first: unknown = Array.isArray(hovered) ? hovered[0] : hovered;
  return typeof first === 'object' && first !== null && 'dataIndex' in first ? Number(first.dataIndex) : -1;
}

function legend(data: ChartData, { colors, font }: ChartLook): LegendComponentOption {
  return {
    show: data.series.length > 1,
    top: 0,
    left: 0,
    icon: 'roundRect',
    itemWidth: 12,
    itemHeight: 4,
    textStyle: { color: colors.muted, fontFamily: font },
  };
}

function lineOption(data: ChartData, look: ChartLook): ChartOption {
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
    yAxis: { ...valueAxis(data.series[0], look, 4), scale: true },
    series: data.series.map(({ label, points }) => ({
      type: 'line',
      name: label,
      data: points.map(({ value }) => value),
      showSymbol: points.length <= 2,
      symbolSize: 7,
      lineStyle: { width: 2.2 },
      ...(isAlone ? { areaStyle: { opacity: 0.1 } } : {}),
    })),
  };
}

function barOption(data: ChartData, look: ChartLook): ChartOption {
  const names = data.categories.slice(0, drawnCount(data));
  const values = valueAxis(data.series[0], look, look.isNarrow ? 3 : 4);
  const categories = categoryAxis(data.isTime ? names : names.map(clip), look);
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
    xAxis: data.isTime ? categories : values,
    yAxis: data.isTime ? values : { ...categories, inverse: true },
    series: data.series.map(({ label, points }) => ({
      type: 'bar',
      name: label,
      data: points.slice(0, names.length).map(({ value }) => value),
      barMaxWidth: 28,
      itemStyle: { borderRadius: 3 },
    })),
  };
}

interface Slice {
  readonly name: string;
  readonly value: number;
  readonly words: string;
}

/** The largest slices, the rest gathered; largest first. */
function slicesOf(data: ChartData, { locale, other = 'Other' }: ChartLook): readonly Slice[] {
  const series = data.series[0];
  if (!series) return [];
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const total = series.points.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const all = series.points
    .map(({ value, text }, index) => ({ name: data.categories[index] ?? '', value: value ?? 0, text }))
    .toSorted((a, b) => b.value - a.value);
  const isGathered = all.length > SLICES_MAX;
  const kept = isGathered ? all.slice(0, SLICES_MAX - 1) : all;
  const rest = all.slice(kept.length).reduce((sum, { value }) => sum + value, 0);
  const slices = kept.map(({ name, value, text }) => {
    const share = percent.format(value / total);
    return { name, value, words: series.type === 'percent' ? text : `${text} (${share})` };
  });
  if (!isGathered) return slices;
  return [...slices, { name: other, value: rest, words: percent.format(rest / total) }];
}

function donutOption(data: ChartData, look: ChartLook): ChartOption {
  const { colors, font, isNarrow, locale } = look;
  const slices = slicesOf(data, look);
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const shares = new Map(slices.map(({ name, value }) => [name, percent.format(value / total)]));
  return {
    ...frame(look),
    legend: {
      type: 'scroll',
      icon: 'circle',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: isNarrow ? 10 : 12,
      textStyle: { color: colors.text, fontFamily: font, fontSize: 13 },
      pageTextStyle: { color: colors.muted },
      formatter: (name) => `${clip(name)}  ${shares.get(name) ?? ''}`,
      ...(isNarrow
        ? { orient: 'vertical' as const, top: NARROW_DONUT_PX * 2 + 28, left: 'center' }
        : { orient: 'vertical' as const, left: '54%', top: 'middle' }),
    },
    tooltip: {
      ...tooltip(look),
      trigger: 'item',
      formatter: (hovered) => {
        const slice = slices[indexOf(hovered)];
        return slice ? `${slice.name}\n${slice.words}` : '';
      },
    },
    series: [
      {
        type: 'pie',
        radius: isNarrow ? [NARROW_DONUT_PX * 0.62, NARROW_DONUT_PX] : ['52%', '84%'],
        center: isNarrow ? ['50%', NARROW_DONUT_PX + 8] : ['28%', '50%'],
        label: { show: false },
        labelLine: { show: false },
        itemStyle: { borderColor: colors.surface, borderWidth: 2 },
        emphasis: { scaleSize: 4 },
        data: slices.map(({ name, value }) => ({ name, value })),
      },
    ],
  };
}

function frame({ colors, font, isAnimated }: ChartLook): ChartOption {
  return {
    color: [...colors.series],
    textStyle: { fontFamily: font, color: colors.text },
    animation: isAnimated,
    animationDuration: 350,
  };
}

function grid(data: ChartData): GridComponentOption {
  return {
    left: 4,
    right: 16,
    top: data.series.length > 1 ? 34 : 12,
    bottom: 4,
    outerBoundsMode: 'same',
    outerBoundsContain: 'axisLabel',
  };
}

/** What ECharts draws for `data`. Pure: the same chart can be drawn to a picture without a browser. */
export function chartOption(data: ChartData, look: ChartLook): ChartOption {
  switch (data.type) {
    case 'line':
      return lineOption(data, look);
    case 'bar':
      return barOption(data, look);
    case 'donut':
      break;
  }
  return donutOption(data, look);
}
