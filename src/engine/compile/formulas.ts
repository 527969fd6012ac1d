import type { SqlDialect } from '../../store/dialect.ts';

/** How a metric is made of measures, each a column of one kind of facts: `stocks.closing`. */
export interface Formula {
  readonly needs: readonly string[];
  readonly sql: (context: FormulaContext) => string;
}

export interface FormulaContext {
  readonly dialect: SqlDialect;
  /** A measure's expression: 0 where there are no such rows, except for those that can be undefined. */
  readonly of: (measure: string) => string;
  /** The same measure of the whole, for shares. */
  readonly whole: (measure: string) => string;
  /** Days of the cell's period, and 1 where the group has begun by its end. */
  readonly days: string;
  readonly started: string;
  /** Whether rows are split or limited by security. */
  readonly bySecurity: boolean;
  /** A year's rate, bound where it is used. */
  readonly riskFree: () => string;
}

/** Measures that stay null where there is nothing to compute them from. */
export const NULLABLE: ReadonlySet<string> = new Set([
  'linked.volatility',
  'drawdown.from_day',
  'drawdown.to_day',
  'benchmark.closing',
  'benchmark.opening',
  'stocks.price',
]);

const plain = (measure: string): Formula => ({ needs: [measure], sql: ({ of }) => of(measure) });

function ratio(dialect: SqlDialect, numerator: string, divisor: string): string {
  return `CASE WHEN ${divisor} <> 0 THEN ${dialect.double(numerator)} / ${dialect.double(divisor)} END`;
}

const unrealized = (of: (measure: string) => string): string =>
  `(${of('stocks.closing')} - ${of('stocks.cash')} - ${of('stocks.cost')})`;
const UNREALIZED_NEEDS = ['stocks.closing', 'stocks.cash', 'stocks.cost'];

const twr = ({ of, started }: FormulaContext, name = 'twr'): string =>
  `CASE WHEN ${started} = 1 THEN ${of(`linked.${name}`)} END`;

const annualized = (context: FormulaContext): string => {
  const { of, days, started, dialect } = context;
  const growth = `1 + ${of('linked.twr')}`;
  return `CASE WHEN ${started} = 1 AND ${days} > 365 AND ${growth} >= 0 THEN POWER(${growth}, 365 / ${dialect.double(days)}) - 1 END`;
};

const benchmarkReturn = ({ of, dialect }: FormulaContext): string =>
  `(${ratio(dialect, of('benchmark.closing'), of('benchmark.opening'))} - 1)`;

export const FORMULAS: Readonly<Record<string, Formula>> = {
  market_value: plain('stocks.closing'),
  opening_value: plain('stocks.opening'),
  cash: plain('stocks.cash'),
  cost_basis: plain('stocks.cost'),
  quantity: plain('stocks.quantity'),
  price: plain('stocks.price'),
  unrealized_gain: { needs: UNREALIZED_NEEDS, sql: ({ of }) => unrealized(of) },
  unrealized_return: {
    needs: UNREALIZED_NEEDS,
    sql: ({ of, dialect }) => ratio(dialect, unrealized(of), `ABS(${of('stocks.cost')})`),
  },
  average_cost: {
    needs: ['stocks.cost', 'stocks.quantity'],
    sql: ({ of, dialect }) => ratio(dialect, of('stocks.cost'), of('stocks.quantity')),
  },
  position_count: plain('stocks.securities'),
  security_count: plain('stocks.securities'),
  net_contributions: plain('flows.net'),
  inflows: plain('flows.inflow'),
  outflows: plain('flows.outflow'),
  deposits: plain('flows.deposits'),
  withdrawals: plain('flows.withdrawals'),
  income: plain('income.total'),
  dividends: plain('income.dividends'),
  interest: plain('income.interest'),
  payment_count: plain('income.payments'),
  fees: plain('fees.total'),
  commissions: plain('fees.commission'),
  advisory_fees: plain('fees.advisory'),
  custody_fees: plain('fees.custody'),
  account_fees: plain('fees.account'),
  realized_gain: plain('realized.total'),
  realized_gain_short: plain('realized.short_term'),
  realized_gain_long: plain('realized.long_term'),
  proceeds: plain('realized.proceeds'),
  purchases: plain('bookings.purchases'),
  sales: plain('bookings.sales'),
  reinvested_dividends: plain('bookings.reinvested'),
  taxes: plain('bookings.taxes'),
  transaction_amount: plain('bookings.amount'),
  transaction_count: plain('bookings.count'),
  lot_count: plain('lots.lots'),
  break_count: plain('breaks.breaks'),
  finding_count: plain('findings.findings'),
  reconciliation_difference: plain('breaks.difference'),
  account_count: plain('entities.accounts'),
  portfolio_count: plain('entities.portfolios'),
  client_count: plain('entities.clients'),
  advisor_count: plain('entities.advisors'),
  custodian_count: plain('entities.custodians'),
  gain: {
    needs: ['stocks.closing', 'stocks.opening', 'flows.net'],
    sql: ({ of }) => `(${of('stocks.closing')} - ${of('stocks.opening')} - ${of('flows.net')})`,
  },
  twr: { needs: ['linked.twr'], sql: (context) => twr(context) },
  twr_gross: { needs: ['linked.twr_gross'], sql: (context) => twr(context, 'twr_gross') },
  twr_annualized: { needs: ['linked.twr'], sql: annualized },
  benchmark_return: { needs: ['benchmark.closing', 'benchmark.opening'], sql: benchmarkReturn },
  excess_return: {
    needs: ['linked.twr', 'benchmark.closing', 'benchmark.opening'],
    sql: (context) => `${twr(context)} - ${benchmarkReturn(context)}`,
  },
  volatility: plain('linked.volatility'),
  sharpe: {
    needs: ['linked.twr', 'linked.volatility'],
    sql: (context) => {
      const rate = `${annualized(context)} - ${context.dialect.double(context.riskFree())}`;
      return `CASE WHEN ${context.of('linked.volatility')} > 0 THEN (${rate}) / ${context.of('linked.volatility')} END`;
    },
  },
  max_drawdown: {
    needs: ['drawdown.depth'],
    sql: ({ of, started }) => `CASE WHEN ${started} = 1 THEN ${of('drawdown.depth')} END`,
  },
  max_drawdown_from: plain('drawdown.from_day'),
  max_drawdown_to: plain('drawdown.to_day'),
  yield: {
    needs: ['year_income.total', 'stocks.closing'],
    sql: ({ of, dialect }) => ratio(dialect, of('year_income.total'), of('stocks.closing')),
  },
  turnover: {
    needs: ['bookings.purchases', 'bookings.sales', 'linked.value_days'],
    sql: ({ of, dialect, days }) => {
      const traded = `LEAST(${of('bookings.purchases')}, ${of('bookings.sales')})`;
      const mean = `(${dialect.double(of('linked.value_days'))} / ${dialect.double(days)})`;
      return `CASE WHEN ${of('linked.value_days')} <> 0 THEN ${dialect.double(traded)} / ${mean} END`;
    },
  },
  fee_rate: {
    needs: ['fees.total', 'stocks.closing'],
    sql: ({ of, dialect }) => ratio(dialect, of('fees.total'), of('stocks.closing')),
  },
  weight: {
    needs: ['stocks.closing'],
    sql: ({ of, whole, dialect }) => ratio(dialect, of('stocks.closing'), whole('stocks.closing')),
  },
  target_weight: {
    needs: ['targets.weight'],
    sql: ({ of, dialect }) => dialect.double(of('targets.weight')),
  },
  drift: {
    needs: ['stocks.closing', 'targets.weight'],
    sql: ({ of, whole, dialect }) =>
      `COALESCE(${ratio(dialect, of('stocks.closing'), whole('stocks.closing'))}, 0) - ${dialect.double(of('targets.weight'))}`,
  },
};

/** What one holding gained: its values, what its trades and income brought, less what came or went in kind. */
export const GAIN_OF_HOLDING: Formula = {
  needs: [
    'stocks.closing',
    'stocks.cash',
    'stocks.opening',
    'stocks.opening_cash',
    'bookings.holding_cash',
    'flows.in_kind',
  ],
  sql: ({ of }) =>
    `(${of('stocks.closing')} - ${of('stocks.cash')} - ${of('stocks.opening')} + ${of('stocks.opening_cash')} + ` +
    `${of('bookings.holding_cash')} - ${of('flows.in_kind')})`,
};

/** Days of the period on which a group had money in it. */
export const HELD_DAYS: Formula = plain('linked.held');

/** Counts of who holds something: from positions, not from the register of accounts. */
export const COUNTS_OF_HOLDERS: Readonly<Record<string, Formula>> = {
  account_count: plain('stocks.accounts'),
  portfolio_count: plain('stocks.portfolios'),
  client_count: plain('stocks.clients'),
  advisor_count: plain('stocks.advisors'),
};

/** Metrics that need the whole's figure beside the group's own. */
export const NEED_WHOLE: ReadonlySet<string> = new Set(['weight', 'drift']);
