import { isClosed, type LabelValues, type Metric } from '../../src/telemetry/declaration.ts';
import { METRICS } from '../../src/telemetry/metrics/index.ts';

/** The text of docs/metrics.md. */
export function metricsTable(): string {
  const parts = Object.entries(METRICS).flatMap(([part, metrics]) => [
    `## ${part}`,
    '',
    ...metrics.map(entry),
    '',
  ]);
  return [
    '# Metrics',
    '',
    'What `/metrics` shows, made from the declarations in `src/telemetry/metrics` by `npm run monitoring`. A value outside of a label’s set counts as `other`.',
    '',
    ...parts,
  ].join('\n');
}

function entry({ name, kind, help, labels, onlyWith }: Metric): string {
  const shown = Object.entries(labels).map(([label, values]) => `\`${label}\` (${valuesOf(values)})`);
  return [
    `- \`${name}\`, ${kind}: ${help}.`,
    ...(shown.length === 0 ? [] : [`Labels: ${shown.join('; ')}.`]),
    ...(onlyWith === null ? [] : [`Only with ${onlyWith}.`]),
  ].join(' ');
}

function valuesOf(values: LabelValues): string {
  if (!isClosed(values)) return `${values.of}, at most ${values.values_max}`;
  return values.length > 8
    ? `one of ${values.length}: ${values.slice(0, 3).join(', ')} …`
    : values.join(', ');
}
