import type { MetricWords } from '../metric.ts';

export const sharpe: MetricWords = {
  name: 'sharpe',
  label: 'Sharpe ratio',
  words: ['sharpe ratio', 'sharpe', 'risk-adjusted return', 'risk adjusted return', 'return per risk'],
  unit: 'number',
  additivity: 'ratio',
  facts: ['values'],
  description:
    'The annualized return less the risk-free rate, divided by the volatility; only for more than 365 days.',
};
