import type { MetricWords } from '../metric.ts';

export const drift: MetricWords = {
  name: 'drift',
  label: 'Drift',
  words: [
    'drift',
    'deviation',
    'deviation from target',
    'difference from target',
    'overweight',
    'underweight',
    'distance from target',
    'off target',
    'away from target',
    'versus target',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['drift'],
  description: 'Weight less target weight, by asset class.',
};
