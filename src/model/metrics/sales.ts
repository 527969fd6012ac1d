import type { MetricWords } from '../metric.ts';

export const sales: MetricWords = {
  name: 'sales',
  label: 'Sales',
  words: ['sale', 'sold', 'sell', 'selling', 'amount sold', 'total sold', 'disposal'],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'Quantity times price of the SELL bookings, without fee and tax, as a positive amount.',
};
