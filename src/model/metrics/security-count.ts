import type { MetricWords } from '../metric.ts';

export const securityCount: MetricWords = {
  name: 'security_count',
  label: 'Securities',
  words: [
    'number of securities',
    'security count',
    'number of different securities',
    'how many securities',
    'how many different stocks',
    'number of stocks',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['positions'],
  description: 'How many different securities are held, cash left out.',
};
