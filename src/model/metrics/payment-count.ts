import type { MetricWords } from '../metric.ts';

export const paymentCount: MetricWords = {
  name: 'payment_count',
  label: 'Payments',
  words: [
    'number of payments',
    'payment count',
    'how many payments',
    'number of dividend payments',
    'number of income payments',
    'how many dividends',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['income'],
  description: 'How many payments of income there are.',
};
