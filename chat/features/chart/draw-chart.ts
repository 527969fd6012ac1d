import { BarChart, LineChart, PieChart, ScatterChart, TreemapChart } from 'echarts/charts';
import { GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartData } from '../../../src/present/chart-data.ts';
import { LOCALE, strings } from '../../strings.ts';
import { chartOption, type ChartColors } from '../../../src/present/chart-option.ts';

// This file and all that it draws in are a chunk of their own, fetched with the first chart.
use([
  LineChart,
  BarChart,
  PieChart,
  ScatterChart,
  TreemapChart,
  GridComponent,
  LegendScrollComponent,
  TooltipComponent,
  SVGRenderer,
]);

const NARROW_PX = 480;
const SERIES_COLORS = 8;

function colors(): ChartColors {
  const styles = getComputedStyle(document.documentElement);
  const read = (name: string): string => styles.getPropertyValue(name).trim();
  return {
    text: read('--ask-text'),
    muted: read('--ask-muted'),
    line: read('--ask-line'),
    surface: read('--ask-surface'),
    series: Array.from({ length: SERIES_COLORS }, (_, index) => read(`--ask-series-${index + 1}`)),
  };
}

/** Draws `data` into `place` and keeps it fitting its size and the theme. Returns what takes it away again. */
export function drawChart(place: HTMLElement, data: ChartData): () => void {
  const chart = init(place, null, { renderer: 'svg' });
  const isAnimated = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const draw = (): void => {
    const font = getComputedStyle(document.body).fontFamily;
    const isNarrow = place.clientWidth < NARROW_PX;
    chart.setOption(
      chartOption(data, {
        colors: colors(),
        font,
        isNarrow,
        isAnimated,
        other: strings.chart.other,
        locale: LOCALE,
      }),
      true,
    );
  };
  draw();
  const onSize = new ResizeObserver(() => {
    if (place.clientWidth === chart.getWidth() && place.clientHeight === chart.getHeight()) return;
    chart.resize();
    draw();
  });
  onSize.observe(place);
  const onTheme = new MutationObserver(draw);
  onTheme.observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
  return () => {
    onSize.disconnect();
    onTheme.disconnect();
    chart.dispose();
  };
}
