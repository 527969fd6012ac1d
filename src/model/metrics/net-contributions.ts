import type { MetricWords } from '../metric.ts';

export const netContributions: MetricWords = {
  name: 'net_contributions',
  label: 'Net contributions',
  words: [
    'net contribution',
    'net flow',
    'net cash flow',
    'cash flow',
    'flow',
    'net deposit',
    'net inflow',
    'net new money',
    'contribution',
    'net external flow',
    'invested capital',
    'amount invested',
    'money put in',
    'paid in',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['flows'],
  description: 'External inflows less external outflows; transfers inside the scope do not count.',
};
