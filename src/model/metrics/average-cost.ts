import type { MetricWords } from '../metric.ts';

export const averageCost: MetricWords = {
  name: 'average_cost',
  label: 'Average purchase price',
  words: [
    'average cost',
    'average cost per share',
    'average purchase price',
    'average price paid',
    'average price',
    'cost per share',
    'unit cost',
    'average buy price',
    'average entry price',
    'average cost basis',
  ],
  unit: 'number',
  additivity: 'ratio',
  facts: ['positions'],
  description: 'Cost of the open lots divided by their quantity.',
};
