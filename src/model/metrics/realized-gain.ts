import type { MetricWords } from '../metric.ts';

export const realizedGain: MetricWords = {
  name: 'realized_gain',
  label: 'Realized gain',
  words: [
    'realized gain',
    'realised gain',
    'realized profit',
    'realized loss',
    'realised loss',
    'capital gain',
    'booked gain',
    'closed gain',
    'realized gain or loss',
    'realized p&l',
    'realized pnl',
    'gain on sale',
    'gain on the sale',
    'realized',
    'realised',
    'taxable gain',
    'locked in gain',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['realized_gains'],
  description: 'Proceeds after selling fee and tax less the cost of what was closed.',
};
