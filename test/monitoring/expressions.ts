import { ALL_METRICS } from '../../src/telemetry/metrics/index.ts';

/** The metrics that an expression of PromQL names, by the names of their declarations. */
export function metricsNamedIn(expression: string): readonly string[] {
  const declared = new Map(ALL_METRICS.map(({ name, kind }) => [name, kind]));
  return [...expression.matchAll(/\baskfolio_\w+/g)].map(([name]) => {
    const whole = name.replace(/_(bucket|count|sum)$/, '');
    return declared.get(whole) === 'histogram' ? whole : name;
  });
}
