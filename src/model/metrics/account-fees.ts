import type { MetricWords } from '../metric.ts';

export const accountFees: MetricWords = {
  name: 'account_fees',
  label: 'Account fees',
  words: ['account fee', 'account maintenance fee', 'maintenance fee'],
  unit: 'money',
  additivity: 'flow',
  facts: ['fees'],
  description: 'Fees for keeping the account.',
};
