import type { MetricWords } from '../metric.ts';

export const advisorCount: MetricWords = {
  name: 'advisor_count',
  label: 'Advisors',
  words: ['number of advisors', 'advisor count', 'how many advisors', 'how many advisers'],
  unit: 'integer',
  additivity: 'count',
  facts: ['accounts'],
  description: 'How many advisors there are.',
};
