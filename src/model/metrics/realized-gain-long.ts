import type { MetricWords } from '../metric.ts';

export const realizedGainLong: MetricWords = {
  name: 'realized_gain_long',
  label: 'Long-term realized gain',
  words: [
    'long-term realized gain',
    'long term realized gain',
    'long-term gain',
    'long term gain',
    'long-term capital gain',
    'long term capital gain',
    'ltcg',
    'long-term gain realized',
    'long term gain realized',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['realized_gains'],
  description: 'Realized gain on what was held for more than one year.',
};
