import { EVENTS, type Outline } from './outline.ts';
import type { Parts } from './parts.ts';

/** Figures that tell what was gained or lost. */
export const GAINS: readonly string[] = [
  'gain',
  'realized_gain',
  'realized_gain_long',
  'realized_gain_short',
  'unrealized_gain',
  'unrealized_return',
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'excess_return',
  'max_drawdown',
  'volatility',
];

/** Verbs that may stand beside a named figure without changing it, by the figure. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  purchases: [
    'realized_gain',
    'fees',
    'commissions',
    'purchases',
    'transaction_amount',
    'average_cost',
    'cost_basis',
    'taxes',
  ],
  sales: [
    'realized_gain',
    'realized_gain_long',
    'realized_gain_short',
    'fees',
    'commissions',
    'sales',
    'proceeds',
    'transaction_amount',
    'taxes',
  ],
  transaction_amount: [
    'fees',
    'commissions',
    'taxes',
    'advisory_fees',
    'custody_fees',
    'account_fees',
    'purchases',
  ],
  outflows: ['fees', 'taxes', 'withdrawals', 'outflows', 'commissions', 'advisory_fees', 'net_contributions'],
  inflows: ['deposits', 'inflows', 'dividends', 'interest', 'income', 'net_contributions'],
  deposits: ['deposits', 'net_contributions', 'inflows', 'cash'],
  withdrawals: ['withdrawals', 'outflows', 'cash', 'net_contributions'],
  net_contributions: ['net_contributions', 'deposits'],
  taxes: ['taxes'],
  cost_basis: [
    'cost_basis',
    'average_cost',
    'fees',
    'commissions',
    'taxes',
    'advisory_fees',
    'custody_fees',
    'account_fees',
    'price',
    'purchases',
    'unrealized_gain',
    'gain',
    'quantity',
  ],
  gain: GAINS,
  realized_gain: ['realized_gain', 'realized_gain_long', 'realized_gain_short', 'proceeds'],
  income: ['income', 'dividends', 'interest', 'yield', 'gain', 'twr', 'fees', 'advisory_fees', 'commissions'],
  reconciliation_difference: ['reconciliation_difference'],
};

/** What happened in a period; a list of positions shows only what is held at its end. */
const EVENT_VERBS: ReadonlySet<string> = new Set([
  'inflows',
  'outflows',
  'deposits',
  'withdrawals',
  'sales',
  'income',
  'realized_gain',
]);

/** 'Made' beside withdrawals or deposits says nothing of gains. */
export function onlyMade({ things }: Parts, { metrics, subject }: Outline): boolean {
  const verbs = things.filter(({ weak, metrics: each }) => weak && each.includes('gain'));
  const isFlow =
    EVENTS.has(subject) ||
    metrics.some((metric) => BESIDE['transaction_amount']?.includes(metric) || FLOWS.has(metric));
  return isFlow && verbs.length > 0 && verbs.every(({ said }) => /^(?:made|make|making)$/.test(said));
}

const FLOWS: ReadonlySet<string> = new Set([
  'deposits',
  'withdrawals',
  'inflows',
  'outflows',
  'sales',
  'net_contributions',
]);

/** Whether positions are told by what they made: 'did the stocks make money' is no list of what they are worth. */
function tellsGain({ having, order, metrics }: Outline): boolean {
  const told = [...metrics, ...having.map(({ metric }) => metric), ...(order ? [order.by] : [])];
  return told.some((metric) => GAINS.includes(metric));
}

const REGISTERS: ReadonlySet<string> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);

export function verbsFit(outline: Outline, faint: readonly string[]): boolean {
  if (outline.subject === 'holdings')
    return !faint.some((verb) => EVENT_VERBS.has(verb) || (verb === 'gain' && !tellsGain(outline)));
  // A register tells of nobody what was gained or lost.
  if (REGISTERS.has(outline.subject) && outline.metrics.length === 0 && faint.includes('gain')) return false;
  if (outline.subject !== 'figures') return true;
  return faint.every((verb) => {
    const beside = BESIDE[verb];
    if (verb === 'net_contributions' && (outline.derive === 'share' || outline.narrows.length > 0))
      return true;
    return (
      beside === undefined ||
      outline.metrics.some(
        (metric) => beside.includes(metric) || metric === verb || metric.endsWith('_count'),
      )
    );
  });
}
