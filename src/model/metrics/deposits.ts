import type { MetricWords } from '../metric.ts';

export const deposits: MetricWords = {
  name: 'deposits',
  label: 'Deposits',
  words: ['deposit', 'deposited', 'cash deposit', 'paid in cash', 'contribution deposited'],
  unit: 'money',
  additivity: 'flow',
  facts: ['flows'],
  description: 'Cash deposited from outside: DEPOSIT bookings that are no transfer inside the scope.',
};
