import { describe, expect, test } from 'vitest';
import type { TablePart } from '../../api/ask.ts';
import { BARS_MAX, chartData } from '../../../src/present/chart-data.ts';
import { chartOption, type ChartLook } from '../../../src/present/chart-option.ts';
import { chartWords } from './chart-words.ts';

const LOOK: ChartLook = {
  colors: { text: '#111', muted: '#666', line: '#ddd', surface: '#fff', series: ['#0f6b63'] },
  font: 'sans-serif',
  isNarrow: false,
  isAnimated: false,
  locale: 'en-US',
};

function table(rows: TablePart['rows'], axis: 'string' | 'period' = 'string'): TablePart {
  return {
    columns: [
      { name: 'group', label: 'Group', type: axis },
      { name: 'value', label: 'Market value', type: 'money', currency: 'USD' },
    ],
    rows,
  };
}

const drawn = (part: TablePart, type: 'line' | 'bar' | 'donut') =>
  chartData(part, { type, x: 'group', y: ['value'] });

describe('a chart', () => {
  test('is told in words with the exact figures', () => {
    const data = drawn(
      table(
        [
          ['2026-01', '90071992547409931.23'],
          ['2026-02', '-5.00'],
        ],
        'period',
      ),
      'line',
    );
    const words = data ? chartWords(data) : '';
    expect(words).toContain('Line chart of Market value by Group, 2 points.');
    expect(words).toContain('90,071,992,547,409,931.23');
    expect(words).toContain('lowest');
  });

  test('of parts below zero is drawn as bars, not as a donut', () => {
    expect(
      drawn(
        table([
          ['Cash', '-1'],
          ['Equity', '5'],
        ]),
        'donut',
      )?.type,
    ).toBe('bar');
    expect(
      drawn(
        table([
          ['Cash', '0'],
          ['Equity', '0'],
        ]),
        'donut',
      )?.type,
    ).toBe('bar');
    expect(
      drawn(
        table([
          ['Cash', '1'],
          ['Equity', '5'],
        ]),
        'donut',
      )?.type,
    ).toBe('donut');
  });

  test('of many groups draws the first bars and gathers the smallest slices', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`G${index}`, String(100 - index)]);
    const bars = drawn(table(rows), 'bar');
    const donut = drawn(table(rows), 'donut');
    expect(JSON.stringify(bars ? chartOption(bars, LOOK).yAxis : null)).toContain(`G${BARS_MAX - 1}"`);
    expect(JSON.stringify(bars ? chartOption(bars, LOOK).yAxis : null)).not.toContain(`G${BARS_MAX}"`);
    const slices = JSON.stringify(donut ? chartOption(donut, LOOK).series : null);
    expect(slices).toContain('"Other"');
    expect(slices).not.toContain('G8"');
  });

  test('never has a tooltip of HTML', () => {
    for (const type of ['line', 'bar', 'donut'] as const) {
      const data = drawn(table([['<img src=x onerror=alert(1)>', '1']]), type);
      expect(data ? chartOption(data, LOOK).tooltip : null).toMatchObject({ renderMode: 'richText' });
    }
  });

  test('that names a column which is not there is left out', () => {
    expect(chartData(table([['a', '1']]), { type: 'bar', x: 'group', y: ['gone'] })).toBeNull();
    expect(chartData(table([['a', '1']]), { type: 'bar', x: 'gone', y: ['value'] })).toBeNull();
  });
});
