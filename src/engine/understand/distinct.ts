import type { Plan } from '../../vocabulary/plan.ts';
import type { Reading } from './assemble/readings.ts';

/** Readings without those that mean the same as a better one. */
export function distinct(readings: readonly Reading[]): readonly Reading[] {
  const seen = new Set<string>();
  return readings.filter(({ plan }) => {
    const key = keyOf(plan);
    if (seen.has(key) || seen.has(besideShare(plan))) return false;
    seen.add(key);
    return true;
  });
}

/** What a list of holdings tells of each, asked for or not. */
const TOLD: ReadonlySet<string> = new Set([
  'quantity',
  'price',
  'market_value',
  'weight',
  'cost_basis',
  'unrealized_gain',
]);

function keyOf(plan: Plan): string {
  const isOfHoldings = plan.subject === 'holdings';
  return JSON.stringify({
    ...plan,
    // Conditions hold together, in whatever order they were said.
    where: plan.where.map((filter) => JSON.stringify(filter)).toSorted(),
    periods: plan.periods.map(({ from, to }) => [from, to]),
    order: isOfHoldings && plan.order?.by === 'weight' ? { ...plan.order, by: 'market_value' } : plan.order,
    ...(isOfHoldings ? { metrics: plan.metrics.filter((name) => !TOLD.has(name)) } : {}),
  });
}

/** A share is told with its value, so that the value alone is no other choice, and the other way round. */
function besideShare({ shareOf: _whole, ...plan }: Plan): string {
  if (plan.derive !== 'share' && plan.derive !== null) return '';
  return keyOf({ ...plan, derive: plan.derive === null ? 'share' : null });
}
