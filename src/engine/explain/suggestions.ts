import type { Plan } from '../../vocabulary/plan.ts';
import { LIMITS } from '../../vocabulary/limits.ts';

interface Suggestion {
  readonly text: string;
  /** Not offered to somebody who has just asked for it. */
  readonly metric: string;
  readonly by?: string;
  /** Metrics after which it is the next thing to ask. */
  readonly after: readonly string[];
}

const VALUE = ['market_value', 'cash', 'weight', 'quantity', 'opening_value', 'unrealized_gain'];
const RETURN = ['twr', 'twr_gross', 'twr_annualized', 'mwr', 'gain', 'benchmark_return', 'excess_return'];
const RISK = ['volatility', 'sharpe', 'max_drawdown'];
const INCOME = ['income', 'dividends', 'interest', 'yield', 'payment_count'];

const ALL: readonly Suggestion[] = [
  { text: 'How is it split by asset class?', metric: 'market_value', by: 'asset_class', after: VALUE },
  { text: 'What are the five largest holdings?', metric: 'market_value', by: 'security', after: VALUE },
  { text: 'What is the return this year?', metric: 'twr', after: [...VALUE, ...INCOME] },
  {
    text: 'What was the market value at the end of each year?',
    metric: 'market_value',
    by: 'year',
    after: VALUE,
  },
  { text: 'What was the return in each year?', metric: 'twr', by: 'year', after: RETURN },
  {
    text: 'What is the maximum drawdown since inception?',
    metric: 'max_drawdown',
    after: [...RETURN, ...RISK],
  },
  { text: 'What is the volatility this year?', metric: 'volatility', after: [...RETURN, ...RISK] },
  { text: 'What is the gain this year?', metric: 'gain', after: RETURN },
  { text: 'How much income came in each month this year?', metric: 'income', by: 'month', after: INCOME },
  { text: 'How much income came in this year?', metric: 'income', after: [...VALUE, 'fees'] },
  {
    text: 'What are the fees this year?',
    metric: 'fees',
    after: ['fees', 'commissions', 'taxes', ...RETURN, ...INCOME],
  },
  {
    text: 'What is the realized gain this year?',
    metric: 'realized_gain',
    after: ['realized_gain', 'unrealized_gain'],
  },
  {
    text: 'What is the unrealized gain by security?',
    metric: 'unrealized_gain',
    by: 'security',
    after: ['realized_gain', 'cost_basis'],
  },
  {
    text: 'What are the net contributions since inception?',
    metric: 'net_contributions',
    after: ['inflows', 'outflows', 'gain'],
  },
  { text: 'What is the market value?', metric: 'market_value', after: [] },
];

/** Complete questions that lead on from this one, about the same scope. */
export function suggestionsFor(plan: Plan): readonly string[] {
  const [metric = ''] = plan.metrics;
  const asked = (each: Suggestion): boolean =>
    plan.metrics.includes(each.metric) &&
    (each.by === undefined ? plan.by.length === 0 : plan.by.some((by) => by === each.by));
  const open = ALL.filter((each) => !asked(each));
  const next = open.filter(({ after }) => after.includes(metric));
  const others = open.filter((each) => !next.includes(each));
  return [...next, ...others].slice(0, LIMITS.suggestions_max).map(({ text }) => text);
}
