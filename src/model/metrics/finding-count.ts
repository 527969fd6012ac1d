import type { MetricWords } from '../metric.ts';

export const findingCount: MetricWords = {
  name: 'finding_count',
  label: 'Findings in the data',
  words: [
    'number of findings',
    'finding count',
    'how many findings',
    'number of data problems',
    'number of data issues',
    'number of data quality issues',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['findings'],
  description: 'How much is doubtful in the data of accounts on any day of the period.',
};
