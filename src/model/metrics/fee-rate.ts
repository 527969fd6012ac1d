import type { MetricWords } from '../metric.ts';

export const feeRate: MetricWords = {
  name: 'fee_rate',
  label: 'Fees in percent of value',
  words: [
    'fee rate',
    'fees as a percentage',
    'fee percentage',
    'fees in percent',
    'expense ratio',
    'cost ratio',
    'fee ratio',
  ],
  unit: 'percent',
  additivity: 'ratio',
  facts: ['values'],
  description: 'Fees of the period divided by the closing market value.',
};
