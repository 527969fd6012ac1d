import type { MetricWords } from '../metric.ts';

export const reinvestedDividends: MetricWords = {
  name: 'reinvested_dividends',
  label: 'Reinvested dividends',
  words: [
    'reinvested dividend',
    'dividend reinvestment',
    'reinvestment',
    'reinvested income',
    'drip',
    'reinvested',
  ],
  unit: 'money',
  additivity: 'flow',
  facts: ['transactions'],
  description: 'Dividends paid in shares: quantity times price of REINVEST bookings.',
};
