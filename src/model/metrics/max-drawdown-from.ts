import type { MetricWords } from '../metric.ts';

export const maxDrawdownFrom: MetricWords = {
  name: 'max_drawdown_from',
  label: 'Drawdown from',
  words: ['drawdown start', 'peak date', 'start of the drawdown', 'drawdown from'],
  unit: 'date',
  additivity: 'ratio',
  facts: ['values'],
  description: 'The day of the high before the deepest fall.',
};
