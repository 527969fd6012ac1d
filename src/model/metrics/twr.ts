import type { MetricWords } from '../metric.ts';

export const twr: MetricWords = {
  name: 'twr',
  label: 'Time-weighted return',
  words: [
    'time-weighted return',
    'time weighted return',
    'return',
    'performance',
    'twr',
    'rate of return',
    'total return',
    'performance return',
    'net return',
    'net performance',
    'perform',
    'growth',
    'grew',
    'twrr',
  ],
  unit: 'percent',
  additivity: 'linked',
  facts: ['values'],
  description: 'The linked daily returns, net of fees, without the effect of deposits and withdrawals.',
};
