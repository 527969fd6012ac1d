import type { MetricWords } from '../metric.ts';

export const cash: MetricWords = {
  name: 'cash',
  label: 'Cash',
  words: [
    'cash',
    'cash balance',
    'cash position',
    'uninvested cash',
    'liquidity',
    'free cash',
    'available cash',
    'cash holding',
    'money market',
  ],
  unit: 'money',
  additivity: 'stock',
  facts: ['values', 'positions'],
  description: 'The balance of the cash securities.',
};
