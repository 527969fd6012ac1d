import type { MetricWords } from '../metric.ts';

export const weight: MetricWords = {
  name: 'weight',
  label: 'Weight',
  words: [
    'weight',
    'share of the total',
    'share',
    'percentage',
    'percent',
    'proportion',
    'allocation',
    'portfolio share',
    'percentage of the portfolio',
    'portion',
    'fraction',
    'concentration',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['positions', 'values'],
  description: 'Market value divided by total market value, cash included.',
};
