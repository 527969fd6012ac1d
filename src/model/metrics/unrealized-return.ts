import type { MetricWords } from '../metric.ts';

export const unrealizedReturn: MetricWords = {
  name: 'unrealized_return',
  label: 'Unrealized gain in percent',
  words: [
    'unrealized return',
    'unrealized gain in percent',
    'unrealized gain percent',
    'percent gain',
    'percentage gain',
    'gain in percent',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['values', 'positions'],
  description: 'Unrealized gain divided by the cost basis.',
};
