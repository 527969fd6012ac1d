import type { MetricWords } from '../metric.ts';

export const maxDrawdownTo: MetricWords = {
  name: 'max_drawdown_to',
  label: 'Drawdown to',
  words: ['drawdown end', 'trough date', 'low of the drawdown', 'end of the drawdown', 'drawdown to'],
  unit: 'date',
  additivity: 'ratio',
  facts: ['values'],
  description: 'The day of the low of the deepest fall.',
};
