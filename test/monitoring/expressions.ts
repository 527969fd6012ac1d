import { ALERTS } from '../../deploy/monitoring/alerts.ts';
import { DASHBOARDS } from '../../deploy/monitoring/dashboards/index.ts';
import { OBJECTIVES, recorded, WINDOWS } from '../../deploy/monitoring/objectives.ts';
import { DATABASE_JOB } from '../../deploy/monitoring/servers.ts';
import { WINDOW } from '../../deploy/monitoring/panel.ts';
import { ALL_METRICS } from '../../src/telemetry/metrics/index.ts';
import type { Monitoring } from './servers.ts';

/** As long as the installation has been watched, so that what happened once is seen. */
const SINCE_BEGUN = '10m';

/** The metrics that an expression of PromQL names, by the names of their declarations. */
export function metricsNamedIn(expression: string): readonly string[] {
  const declared = new Map(ALL_METRICS.map(({ name, kind }) => [name, kind]));
  return [...expression.matchAll(/\baskfolio_\w+/g)].map(([name]) => {
    const whole = name.replace(/_(bucket|count|sum)$/, '');
    return declared.get(whole) === 'histogram' ? whole : name;
  });
}

/** Every expression of a panel and of a rule, as in earnest; of alerts on a burning budget what they are recorded from. */
function allExpressions(): readonly string[] {
  return [
    ...DASHBOARDS.flatMap(({ panels }) =>
      panels.flatMap(({ queries }) =>
        queries.map(({ expression }) => expression.replaceAll(WINDOW, SINCE_BEGUN)),
      ),
    ),
    ...ALERTS.filter(({ name }) => !name.includes('BurnFast')).map(({ value }) => value(1)),
    ...OBJECTIVES.flatMap(({ name }) => WINDOWS.map((window) => `${recorded(window)}{objective="${name}"}`)),
  ];
}

/**
 * Those that find nothing in a Prometheus that watches a running installation; `notHere`: parts that it does not have.
 * Throws where Prometheus does not take one.
 */
export async function emptyExpressions(
  monitoring: Monitoring,
  notHere: readonly string[],
): Promise<readonly string[]> {
  const absent = new Set(
    ALL_METRICS.flatMap(({ name, onlyWith }) =>
      onlyWith !== null && notHere.includes(onlyWith) ? [name] : [],
    ),
  );
  const empty: string[] = [];
  for (const expression of allExpressions()) {
    const found = await monitoring.series(expression);
    const isElsewhere =
      metricsNamedIn(expression).some((name) => absent.has(name)) ||
      (expression.includes(DATABASE_JOB) && notHere.includes('node_exporter at the database'));
    if (found.length === 0 && !isElsewhere) empty.push(expression);
  }
  return empty;
}
