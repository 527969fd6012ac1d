import type {
  BarSeriesOption,
  LineSeriesOption,
  PieSeriesOption,
  ScatterSeriesOption,
  TreemapSeriesOption,
} from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { ColumnType } from '../../vocabulary/rows.ts';
import type { ChartData, ChartSeries } from '../chart-data.ts';

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | BarSeriesOption
  | PieSeriesOption
  | ScatterSeriesOption
  | TreemapSeriesOption
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

const NAME_CHARS_MAX = 26;

export function clip(name: string): string {
  return name.length > NAME_CHARS_MAX ? `${name.slice(0, NAME_CHARS_MAX - 1)}…` : name;
}

export function axisFormat(type: ColumnType, currency: string | null, locale?: string): Intl.NumberFormat {
  if (type === 'percent')
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const compact = { notation: 'compact', maximumFractionDigits: 1 } as const;
  if (type === 'money' && currency !== null) {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...compact });
  }
  return new Intl.NumberFormat(locale, compact);
}

/** One scale fits all only while the series are of one kind; the first one's is shown. */
export function valueAxis(series: ChartSeries | undefined, { colors, locale }: ChartLook, split: number) {
  const format = axisFormat(series?.type ?? 'number', series?.currency ?? null, locale);
  return {
    type: 'value' as const,
    scale: false,
    splitNumber: split,
    axisLabel: { color: colors.muted, formatter: (value: number) => format.format(value) },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

export function categoryAxis(names: readonly string[], { colors }: ChartLook) {
  return {
    type: 'category' as const,
    data: [...names],
    axisLabel: { color: colors.muted, hideOverlap: true, margin: 12 },
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { show: false },
  };
}

/** Plain text, drawn into the picture: a tooltip of HTML would need inline styles, which the page's policy forbids. */
export function tooltip({ colors, font }: ChartLook): TooltipComponentOption {
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

export function pointWords(data: ChartData, index: number): string {
  const lines = data.series.map(({ label, points }) =>
    data.series.length > 1 ? `${label}: ${points[index]?.text ?? ''}` : (points[index]?.text ?? ''),
  );
  return [data.categories[index] ?? '', ...lines].join('\n');
}

export function indexOf(hovered: unknown): number {
  const first: unknown = Array.isArray(hovered) ? hovered[0] : hovered;
  return typeof first === 'object' && first !== null && 'dataIndex' in first ? Number(first.dataIndex) : -1;
}

export function legend(data: ChartData, { colors, font }: ChartLook): LegendComponentOption {
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

export function frame({ colors, font, isAnimated }: ChartLook): ChartOption {
  return {
    color: [...colors.series],
    textStyle: { fontFamily: font, color: colors.text },
    animation: isAnimated,
    animationDuration: 350,
  };
}

export function grid(data: ChartData): GridComponentOption {
  return {
    left: 4,
    right: 16,
    top: data.series.length > 1 ? 34 : 12,
    // The measured height of a label leaves out what hangs below the line: 'May'.
    bottom: 9,
    outerBoundsMode: 'same',
    outerBoundsContain: 'axisLabel',
  };
}
