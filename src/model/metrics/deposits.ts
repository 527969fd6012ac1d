import type { MetricWords } from '../metric.ts';

export const deposits: MetricWords = {
  name: 'deposits',
  label: 'Deposits',
  words: ['deposit', 'deposited', 'cash deposit', 'paid in cash', 'contribution deposited'],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'Cash deposited: the amounts of DEPOSIT bookings.',
};
