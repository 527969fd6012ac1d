import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DASHBOARDS } from '../../deploy/monitoring/dashboards/index.ts';
import { DATA_SOURCES, grafanaDashboard } from '../../deploy/monitoring/grafana.ts';
import { ALL_METRICS } from '../../src/telemetry/metrics/index.ts';
import { metricsNamedIn } from './expressions.ts';

const COLUMNS = 24;
/** Of Grafana's units those that the panels use, by its names of them. */
const UNITS = ['s', 'bytes', 'percentunit', 'short', 'ops'];
const Source = z.object({ type: z.literal('prometheus'), uid: z.literal(DATA_SOURCES.datasources[0]?.uid) });
const Place = z.object({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() });

/** What Grafana's published kinds (Dashboard v1, timeseries, stat, table, Prometheus query) ask of each of these. */
const Target = z.object({
  refId: z.string().regex(/^[A-Z]$/),
  expr: z.string().min(1),
  datasource: Source,
  range: z.boolean().optional(),
  instant: z.boolean().optional(),
  format: z.enum(['time_series', 'table']).optional(),
  legendFormat: z.string().optional(),
});
const Panel = z.object({
  id: z.int().positive(),
  type: z.enum(['timeseries', 'stat', 'table']),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: Source,
  gridPos: Place,
  fieldConfig: z.object({ defaults: z.object({ unit: z.enum(UNITS) }), overrides: z.array(z.unknown()) }),
  targets: z.array(Target).min(1),
});
const Dashboard = z.object({
  uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  refresh: z.string().regex(/^\d+[smh]$/),
  time: z.object({ from: z.string(), to: z.string() }),
  panels: z.array(Panel).min(1),
});

const drawn = DASHBOARDS.map((dashboard) =>
  Dashboard.parse(JSON.parse(JSON.stringify(grafanaDashboard(dashboard)))),
);

describe('dashboards', () => {
  it('have addresses of their own', () => {
    expect(new Set(drawn.map(({ uid }) => uid)).size).toBe(drawn.length);
  });

  it.each(drawn)('have panels side by side, none over another: $title', ({ panels }) => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(COLUMNS);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
  });

  it.each(drawn)('name lines by labels that their metrics have: $title', ({ panels }) => {
    for (const { title, targets } of panels) {
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      for (const { expr, legendFormat = '' } of targets) {
        const labels = ALL_METRICS.flatMap((metric) =>
          metricsNamedIn(expr).includes(metric.name) ? Object.keys(metric.labels) : [],
        );
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(labels, title).toContain(label);
      }
    }
  });
});
