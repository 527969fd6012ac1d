import type { MetricWords } from '../metric.ts';

export const custodianCount: MetricWords = {
  name: 'custodian_count',
  label: 'Custodians',
  words: ['number of custodians', 'custodian count', 'how many custodians'],
  unit: 'integer',
  additivity: 'count',
  facts: ['accounts'],
  description: 'How many custodians hold the accounts.',
};
