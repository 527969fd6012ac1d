import type { MetricWords } from '../metric.ts';

export const quantity: MetricWords = {
  name: 'quantity',
  label: 'Quantity',
  words: [
    'quantity',
    'share',
    'number of shares',
    'shares held',
    'unit',
    'how many shares',
    'share count',
    'units held',
  ],
  unit: 'quantity',
  additivity: 'stock',
  facts: ['positions'],
  description: 'How much is held: shares, or face value for bonds.',
};
