import type { MetricWords } from '../metric.ts';

export const interest: MetricWords = {
  name: 'interest',
  label: 'Interest',
  words: [
    'interest',
    'interest income',
    'coupon',
    'coupon income',
    'coupon payment',
    'interest earned',
    'interest payment',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['income'],
  description: 'Interest on cash and coupons of bonds.',
};
