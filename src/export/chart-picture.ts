import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BarChart, LineChart, PieChart, ScatterChart, TreemapChart } from 'echarts/charts';
import { GridComponent, LegendComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Resvg } from '@resvg/resvg-js';
import { chartData, isDrawable } from '../present/chart-data.ts';
import { chartOption, type ChartColors } from '../present/chart-option.ts';
import { honestChart, type Report } from './report.ts';

use([
  LineChart,
  BarChart,
  PieChart,
  ScatterChart,
  TreemapChart,
  GridComponent,
  LegendComponent,
  LegendScrollComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** Roboto (Apache-2.0) comes with the maker of documents: pictures look the same on a machine without fonts. */
const FONTS = join(
  dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
  'fonts',
  'Roboto',
);
export const FONT_FILES = {
  normal: join(FONTS, 'Roboto-Regular.ttf'),
  bold: join(FONTS, 'Roboto-Medium.ttf'),
  italics: join(FONTS, 'Roboto-Italic.ttf'),
  bolditalics: join(FONTS, 'Roboto-MediumItalic.ttf'),
};

/** The page's light theme: what is printed is read on white. */
const COLORS: ChartColors = {
  text: '#17211f',
  muted: '#5a6764',
  line: '#e1e5e2',
  surface: '#ffffff',
  series: ['#0f6b63', '#3d6fb4', '#d29a2e', '#8a5a9e', '#c8654a', '#6fa58f', '#7c8aa5', '#b5a68a'],
};

const WIDTH_PX = 760;
const BAR_PX = 30;
const HEIGHT_PX = 340;
const HEIGHT_PX_MAX = 800;
const SCALE = 2;

/** The answer's chart as the page draws it, as SVG text; null for an answer that has none. */
export function chartSvg({ answer, locale }: Report): string | null {
  const chart = honestChart(answer);
  const data = chart && isDrawable(chart, answer.rows.length) ? chartData(answer, chart, locale) : null;
  if (!data) return null;
  const isLying = (data.type === 'bar' || data.type === 'stacked') && !data.isTime;
  const height = isLying
    ? Math.min(HEIGHT_PX_MAX, 60 + Math.min(24, data.categories.length) * BAR_PX)
    : HEIGHT_PX;
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH_PX, height });
  try {
    const look = { colors: COLORS, font: 'Roboto', isNarrow: false, isAnimated: false, locale };
    drawing.setOption({ ...chartOption(data, look), backgroundColor: '#ffffff' });
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}

/** The same as a picture, twice as sharp as a screen. Nothing is loaded but the fonts that come with the program. */
export function chartPng(report: Report): Uint8Array | null {
  const svg = chartSvg(report);
  if (svg === null) return null;
  const font = { loadSystemFonts: false, fontFiles: Object.values(FONT_FILES), defaultFontFamily: 'Roboto' };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
}
