import type { MetricWords } from '../metric.ts';

export const price: MetricWords = {
  name: 'price',
  label: 'Price',
  words: ['price', 'close', 'closing price', 'last price', 'share price', 'quote', 'current price'],
  unit: 'number',
  additivity: 'ratio',
  facts: ['positions'],
  description: "The last close on or before the day, converted at that day's rate.",
};
