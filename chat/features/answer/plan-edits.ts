import type { Period } from '../../../src/vocabulary/period.ts';
import type { AttributeDimension, Dimension, Filter, Plan } from '../../../src/vocabulary/plan.ts';
import type { OfferedDimension, OfferedMetric, OfferedVocabulary } from '../../../src/vocabulary/offer.ts';

/** Changes of one part of a plan. What depended on the part goes with it: an order by a figure that is shown no more. */

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

export function isGrain(dimension: Dimension): boolean {
  return GRAINS.has(dimension);
}

export function withMetric(plan: Plan, index: number, name: string): Plan {
  const old = plan.metrics[index];
  const metrics = [...new Set(plan.metrics.map((metric, at) => (at === index ? name : metric)))];
  const order = plan.order && plan.order.by === old ? { ...plan.order, by: name } : plan.order;
  return { ...plan, metrics, order, having: plan.having.filter(({ metric }) => metric !== old) };
}

export function withPeriod(plan: Plan, period: Period): Plan {
  return { ...plan, periods: [period], derive: plan.derive === 'change' ? null : plan.derive };
}

/** Exchanges the group at `index`, adds one behind the last, or, with null, takes it away. */
export function withGroup(plan: Plan, index: number, dimension: Dimension | null, all: Period): Plan {
  const old = plan.by[index];
  const by: readonly Dimension[] =
    dimension === null
      ? plan.by.filter((_, at) => at !== index)
      : [...new Set([...plan.by.slice(0, index), dimension, ...plan.by.slice(index + 1)])];
  const { limitPer, ...rest } = plan;
  const kept = limitPer?.filter((each) => by.includes(each)) ?? [];
  const order = plan.order && plan.order.by === old ? null : plan.order;
  // A series of one day is none: it runs over everything until another time is picked.
  const isPoint = plan.periods.length === 1 && plan.periods[0]?.pointInTime === true;
  const periods = isPoint && by.some(isGrain) ? [all] : plan.periods;
  const changed: Plan = { ...rest, by, order, periods, ...(kept.length > 0 ? { limitPer: kept } : {}) };
  return by.length === 0 ? ungrouped(changed) : changed;
}

function ungrouped({ limitPer: _limitPer, shareOf: _shareOf, ...plan }: Plan): Plan {
  return {
    ...plan,
    order: null,
    limit: null,
    having: [],
    derive: plan.derive === 'change' ? 'change' : null,
  };
}

export function withoutFilter(plan: Plan, index: number): Plan {
  return { ...plan, where: plan.where.filter((_, at) => at !== index) };
}

export function withFilter(plan: Plan, index: number, dimension: AttributeDimension, value: string): Plan {
  const filter: Filter = { kind: 'in', dimension, values: [value], negated: false };
  return { ...plan, where: [...plan.where.slice(0, index), filter, ...plan.where.slice(index + 1)] };
}

export function withLimit(plan: Plan, limit: number | null): Plan {
  const [metric] = plan.metrics;
  const order = plan.order ?? (metric === undefined ? null : { by: metric, direction: 'desc' as const });
  return { ...plan, limit, order: limit === null ? plan.order : order };
}

/** The figures that can stand in a plan's place for its own: those that have a meaning in its groups. */
export function metricsFor(plan: Plan, { metrics }: OfferedVocabulary): readonly OfferedMetric[] {
  return metrics.filter(({ groups }) => plan.by.every((dimension) => groups.includes(dimension)));
}

/** The groups that all of a plan's figures have a meaning in, and that it has not yet. */
export function groupsFor(plan: Plan, vocabulary: OfferedVocabulary): readonly OfferedDimension[] {
  const used = vocabulary.metrics.filter(({ name }) => plan.metrics.includes(name));
  const hasGrain = plan.by.some(isGrain);
  return vocabulary.dimensions.filter(
    ({ name }) =>
      !plan.by.includes(name) &&
      !(hasGrain && isGrain(name)) &&
      used.every(({ groups }) => groups.includes(name)),
  );
}

export interface FilterOffer {
  readonly dimension: AttributeDimension;
  readonly label: string;
  readonly value: string;
}

/** The values that figures of this plan can be limited to. */
export function filtersFor(plan: Plan, vocabulary: OfferedVocabulary): readonly FilterOffer[] {
  const used = vocabulary.metrics.filter(({ name }) => plan.metrics.includes(name));
  return vocabulary.dimensions
    .filter((dimension): dimension is OfferedDimension & { readonly name: AttributeDimension } =>
      isAttribute(dimension),
    )
    .filter(({ name }) => used.every(({ groups }) => groups.includes(name)))
    .flatMap(({ name, label, values }) => values.map((value) => ({ dimension: name, label, value })));
}

function isAttribute({ kind }: OfferedDimension): boolean {
  return kind === 'attribute';
}
