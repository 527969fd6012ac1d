import type { MetricWords } from '../metric.ts';

export const income: MetricWords = {
  name: 'income',
  label: 'Income',
  words: [
    'income',
    'total income',
    'investment income',
    'earning',
    'earned',
    'dividend and interest',
    'dividends and interest',
    'cash income',
    'paid',
    'payout income',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['income'],
  description: 'Dividends and interest, gross of the tax withheld; reinvested dividends count.',
};
