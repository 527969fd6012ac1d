import type { ChartData } from '../chart-data.ts';
import { type ChartLook, type ChartOption, clip, frame, indexOf, pointWords, tooltip } from './frame.ts';

/** More slices than this cannot be told apart; the table has them all. */
const SLICES_MAX = 8;
/** Radius where the names stand below the donut instead of beside it. */
const NARROW_DONUT_PX = 84;

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

/** Parts of a whole: a ring of a few. */
export function donutOption(data: ChartData, look: ChartLook): ChartOption {
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

/** Parts of a whole: tiles, where there are too many for a ring. */
export function treemapOption(data: ChartData, look: ChartLook): ChartOption {
  const { colors, font } = look;
  const points = data.series[0]?.points ?? [];
  return {
    ...frame(look),
    tooltip: {
      ...tooltip(look),
      trigger: 'item',
      formatter: (hovered) => pointWords(data, indexOf(hovered) - 1),
    },
    series: [
      {
        type: 'treemap',
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        itemStyle: { borderColor: colors.surface, borderWidth: 1, gapWidth: 1 },
        label: { color: colors.surface, fontFamily: font, fontSize: 12, overflow: 'truncate' },
        data: points.map(({ value }, index) => ({
          name: data.categories[index] ?? '',
          value: value ?? 0,
          itemStyle: { color: colors.series[index % colors.series.length] ?? colors.text },
        })),
      },
    ],
  };
}
