import type { MetricWords } from '../metric.ts';

export const portfolioCount: MetricWords = {
  name: 'portfolio_count',
  label: 'Portfolios',
  words: ['number of portfolios', 'portfolio count', 'how many portfolios'],
  unit: 'integer',
  additivity: 'count',
  facts: ['accounts'],
  description: 'How many portfolios there are.',
};
