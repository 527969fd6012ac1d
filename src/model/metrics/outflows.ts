import type { MetricWords } from '../metric.ts';

export const outflows: MetricWords = {
  name: 'outflows',
  label: 'Outflows',
  words: ['outflow', 'external outflow', 'money out', 'went out', 'taken out', 'distribution paid out'],
  unit: 'money',
  additivity: 'flow',
  facts: ['flows'],
  description: 'External outflows, as a positive amount: withdrawals, transfers out, adjustments out.',
};
