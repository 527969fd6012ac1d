import type { MetricWords } from '../metric.ts';

export const accountCount: MetricWords = {
  name: 'account_count',
  label: 'Accounts',
  words: ['number of accounts', 'account count', 'how many accounts'],
  unit: 'integer',
  additivity: 'count',
  facts: ['accounts', 'positions'],
  description: 'How many accounts are open.',
};
