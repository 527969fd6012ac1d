import type { MetricWords } from '../metric.ts';

export const inflows: MetricWords = {
  name: 'inflows',
  label: 'Inflows',
  words: [
    'inflow',
    'external inflow',
    'new money',
    'total new money',
    'money in',
    'contributed',
    'funded',
    'funding',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['flows'],
  description: 'External inflows: deposits, transfers in, adjustments in.',
};
