import type { MetricWords } from '../metric.ts';

export const transactionAmount: MetricWords = {
  name: 'transaction_amount',
  label: 'Net cash amount',
  words: [
    'transaction amount',
    'booking amount',
    'net amount',
    'cash effect',
    'amount spent',
    'spent',
    'spend',
    'amount',
    'transaction total',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'The net effect of bookings on cash, fee and tax included.',
};
