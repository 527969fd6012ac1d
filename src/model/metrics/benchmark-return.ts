import type { MetricWords } from '../metric.ts';

export const benchmarkReturn: MetricWords = {
  name: 'benchmark_return',
  label: 'Benchmark return',
  words: [
    'benchmark return',
    'benchmark',
    'benchmark performance',
    'index return',
    'return of the benchmark',
    'market return',
    'index performance',
    'index',
  ],
  unit: 'percent',
  additivity: 'linked',
  facts: ['benchmark'],
  description: 'The level of the benchmark at the end divided by that at the opening, less one.',
};
