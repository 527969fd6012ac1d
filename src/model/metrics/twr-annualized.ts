import type { MetricWords } from '../metric.ts';

export const twrAnnualized: MetricWords = {
  name: 'twr_annualized',
  label: 'Annualized return',
  words: [
    'annualized return',
    'annualised return',
    'annual return',
    'average annual return',
    'cagr',
    'compound annual growth rate',
    'annualized time-weighted return',
    'annualized performance',
    'annualised performance',
    'return per year',
    'return a year',
    'per annum return',
    'annualized twr',
  ],
  unit: 'percent',
  additivity: 'linked',
  facts: ['values'],
  description: 'The time-weighted return as a rate a year; only for periods longer than 365 days.',
};
