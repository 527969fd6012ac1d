import type { MetricWords } from '../metric.ts';

export const breakCount: MetricWords = {
  name: 'break_count',
  label: 'Breaks',
  words: [
    'number of breaks',
    'break count',
    'how many breaks',
    'number of reconciliation breaks',
    'number of mismatches',
    'how many differences',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['reconciliation'],
  description: "How many positions differ from the custodian's statement.",
};
