import type { MetricWords } from '../metric.ts';

export const realizedGainShort: MetricWords = {
  name: 'realized_gain_short',
  label: 'Short-term realized gain',
  words: [
    'short-term realized gain',
    'short term realized gain',
    'short-term gain',
    'short term gain',
    'short-term capital gain',
    'short term capital gain',
    'stcg',
    'short-term gain realized',
    'short term gain realized',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['realized_gains'],
  description: 'Realized gain on what was held for one year or less, and on short sales.',
};
