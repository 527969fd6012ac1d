import type { MetricWords } from '../metric.ts';

export const custodyFees: MetricWords = {
  name: 'custody_fees',
  label: 'Custody fees',
  words: ['custody fee', 'custodian fee', 'safekeeping fee', 'safe custody fee'],
  unit: 'money',
  additivity: 'flow',
  facts: ['fees'],
  description: 'Fees for keeping the assets.',
};
