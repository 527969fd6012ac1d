/**
 * A metric, declared once: the exposition, the alert rules, the dashboards and docs/monitoring.md are made from it.
 * Every label takes its values from a bounded set, so the number of series never grows with the data or with what is
 * asked; none of them is a person's.
 */
export interface Metric<K extends Kind = Kind, L extends string = string> {
  /** In the exposition; a counter's ends with `_total`, before that stands the unit. */
  readonly name: string;
  readonly kind: K;
  readonly unit: Unit | null;
  /** One sentence: what is counted or measured. */
  readonly help: string;
  readonly labels: Readonly<Record<L, LabelValues>>;
  /** Upper bounds of a histogram's buckets, ascending, in its unit. */
  readonly buckets: readonly number[];
  /** A part that not every installation has, without which the metric shows nothing; null: all have it. */
  readonly onlyWith: string | null;
  /** Collected by the client library itself. */
  readonly fromLibrary: boolean;
}

export type Kind = 'counter' | 'gauge' | 'histogram';
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'rows' | 'tokens' | 'money';

/** A closed list, or names that the installation gives its own things: of those the first `values_max` are told apart. */
export type LabelValues = readonly string[] | Named;

export interface Named {
  /** Whose names: 'routes', 'sources'. */
  readonly of: string;
  readonly values_max: number;
}

/** What stands for every value outside of a label's set. */
export const OTHER = 'other';

interface Declared<L extends string> {
  readonly name: string;
  readonly unit?: Unit;
  readonly help: string;
  readonly labels?: Readonly<Record<L, LabelValues>>;
  readonly onlyWith?: string;
}

export function counter<L extends string = never>(declared: Declared<L>): Metric<'counter', L> {
  return metric('counter', declared, []);
}

export function gauge<L extends string = never>(declared: Declared<L>): Metric<'gauge', L> {
  return metric('gauge', declared, []);
}

export function histogram<L extends string = never>(
  declared: Declared<L> & { readonly buckets: readonly number[] },
): Metric<'histogram', L> {
  return metric('histogram', declared, declared.buckets);
}

/** One that the client library collects by itself. */
export function library<K extends 'counter' | 'gauge'>(kind: K, declared: Declared<never>): Metric<K, never> {
  return { ...metric(kind, declared, []), fromLibrary: true };
}

function metric<K extends Kind, L extends string>(
  kind: K,
  { name, unit, help, labels, onlyWith }: Declared<L>,
  buckets: readonly number[],
): Metric<K, L> {
  const none = {} as Readonly<Record<L, LabelValues>>;
  return {
    name,
    kind,
    unit: unit ?? null,
    help,
    labels: labels ?? none,
    buckets,
    onlyWith: onlyWith ?? null,
    fromLibrary: false,
  };
}

/** Every combination of a metric's labels where all of them are closed lists; null where one has names. */
export function seriesOf<L extends string>({ labels }: Metric<Kind, L>): readonly Record<L, string>[] | null {
  let all: readonly Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries<LabelValues>(labels)) {
    if (!isClosed(values)) return null;
    all = all.flatMap((series) => values.map((value) => ({ ...series, [label]: value })));
  }
  return all;
}

export function isClosed(values: LabelValues): values is readonly string[] {
  return Array.isArray(values);
}
