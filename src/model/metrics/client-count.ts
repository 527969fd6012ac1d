import type { MetricWords } from '../metric.ts';

export const clientCount: MetricWords = {
  name: 'client_count',
  label: 'Clients',
  words: [
    'number of clients',
    'client count',
    'how many clients',
    'number of customers',
    'how many customers',
  ],
  unit: 'integer',
  additivity: 'count',
  facts: ['accounts', 'positions'],
  description: 'How many clients there are.',
};
