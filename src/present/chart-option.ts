import type { ChartData } from './chart-data.ts';
import { barOption, waterfallOption } from './chart/bars.ts';
import type { ChartLook, ChartOption } from './chart/frame.ts';
import { lineOption } from './chart/lines.ts';
import { donutOption, treemapOption } from './chart/parts.ts';
import { scatterOption } from './chart/points.ts';

export type { ChartColors, ChartLook, ChartOption } from './chart/frame.ts';

/** What ECharts draws for `data`. Pure: the same chart can be drawn to a picture without a browser. */
export function chartOption(data: ChartData, look: ChartLook): ChartOption {
  switch (data.type) {
    case 'line':
    case 'area':
      return lineOption(data, look);
    case 'bar':
    case 'stacked':
    case 'histogram':
      return barOption(data, look);
    case 'waterfall':
      return waterfallOption(data, look);
    case 'scatter':
      return scatterOption(data, look);
    case 'treemap':
      return treemapOption(data, look);
    case 'donut':
      break;
  }
  return donutOption(data, look);
}
