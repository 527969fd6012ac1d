import type { MetricWords } from '../metric.ts';

export const withdrawals: MetricWords = {
  name: 'withdrawals',
  label: 'Withdrawals',
  words: ['withdrawal', 'withdrawn', 'withdrew', 'cash withdrawal', 'withdraw', 'grant', 'payout'],
  unit: 'money',
  additivity: 'flow',
  facts: ['flows'],
  description:
    'Cash withdrawn to the outside, as a positive amount: WITHDRAWAL bookings that are no transfer inside the scope.',
};
