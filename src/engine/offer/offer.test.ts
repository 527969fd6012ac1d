import { describe, expect, test } from 'vitest';
import { dayOf } from '../../vocabulary/day.ts';
import { FIRM } from '../../../test/golden/firm.ts';
import type { Reach } from '../resolve/reach.ts';
import { completionsOf } from './completions.ts';
import { vocabularyOf } from './vocabulary.ts';

const EVERYTHING: Reach = { everything: true, has: () => true };
const NOTHING: Reach = { everything: false, has: () => false };
const texts = (text: string, reach = EVERYTHING): readonly string[] =>
  completionsOf(text, FIRM, reach).map((each) => each.text);

describe('completions of what is being typed', () => {
  test('are figures at the start and groups behind by', () => {
    expect(texts('marke')).toContain('market value');
    expect(texts('income by se')).toEqual(expect.arrayContaining(['income by sector', 'income by security']));
    expect(completionsOf('income by ', FIRM, EVERYTHING).every(({ kind }) => kind === 'group')).toBe(true);
  });

  test('keep what stands before, and go on from several words', () => {
    expect(texts('Show realized ga')[0]).toBe('Show realized gain');
    expect(texts('income in past 12')).toContain('income in past 12 months');
  });

  test('name what is in reach, and nothing else', () => {
    const [account] = FIRM.accounts.values();
    const name = account?.name ?? '';
    const typed = `market value of ${name.slice(0, 5)}`;
    expect(texts(typed)).toContain(`market value of ${name}`);
    const ids = new Set(FIRM.accounts.keys());
    const hidden = completionsOf(typed, FIRM, NOTHING);
    expect(hidden.filter(({ hint }) => ['Account', 'Portfolio', 'Client', 'Advisor'].includes(hint))).toEqual(
      [],
    );
    expect(ids.size).toBeGreaterThan(1);
  });

  test('are none for nothing, and for what is said already', () => {
    expect(texts('')).toEqual([]);
    expect(texts('xyzzyqq')).toEqual([]);
    expect(texts('income')).not.toContain('income');
  });
});

describe('the vocabulary that is offered', () => {
  const { metrics, dimensions, periods } = vocabularyOf(FIRM, dayOf('2021-06-30'));

  test('has every figure with the groups that have a meaning for it', () => {
    const value = metrics.find(({ name }) => name === 'market_value');
    expect(value?.groups).toEqual(expect.arrayContaining(['sector', 'month', 'client']));
    expect(metrics.find(({ name }) => name === 'fees')?.groups).not.toContain('sector');
  });

  test('has the values of this firm, but nobody’s names', () => {
    expect(dimensions.find(({ name }) => name === 'sector')?.values.length).toBeGreaterThan(0);
    for (const { kind, values } of dimensions) if (kind === 'entity') expect(values).toEqual([]);
  });

  test('has periods as one says them, the state of now first', () => {
    expect(periods[0]).toMatchObject({ pointInTime: true, to: FIRM.version.asOf });
    expect(periods.find(({ label }) => label === 'last year')).toMatchObject({
      from: '2020-01-01',
      to: '2020-12-31',
    });
    expect(periods.find(({ label }) => label === 'since inception')).toMatchObject({ from: null });
  });
});
