import { expect, test } from 'vitest';
import { chartData } from '../../../src/present/chart-data.ts';
import { chartWords } from './chart-words.ts';

test('what changed is told step by step, from the value before to the value after', () => {
  const names = ['opening_value', 'net_contributions', 'gain', 'market_value'];
  const labels = ['Opening value', 'Net contributions', 'Gain', 'Market value'];
  const data = chartData(
    {
      columns: names.map((name, at) => ({ name, label: labels[at] ?? '', type: 'money', currency: 'USD' })),
      rows: [['100.00', '20.00', '-5.00', '115.00']],
    },
    { type: 'waterfall', x: 'opening_value', y: names },
    'en-US',
  );
  expect(data && chartWords(data)).toBe(
    'Waterfall chart: Opening value $100.00, Net contributions $20.00, Gain -$5.00, Market value $115.00. The table below has the same figures.',
  );
});
