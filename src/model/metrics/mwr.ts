import type { MetricWords } from '../metric.ts';

export const mwr: MetricWords = {
  name: 'mwr',
  label: 'Money-weighted return',
  words: [
    'money-weighted return',
    'money weighted return',
    'mwr',
    'xirr',
    'irr',
    'internal rate of return',
    'personal return',
    'personal rate of return',
    'dollar-weighted return',
    'dollar weighted return',
    'mwrr',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['dated_flows'],
  description: 'The rate at which opening value, flows and closing value sum to zero.',
};
