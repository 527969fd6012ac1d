import type { MetricWords } from '../metric.ts';

export const transactionCount: MetricWords = {
  name: 'transaction_count',
  label: 'Bookings',
  words: [
    'number of transactions',
    'transaction count',
    'number of bookings',
    'how many transactions',
    'how many trades',
    'number of trades',
    'trade count',
    'how many times',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['transactions'],
  description: 'How many bookings there are.',
};
