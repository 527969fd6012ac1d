import type { MetricWords } from '../metric.ts';

export const proceeds: MetricWords = {
  name: 'proceeds',
  label: 'Proceeds',
  words: ['proceeds', 'sale proceeds', 'sales proceeds'],
  unit: 'money',
  additivity: 'flow',
  facts: ['realized_gains'],
  description: 'What the closed quantities brought, after selling fee and tax.',
};
