import type { MetricWords } from '../metric.ts';

export const turnover: MetricWords = {
  name: 'turnover',
  label: 'Turnover',
  words: ['turnover', 'portfolio turnover', 'turnover rate', 'turnover ratio'],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['values'],
  description: 'The smaller of purchases and sales, divided by the mean market value.',
};
