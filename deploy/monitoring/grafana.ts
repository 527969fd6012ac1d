import {
  DashboardBuilder,
  type Dashboard as GrafanaDashboard,
  type Panel as GrafanaPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel } from './panel.ts';

/** The data source that the provisioning names. */
const SOURCE = { type: 'prometheus', uid: 'askfolio-prometheus' };
const COLUMNS = 24;
const SIZES = {
  figure: { span: 4, height: 4 },
  lines: { span: 12, height: 8 },
  table: { span: 12, height: 8 },
};

/** A dashboard as Grafana reads it. */
export function grafanaDashboard({ id, title, panels }: Dashboard): GrafanaDashboard {
  const builder = new DashboardBuilder(title)
    .uid(id)
    .tags(['askfolio'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .readonly();
  const next = placing();
  panels.forEach((panel, at) => {
    const place = next(SIZES[panel.draw]);
    const made = drawn(panel)
      .id(at + 1)
      .gridPos(place)
      .build();
    builder.withPanel({ build: () => asRead(made) });
  });
  return builder.build();
}

function drawn(panel: Panel): LinesBuilder | StatBuilder | TableBuilder {
  const { title, help, unit, draw, queries } = panel;
  const builder =
    draw === 'lines' ? new LinesBuilder() : draw === 'figure' ? new StatBuilder() : new TableBuilder();
  builder.title(title).description(help).unit(unit).datasource(SOURCE);
  queries.forEach(({ expression, legend }, at) => {
    const target = new DataqueryBuilder()
      .expr(expression)
      .refId(String.fromCodePoint(65 + at))
      .datasource(SOURCE);
    if (draw === 'lines') target.legendFormat(legend).range().exemplar(expression.includes('_bucket'));
    else target.instant().format(draw === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
    builder.withTarget(target);
  });
  return builder;
}

/** Without what the SDK still writes and Grafana does not read any more: a table's footer is an option of its fields. */
function asRead(panel: GrafanaPanel): GrafanaPanel {
  const options = Object.entries<unknown>(panel.options ?? {}).filter(([name]) => name !== 'footer');
  return { ...panel, options: Object.fromEntries(options) };
}

/** From left to right, then the next row. */
function placing() {
  let [x, y, rowHeight] = [0, 0, 0];
  return ({ span, height }: { readonly span: number; readonly height: number }) => {
    if (x + span > COLUMNS || (rowHeight > 0 && height !== rowHeight)) {
      [x, y, rowHeight] = [0, y + rowHeight, 0];
    }
    const place = { x, y, w: span, h: height };
    x += span;
    rowHeight = height;
    return place;
  };
}

export const DATA_SOURCES = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Askfolio',
      uid: SOURCE.uid,
      type: SOURCE.type,
      access: 'proxy',
      url: 'http://prometheus:9090',
      isDefault: true,
      jsonData: { timeInterval: '15s' },
    },
  ],
};

export const DASHBOARD_PROVIDERS = {
  apiVersion: 1,
  providers: [
    {
      name: 'askfolio',
      folder: 'Askfolio',
      type: 'file',
      disableDeletion: true,
      options: { path: '/etc/grafana/askfolio' },
    },
  ],
};
