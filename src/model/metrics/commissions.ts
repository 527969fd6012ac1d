import type { MetricWords } from '../metric.ts';

export const commissions: MetricWords = {
  name: 'commissions',
  label: 'Commissions',
  words: [
    'commission',
    'trading cost',
    'trading fee',
    'trade commission',
    'brokerage',
    'brokerage fee',
    'transaction cost',
    'dealing cost',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['fees'],
  description: 'The fee of every booking: what trading cost.',
};
