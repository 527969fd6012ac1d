import type { MetricWords } from '../metric.ts';

export const volatility: MetricWords = {
  name: 'volatility',
  label: 'Volatility',
  words: [
    'volatility',
    'vol',
    'risk',
    'standard deviation',
    'annualized volatility',
    'annualised volatility',
    'fluctuation',
    'riskiness',
    'variability',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['values'],
  description: 'The standard deviation of the weekday returns, times the square root of 252.',
};
