import type { MetricWords } from '../metric.ts';

export const costBasis: MetricWords = {
  name: 'cost_basis',
  label: 'Cost basis',
  words: [
    'cost basis',
    'cost',
    'book cost',
    'book value',
    'purchase cost',
    'original cost',
    'basis',
    'invested cost',
    'tax cost',
    'acquisition cost',
  ],
  unit: 'money',
  additivity: 'stock',
  facts: ['values', 'positions'],
  description: 'What the open lots cost, buying fee and tax included.',
};
