import type { MetricWords } from '../metric.ts';

export const withdrawals: MetricWords = {
  name: 'withdrawals',
  label: 'Withdrawals',
  words: ['withdrawal', 'withdrawn', 'withdrew', 'cash withdrawal', 'withdraw', 'grant', 'payout'],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'Cash withdrawn, as a positive amount: the amounts of WITHDRAWAL bookings.',
};
