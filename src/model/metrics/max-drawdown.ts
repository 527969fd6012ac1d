import type { MetricWords } from '../metric.ts';

export const maxDrawdown: MetricWords = {
  name: 'max_drawdown',
  label: 'Maximum drawdown',
  words: [
    'maximum drawdown',
    'max drawdown',
    'drawdown',
    'worst drop',
    'largest drop',
    'deepest fall',
    'worst fall',
    'biggest fall',
    'peak to trough',
    'peak-to-trough',
    'worst decline',
    'largest decline',
    'biggest drop',
    'largest fall',
    'max dd',
    'mdd',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['values'],
  description: 'The deepest fall of the return index from its earlier high, as a negative percentage.',
};
