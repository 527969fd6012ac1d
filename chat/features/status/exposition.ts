/** One measured value with its labels. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus' text format (version 0.0.4); what is no sample is passed over. */
export function readExposition(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    if (!match?.[1]) return [];
    const labels = Object.fromEntries(
      [...(match[2] ?? '').matchAll(LABEL)].map(([, name = '', value = '']) => [
        name,
        value.replaceAll(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign)),
      ]),
    );
    return [{ name: match[1], labels, value: Number(match[3]?.replace('+Inf', 'Infinity')) }];
  });
}

/** What a histogram counted, by the values of one label. */
export interface Timing {
  readonly label: string;
  readonly count: number;
  /** Upper bounds of the buckets in which half and 95 % of them lie, in seconds; null: none, or above the last bound. */
  readonly median: number | null;
  readonly p95: number | null;
}

/** A histogram's counts and quantiles for each value of `label`; without a label for all together. */
export function timings(samples: readonly Sample[], name: string, label: string | null): readonly Timing[] {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const groups = Map.groupBy(buckets, ({ labels }) => (label === null ? '' : (labels[label] ?? '')));
  return [...groups]
    .map(([value, of]) => {
      const bounds = cumulative(of);
      return {
        label: value,
        count: bounds.at(-1)?.count ?? 0,
        median: quantile(bounds, 0.5),
        p95: quantile(bounds, 0.95),
      };
    })
    .toSorted((a, b) => b.count - a.count);
}

interface Bound {
  readonly le: number;
  readonly count: number;
}

/** Series that differ in other labels, added up bound by bound. */
function cumulative(buckets: readonly Sample[]): readonly Bound[] {
  const byBound = Map.groupBy(buckets, ({ labels }) =>
    Number((labels['le'] ?? '').replace('+Inf', 'Infinity')),
  );
  return [...byBound]
    .map(([le, of]) => ({ le, count: of.reduce((sum, { value }) => sum + value, 0) }))
    .toSorted((a, b) => a.le - b.le);
}

function quantile(bounds: readonly Bound[], share: number): number | null {
  const all = bounds.at(-1)?.count ?? 0;
  if (all === 0) return null;
  const found = bounds.find(({ count }) => count >= all * share);
  return found === undefined || found.le === Infinity ? null : found.le;
}

/** The sum of a name's samples among those whose labels are as given. */
export function total(
  samples: readonly Sample[],
  name: string,
  wanted: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter(({ labels }) => Object.entries(wanted).every(([label, value]) => labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
