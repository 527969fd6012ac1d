import type { Kind, Metric } from '../../src/telemetry/declaration.ts';

/**
 * PromQL over declared metrics. Whoever writes a rule or a panel names metrics by their declarations: one that is not
 * measured cannot be asked for.
 */
export type Matchers = Readonly<Record<string, string>>;

/** `matchers`: a value that begins with `~` or `!~` is a pattern, one with `!` is excluded. */
export function series(metric: Metric, matchers: Matchers = {}, suffix = ''): string {
  const text = Object.entries(matchers).map(([label, value]) => {
    if (!Object.hasOwn(metric.labels, label) && label !== 'le') {
      throw new TypeError(`${metric.name} has no label ${label}`);
    }
    const [, sign = '', rest = ''] = /^(!~|~|!|)(.*)$/s.exec(value) ?? [];
    return `${label}${{ '!~': '!~', '~': '=~', '!': '!=', '': '=' }[sign] ?? '='}"${rest}"`;
  });
  return `${metric.name}${suffix}${text.length === 0 ? '' : `{${text.join(', ')}}`}`;
}

type Counted = Metric<Extract<Kind, 'counter' | 'histogram'>>;

/** Events a second of a counter, or of what a histogram observed. */
export function rate(metric: Counted, window: string, matchers?: Matchers): string {
  return `rate(${series(metric, matchers, metric.kind === 'histogram' ? '_count' : '')}[${window}])`;
}

export function increase(metric: Counted, window: string, matchers?: Matchers): string {
  return `increase(${series(metric, matchers, metric.kind === 'histogram' ? '_count' : '')}[${window}])`;
}

/** What a part of a histogram's observations is below: `share` 0.99 is the 99th percentile. */
export function quantile(
  share: number,
  metric: Metric<'histogram'>,
  window: string,
  { by = [], matchers = {} }: { readonly by?: readonly string[]; readonly matchers?: Matchers } = {},
): string {
  const buckets = `sum by (${['le', ...by].join(', ')}) (rate(${series(metric, matchers, '_bucket')}[${window}]))`;
  return `histogram_quantile(${share}, ${buckets})`;
}

export function sum(expression: string, ...by: readonly string[]): string {
  return `sum${by.length === 0 ? '' : ` by (${by.join(', ')})`} (${expression})`;
}

/** Seconds as Prometheus writes a duration. */
export function duration(seconds: number): string {
  return `${Math.max(1, Math.round(seconds * 1_000))}ms`.replace(/^(\d+)000ms$/, '$1s');
}
