import type { MetricWords } from '../metric.ts';

export const targetWeight: MetricWords = {
  name: 'target_weight',
  label: 'Target weight',
  words: [
    'target weight',
    'target',
    'target allocation',
    'target share',
    'policy weight',
    'strategic weight',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['drift'],
  description: 'The share that an asset class should have.',
};
