import type { MetricWords } from '../metric.ts';

export const twrGross: MetricWords = {
  name: 'twr_gross',
  label: 'Time-weighted return, gross of fees',
  words: [
    'time-weighted return gross of fees',
    'gross return',
    'return before fees',
    'return gross of fees',
    'gross of fees',
    'before fees',
    'gross performance',
    'performance before fees',
    'gross twr',
  ],
  unit: 'percent',
  additivity: 'linked',
  facts: ['values'],
  description: 'The time-weighted return with account fees added back.',
};
