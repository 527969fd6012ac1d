import type { MetricWords } from '../metric.ts';

export const advisoryFees: MetricWords = {
  name: 'advisory_fees',
  label: 'Advisory fees',
  words: ['advisory fee', 'management fee', 'advisor fee', 'adviser fee', 'advice fee'],
  unit: 'money',
  additivity: 'flow',
  facts: ['fees'],
  description: 'Fees for advice and management.',
};
