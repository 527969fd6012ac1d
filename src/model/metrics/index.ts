import type { MetricWords } from '../metric.ts';
import { accountCount } from './account-count.ts';
import { accountFees } from './account-fees.ts';
import { advisorCount } from './advisor-count.ts';
import { advisoryFees } from './advisory-fees.ts';
import { averageCost } from './average-cost.ts';
import { benchmarkReturn } from './benchmark-return.ts';
import { breakCount } from './break-count.ts';
import { cash } from './cash.ts';
import { clientCount } from './client-count.ts';
import { commissions } from './commissions.ts';
import { costBasis } from './cost-basis.ts';
import { custodianCount } from './custodian-count.ts';
import { custodyFees } from './custody-fees.ts';
import { deposits } from './deposits.ts';
import { dividends } from './dividends.ts';
import { drift } from './drift.ts';
import { excessReturn } from './excess-return.ts';
import { feeRate } from './fee-rate.ts';
import { fees } from './fees.ts';
import { findingCount } from './finding-count.ts';
import { gain } from './gain.ts';
import { income } from './income.ts';
import { inflows } from './inflows.ts';
import { interest } from './interest.ts';
import { lotCount } from './lot-count.ts';
import { marketValue } from './market-value.ts';
import { maxDrawdown } from './max-drawdown.ts';
import { maxDrawdownFrom } from './max-drawdown-from.ts';
import { maxDrawdownTo } from './max-drawdown-to.ts';
import { mwr } from './mwr.ts';
import { netContributions } from './net-contributions.ts';
import { openingValue } from './opening-value.ts';
import { outflows } from './outflows.ts';
import { paymentCount } from './payment-count.ts';
import { portfolioCount } from './portfolio-count.ts';
import { positionCount } from './position-count.ts';
import { price } from './price.ts';
import { proceeds } from './proceeds.ts';
import { purchases } from './purchases.ts';
import { quantity } from './quantity.ts';
import { realizedGain } from './realized-gain.ts';
import { realizedGainLong } from './realized-gain-long.ts';
import { realizedGainShort } from './realized-gain-short.ts';
import { reconciliationDifference } from './reconciliation-difference.ts';
import { reinvestedDividends } from './reinvested-dividends.ts';
import { sales } from './sales.ts';
import { securityCount } from './security-count.ts';
import { sharpe } from './sharpe.ts';
import { targetWeight } from './target-weight.ts';
import { taxes } from './taxes.ts';
import { transactionAmount } from './transaction-amount.ts';
import { transactionCount } from './transaction-count.ts';
import { turnover } from './turnover.ts';
import { twr } from './twr.ts';
import { twrAnnualized } from './twr-annualized.ts';
import { twrGross } from './twr-gross.ts';
import { unrealizedGain } from './unrealized-gain.ts';
import { unrealizedReturn } from './unrealized-return.ts';
import { volatility } from './volatility.ts';
import { weight } from './weight.ts';
import { withdrawals } from './withdrawals.ts';
import { yieldMetric } from './yield.ts';

/** Every metric, in the order in which a reader meets them. */
const ALL: readonly MetricWords[] = [
  marketValue,
  openingValue,
  cash,
  netContributions,
  inflows,
  outflows,
  deposits,
  withdrawals,
  income,
  dividends,
  interest,
  reinvestedDividends,
  fees,
  commissions,
  advisoryFees,
  custodyFees,
  accountFees,
  taxes,
  costBasis,
  unrealizedGain,
  unrealizedReturn,
  realizedGain,
  realizedGainShort,
  realizedGainLong,
  proceeds,
  gain,
  twr,
  twrGross,
  twrAnnualized,
  mwr,
  benchmarkReturn,
  excessReturn,
  volatility,
  sharpe,
  maxDrawdown,
  maxDrawdownFrom,
  maxDrawdownTo,
  yieldMetric,
  turnover,
  feeRate,
  purchases,
  sales,
  transactionAmount,
  quantity,
  price,
  weight,
  averageCost,
  targetWeight,
  drift,
  positionCount,
  securityCount,
  transactionCount,
  paymentCount,
  lotCount,
  accountCount,
  portfolioCount,
  clientCount,
  advisorCount,
  custodianCount,
  breakCount,
  findingCount,
  reconciliationDifference,
];

export const METRICS: ReadonlyMap<string, MetricWords> = new Map(ALL.map((metric) => [metric.name, metric]));
