import type { MetricWords } from '../metric.ts';

export const purchases: MetricWords = {
  name: 'purchases',
  label: 'Purchases',
  words: ['purchase', 'bought', 'buy', 'buying', 'amount bought', 'amount invested in', 'total bought'],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'Quantity times price of the BUY bookings, without fee and tax.',
};
