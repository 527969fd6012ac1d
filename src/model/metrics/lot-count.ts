import type { MetricWords } from '../metric.ts';

export const lotCount: MetricWords = {
  name: 'lot_count',
  label: 'Lots',
  words: ['number of lots', 'lot count', 'how many lots', 'number of tax lots'],
  unit: 'integer',
  additivity: 'count',
  facts: ['lots'],
  description: 'How many open lots there are.',
};
