import { figures, listing, totalOfTrades } from '../builders.ts';
import { eventNoun, namesSecurity, type Outline, type Sense } from '../outline.ts';

/** A verb alone says which figure: 'bought', 'deposited', 'made'. */
export function verbFigure(sense: Sense, metrics: readonly string[]): Outline | 'reject' {
  const { parts } = sense;
  const [metric] = metrics;
  const spends = metrics.includes('transaction_amount');
  const trade = metrics.find((each) => each === 'purchases' || each === 'sales');
  if (parts.things.some(({ said }) => /\blosses$/.test(said))) return 'reject';
  if (metrics.includes('realized_gain')) return figures(sense, ['realized_gain']);
  if (trade && (spends || parts.ops.has('all_in'))) return totalOfTrades(sense, trade);
  if (spends) return 'reject';
  if (metrics.length > 1) {
    const isBothWays = metrics.length === 2 && metrics.includes('inflows') && metrics.includes('outflows');
    if (isBothWays && !parts.ops.has('yes_no')) return figures(sense, metrics);
    const gain = metrics.every((each) => each === 'gain');
    if (!gain) return 'reject';
  }
  if (metric === undefined || metric === 'quantity' || metric === 'volatility') {
    return metric === 'volatility' && (parts.rank || parts.ops.has('how_did') || sense.groups.length > 0)
      ? figures(sense, ['volatility'])
      : 'reject';
  }
  if (metric === 'cost_basis' && !sense.narrows.some(namesSecurity)) return 'reject';
  if (metric === 'net_contributions' && sense.narrows.some(namesSecurity)) return 'reject';
  if (metric === 'reconciliation_difference') {
    // 'The difference' may be that of any two figures.
    const isOfCustodian = parts.things.some(({ said, plural }) => plural || said !== 'difference');
    return isOfCustodian || sense.narrows.length > 0 ? figures(sense, [metric]) : 'reject';
  }
  const isDescribed = sense.base.some(({ kind }) => kind === 'description');
  const told =
    isDescribed && metric === 'outflows'
      ? 'withdrawals'
      : isDescribed && metric === 'inflows'
        ? 'deposits'
        : metric;
  if (parts.ops.has('in_percent') && told === 'gain') return figures(sense, ['twr']);
  const event = eventNoun(parts, sense);
  if (parts.ops.has('all') && event && !parts.ops.has('how_much') && !parts.ops.has('total')) {
    return listing(sense, event, { metrics: [] });
  }
  if (
    parts.ops.has('yes_no') ||
    parts.ops.has('how_much') ||
    parts.ops.has('what') ||
    parts.ops.has('total')
  ) {
    const thing = parts.things.find(
      (each) => each.metrics.includes(told) && each.rows && each.metrics.length === 1,
    );
    if (parts.ops.has('what') && thing && !parts.ops.has('how_much') && !parts.ops.has('total'))
      return listing(sense, thing, { metrics: [] });
    return figures(sense, [told]);
  }
  return figures(sense, [told], { cost: 0.2 });
}
