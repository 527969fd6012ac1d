import type { MetricWords } from '../metric.ts';

export const openingValue: MetricWords = {
  name: 'opening_value',
  label: 'Opening value',
  words: [
    'opening value',
    'starting value',
    'beginning value',
    'start value',
    'initial value',
    'opening balance',
    'starting balance',
    'beginning balance',
  ],
  unit: 'money',
  additivity: 'stock',
  facts: ['values', 'positions'],
  description: 'Market value at the end of the day before the period.',
};
