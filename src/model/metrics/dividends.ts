import type { MetricWords } from '../metric.ts';

export const dividends: MetricWords = {
  name: 'dividends',
  label: 'Dividends',
  words: ['dividend', 'dividend income', 'dividends received', 'dividend payment', 'dividend payout', 'div'],
  unit: 'money',
  additivity: 'flow',
  facts: ['income'],
  description: 'Dividends, gross of the tax withheld; reinvested dividends count.',
};
