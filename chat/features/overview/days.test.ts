import { describe, expect, test } from 'vitest';
import type { Day } from '../../../src/vocabulary/day.ts';
import { stretchTo } from './days.ts';

describe('a stretch that ends with the data', () => {
  test.each([
    ['month', '2026-05-31', '2026-05-01'],
    ['quarter', '2026-05-31', '2026-04-01'],
    ['ytd', '2026-05-31', '2026-01-01'],
    ['months3', '2026-05-31', '2026-03-01'],
    ['months12', '2025-12-31', '2025-01-01'],
    ['months12', '2024-02-29', '2023-03-01'],
    ['years3', '2026-11-20', '2023-11-21'],
    ['all', '2026-11-20', null],
  ] as const)('%s up to %s begins on %s', (stretch, to, from) => {
    expect(stretchTo(to as Day, stretch)).toMatchObject({ from, to, pointInTime: false });
  });

  test('of now is a point', () => {
    expect(stretchTo('2026-11-20' as Day, 'now')).toMatchObject({ from: null, pointInTime: true });
  });
});
