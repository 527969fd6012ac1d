import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CHART_TYPES, type ChartType } from '../../../src/vocabulary/answer.ts';
import type { TablePart } from '../../api/ask.ts';
import { BARS_MAX, chartData, stepsOf } from '../../../src/present/chart-data.ts';
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

const drawn = (part: TablePart, type: ChartType) => chartData(part, { type, x: 'group', y: ['value'] });

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

  test.prop([fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 200 })], {
    examples: [[[0, 3.5e-323]], [[1, 1 + Number.EPSILON]], [[0, 1e-12, 2e-12]]],
  })('of a spread counts every row once', (values) => {
    const part: TablePart = {
      columns: [
        { name: 'account', label: 'Account', type: 'string' },
        { name: 'twr', label: 'Return', type: 'percent' },
      ],
      rows: values.map((value, index) => [`A${index}`, String(value)]),
    };
    const data = chartData(part, { type: 'histogram', x: 'account', y: ['twr'] }, 'en-US');
    const counts = data?.series[0]?.points.map(({ value }) => value ?? 0) ?? [];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    expect(counts.length).toBeLessThanOrEqual(14);
  });

  test.prop([fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 6 })])(
    'of what changed leads from the first value to the last without a gap',
    (moves) => {
      const opening = 10_000;
      const closing = moves.reduce((level, move) => level + move, opening);
      const steps = stepsOf([opening, ...moves, closing]);
      let level = opening;
      for (const [index, move] of moves.entries()) {
        const step = steps[index + 1];
        expect(step).toEqual({ low: Math.min(level, level + move), high: Math.max(level, level + move) });
        level += move;
      }
      expect(steps.at(-1)).toEqual({ low: 0, high: closing });
    },
  );

  test('of one figure by two things has a series a group, with a gap where there is no row', () => {
    const data = chartData(
      {
        columns: [
          { name: 'period', label: 'Month', type: 'period' },
          { name: 'group', label: 'Group', type: 'string' },
          { name: 'value', label: 'Value', type: 'money', currency: 'USD' },
        ],
        rows: [
          ['2026-01', 'Equity', '1.00'],
          ['2026-01', 'Cash', '2.00'],
          ['2026-02', 'Equity', '3.00'],
        ],
      },
      { type: 'area', x: 'period', y: ['value'], by: 'group' },
      'en-US',
    );
    expect(data?.categories).toHaveLength(2);
    expect(data?.series.map(({ label, points }) => [label, points.map(({ value }) => value)])).toEqual([
      ['Equity', [1, 3]],
      ['Cash', [2, null]],
    ]);
  });

  test('of every type has an option that can be drawn, and words', () => {
    const part = table([
      ['One', '3'],
      ['Two', '1'],
    ]);
    for (const type of CHART_TYPES) {
      const data = drawn(part, type);
      if (!data) throw new Error(`nothing to draw for ${type}`);
      const option = chartOption(data, LOOK);
      expect(Array.isArray(option.series) && option.series.length).toBeGreaterThan(0);
      expect(chartWords(data)).toMatch(/\w+( of |: )/);
    }
  });
});
