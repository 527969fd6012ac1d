import type { MetricWords } from '../metric.ts';

export const yieldMetric: MetricWords = {
  name: 'yield',
  label: 'Yield',
  words: [
    'yield',
    'income yield',
    'dividend yield',
    'current yield',
    'trailing yield',
    'trailing twelve month yield',
    'distribution yield',
    'ttm yield',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['values', 'positions'],
  description: 'Income of the year up to the day, divided by the market value on that day.',
};
