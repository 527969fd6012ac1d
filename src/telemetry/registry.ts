import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry as ClientRegistry } from 'prom-client';
import { isClosed, type LabelValues, type Metric, OTHER, seriesOf } from './declaration.ts';

type Labels<L extends string> = Readonly<Record<L, string>>;

export interface Sample {
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly value: number;
}

/** Where what is measured is kept until it is read. A label's value outside of its set counts as 'other'. */
export interface Registry {
  add<L extends string>(metric: Metric<'counter', L>, labels: Labels<L>, by?: number): void;
  observe<L extends string>(metric: Metric<'histogram', L>, labels: Labels<L>, value: number): void;
  set<L extends string>(metric: Metric<'gauge', L>, labels: Labels<L>, value: number): void;
  /** Forgets a gauge's series: those that are set afterwards are all there are. */
  clear(metric: Metric<'gauge'>): void;
  /** What a gauge shows now. */
  read(metric: Metric<'gauge'>): Promise<readonly Sample[]>;
  /** Does something before every reading of the page; what fails there is told to `onTrouble` and keeps no page back. */
  beforePage(look: () => Promise<void>): void;
  /** The OpenMetrics text exposition. */
  page(): Promise<string>;
  readonly contentType: string;
}

export interface RegistryParts {
  /** The trace that what is measured belongs to, for exemplars; null where it is not recorded. */
  readonly traceId?: () => string | null;
  readonly onTrouble?: (error: unknown) => void;
}

/** Series of closed labels begin at zero, so that the first event is a rise; beyond so many only as they come. */
const COUNTERS_AT_ZERO_MAX = 64;
const HISTOGRAMS_AT_ZERO_MAX = 8;

export function createRegistry(metrics: readonly Metric[], parts: RegistryParts = {}): Registry {
  const { traceId = () => null, onTrouble = () => undefined } = parts;
  const client = new ClientRegistry<typeof ClientRegistry.OPENMETRICS_CONTENT_TYPE>();
  client.setContentType(ClientRegistry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: client, prefix: 'askfolio_' });
  const [counters, gauges, histograms] = [
    new Map<string, Counter>(),
    new Map<string, Gauge>(),
    new Map<string, Histogram>(),
  ];
  const looks: (() => Promise<void>)[] = [];
  const bounds = new Map(metrics.map(({ name, labels }) => [name, boundsOf(labels)]));
  for (const metric of metrics) {
    if (metric.fromLibrary) continue;
    const { name, help, buckets } = metric;
    const common = {
      name,
      help,
      labelNames: Object.keys(metric.labels),
      registers: [client],
    };
    if (metric.kind === 'counter') counters.set(name, new Counter(common));
    else if (metric.kind === 'gauge') {
      const made = new Gauge(common);
      // What nobody has set yet is not zero.
      made.remove({});
      gauges.set(name, made);
    } else {
      histograms.set(name, new Histogram({ ...common, buckets: [...buckets], enableExemplars: true }));
    }
    beginAtZero(metric, counters.get(name), histograms.get(name));
  }

  function bounded(name: string, labels: Readonly<Record<string, string>>): Record<string, string> {
    const kept: Record<string, string> = {};
    const rules = known(bounds, name);
    for (const label in labels) kept[label] = rules[label]?.(labels[label] ?? '') ?? OTHER;
    return kept;
  }

  return {
    add: ({ name }, labels, by = 1) => known(counters, name).inc(bounded(name, labels), by),
    set: ({ name }, labels, value) => known(gauges, name).set(bounded(name, labels), value),
    observe: ({ name }, labels, value) => {
      const trace = traceId();
      known(histograms, name).observe({
        labels: bounded(name, labels),
        value,
        ...(trace === null ? {} : { exemplarLabels: { trace_id: trace } }),
      });
    },
    clear: ({ name }) => known(gauges, name).reset(),
    read: async ({ name }) => (await known(gauges, name).get()).values,
    beforePage: (look) => void looks.push(look),
    page: async () => {
      for (const look of looks) await look().catch(onTrouble);
      return client.metrics();
    },
    contentType: client.contentType,
  };
}

function beginAtZero(
  metric: Metric,
  asCounter: Counter | undefined,
  asHistogram: Histogram | undefined,
): void {
  const series = seriesOf(metric);
  if (series === null) return;
  if (series.length <= COUNTERS_AT_ZERO_MAX) for (const labels of series) asCounter?.inc(labels, 0);
  if (series.length <= HISTOGRAMS_AT_ZERO_MAX) for (const labels of series) asHistogram?.zero(labels);
}

type Bound = (value: string) => string;

function boundsOf(labels: Readonly<Record<string, LabelValues>>): Readonly<Record<string, Bound>> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, values]): [string, Bound] => {
      if (isClosed(values)) {
        const allowed = new Set(values);
        return [label, (value) => (allowed.has(value) ? value : OTHER)];
      }
      const seen = new Set<string>();
      const bound = (value: string): string => {
        if (!seen.has(value) && seen.size < values.values_max) seen.add(value);
        return seen.has(value) ? value : OTHER;
      };
      return [label, bound];
    }),
  );
}

function known<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found === undefined) throw new TypeError(`the metric ${name} is not declared`);
  return found;
}
