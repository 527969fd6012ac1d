import type { MetricWords } from '../metric.ts';

export const positionCount: MetricWords = {
  name: 'position_count',
  label: 'Positions',
  words: [
    'number of positions',
    'position count',
    'number of holdings',
    'how many positions',
    'how many holdings',
    'holding count',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['positions'],
  description: 'How many positions are held, cash left out.',
};
