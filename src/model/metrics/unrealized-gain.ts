import type { MetricWords } from '../metric.ts';

export const unrealizedGain: MetricWords = {
  name: 'unrealized_gain',
  label: 'Unrealized gain',
  words: [
    'unrealized gain',
    'unrealised gain',
    'unrealized profit',
    'unrealized loss',
    'unrealised loss',
    'paper gain',
    'paper profit',
    'paper loss',
    'open gain',
    'unrealized gain or loss',
    'unrealized p&l',
    'unrealized pnl',
    'unrealized',
    'unrealised',
    'under water',
  ],
  unit: 'money',
  additivity: 'stock',
  facts: ['values', 'positions'],
  description: 'Market value of the positions other than cash less their cost basis.',
};
