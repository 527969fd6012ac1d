import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../vocabulary/day.ts';
import { tokenize } from '../tokens.ts';
import { readPeriods } from './periods.ts';

const read = (text: string): unknown => {
  const tokens = tokenize(text);
  const [longest] = readPeriods(tokens, 0, dayOf('2021-05-20'));
  if (longest?.length !== tokens.length) return null;
  return longest.periods.map(({ from, to }) => `${from ?? ''}..${to}`);
};

describe('a period said by the one it stands beside', () => {
  test.each([
    ['2020 compared with the year before', ['2020-01-01..2020-12-31', '2019-01-01..2019-12-31']],
    ['Q1 2021 vs a year earlier', ['2021-01-01..2021-03-31', '2020-01-01..2020-03-31']],
    ['Q1 2021 vs the previous quarter', ['2021-01-01..2021-03-31', '2020-10-01..2020-12-31']],
    ['last 90 days compared to the 90 days before', ['2021-02-20..2021-05-20', '2020-11-22..2021-02-19']],
    ['this year vs the same period last year', ['2021-01-01..2021-05-20', '2020-01-01..2020-05-20']],
    ['compared with the same period last year', ['2020-01-01..2020-05-20', '2021-01-01..2021-05-20']],
    ['February 2020 vs a year earlier', ['2020-02-01..2020-02-29', '2019-02-01..2019-02-28']],
    ['start and end of 2020', ['..2019-12-31', '..2020-12-31']],
    ['start and end of the year', ['..2020-12-31', '..2021-05-20']],
  ])('%s', (text, periods) => {
    expect(read(text)).toEqual(periods);
  });

  test('a stretch of another length is none of its own before', () => {
    expect(read('last 90 days compared to the 30 days before')).toBeNull();
  });
});
