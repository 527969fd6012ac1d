import type { MetricWords } from '../metric.ts';

export const excessReturn: MetricWords = {
  name: 'excess_return',
  label: 'Excess return',
  words: [
    'excess return',
    'outperformance',
    'underperformance',
    'active return',
    'relative return',
    'versus benchmark',
    'against benchmark',
    'relative to benchmark',
    'beat benchmark',
    'alpha',
    'relative performance',
    'outperform',
    'underperform',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['benchmark'],
  description: 'The time-weighted return less that of the benchmark.',
};
