import type { MetricWords } from '../metric.ts';

export const fees: MetricWords = {
  name: 'fees',
  label: 'Fees',
  words: [
    'fee',
    'total fee',
    'cost',
    'charge',
    'expense',
    'fees and commissions',
    'fees paid',
    'what it cost',
    'account cost',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['fees'],
  description: 'Commissions of all bookings and the advisory, custody and account fees.',
};
