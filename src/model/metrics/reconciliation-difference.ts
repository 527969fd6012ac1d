import type { MetricWords } from '../metric.ts';

export const reconciliationDifference: MetricWords = {
  name: 'reconciliation_difference',
  label: 'Difference',
  words: [
    'reconciliation difference',
    'difference to the statement',
    'reconciliation break',
    'break',
    'mismatch',
    'discrepancy',
    'stated difference',
  ],
  unit: 'quantity',
  additivity: 'stock',
  facts: ['reconciliation'],
  description: 'Computed quantity less the quantity that the custodian states on the same day.',
};
