import type { MetricWords } from '../metric.ts';

export const gain: MetricWords = {
  name: 'gain',
  label: 'Gain',
  words: [
    'gain',
    'total gain',
    'profit',
    'profit and loss',
    'profit or loss',
    'p&l',
    'pnl',
    'p and l',
    'p/l',
    'made',
    'earned in total',
    'gain or loss',
    'total profit',
    'investment gain',
    'money made',
    'make',
    'lost',
    'loss',
    'total gain or loss',
    'growth in dollars',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['values', 'gains'],
  description:
    'Closing value less opening value less net contributions: what the market, income and fees did together.',
};
