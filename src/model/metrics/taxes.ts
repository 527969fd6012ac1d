import type { MetricWords } from '../metric.ts';

export const taxes: MetricWords = {
  name: 'taxes',
  label: 'Taxes',
  words: ['tax', 'total tax', 'tax withheld', 'withholding tax', 'taxes paid', 'withheld', 'tax paid'],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'Tax withheld on bookings and tax paid, less refunds.',
};
