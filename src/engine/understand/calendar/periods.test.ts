import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../vocabulary/day.ts';
import { tokenize } from '../tokens.ts';
import { readPeriods } from './periods.ts';

const TODAY = dayOf('2017-12-29');

/** The whole text as periods: `from..to`, `=day` for a state as of a day; null where it is none. */
function read(text: string): string | null {
  const tokens = tokenize(text);
  const [longest] = readPeriods(tokens, 0, TODAY);
  if (longest?.length !== tokens.length) return null;
  return longest.periods
    .map(({ kind, from, to }) => (kind === 'asof' ? `=${to}` : `${from ?? ''}..${to}`))
    .join(' | ');
}

describe('periods in words', () => {
  test.each([
    ['in 2016', '2016-01-01..2016-12-31'],
    ['FY16', '2016-01-01..2016-12-31'],
    ['last month', '2017-11-01..2017-11-30'],
    ['last quarter', '2017-07-01..2017-09-30'],
    ['last week', '2017-12-18..2017-12-24'],
    ['this year', '2017-01-01..2017-12-29'],
    ['this year so far', '2017-01-01..2017-12-29'],
    ['YTD', '2017-01-01..2017-12-29'],
    ['month to date', '2017-12-01..2017-12-29'],
    ['over the past 90 days', '2017-10-01..2017-12-29'],
    ['last twelve months', '2016-12-30..2017-12-29'],
    ['TTM', '2016-12-30..2017-12-29'],
    ['3-year', '2014-12-30..2017-12-29'],
    ['the year before last', '2015-01-01..2015-12-31'],
    ['in March', '2017-03-01..2017-03-31'],
    ['second quarter of last year', '2016-04-01..2016-06-30'],
    ['H1 2016', '2016-01-01..2016-06-30'],
    ['last three months of 2016', '2016-10-01..2016-12-31'],
    ['since March', '2017-03-01..2017-12-29'],
    ['since the end of 2015', '2016-01-01..2017-12-29'],
    ['after June 2016', '2016-07-01..2017-12-29'],
    ['before 2016', '..2015-12-31'],
    ['since inception', '..2017-12-29'],
    ['since the account was opened', '..2017-12-29'],
    ['ever', '..2017-12-29'],
    ['between March 1 2015 and February 29 2016', '2015-03-01..2016-02-29'],
    ['from Jan to March 2016', '2016-01-01..2016-03-31'],
    ['Jan-Mar 2016', '2016-01-01..2016-03-31'],
    ['2014-2016', '2014-01-01..2016-12-31'],
    ['2015 vs 2016', '2015-01-01..2015-12-31 | 2016-01-01..2016-12-31'],
    ['Q2 vs Q3 2017', '2017-04-01..2017-06-30 | 2017-07-01..2017-09-30'],
    ['as of 14 March 2016', '=2016-03-14'],
    ['at the end of last year', '=2016-12-31'],
    ['year-end 2016', '=2016-12-31'],
    ['at year-end', '=2016-12-31'],
    ['at the start of 2016', '=2015-12-31'],
    ['on 6 June 2014', '2014-06-06..2014-06-06'],
    ['on December 31st, 2015', '2015-12-31..2015-12-31'],
    ['12/31/2015', '2015-12-31..2015-12-31'],
    ['14.03.2016', '2016-03-14..2016-03-14'],
    ['yesterday', '2017-12-28..2017-12-28'],
    ['last Friday', '2017-12-22..2017-12-22'],
    ['a year ago', '2016-12-29..2016-12-29'],
    ['the last business day', '2017-12-28..2017-12-28'],
    ['on the last trading day of 2016', '2016-12-30..2016-12-30'],
    ['10 business days ago', '2017-12-15..2017-12-15'],
    ['past 5 trading days', '2017-12-25..2017-12-29'],
    ['the day before yesterday', '2017-12-27..2017-12-27'],
    ['since year-end', '2017-01-01..2017-12-29'],
    ['since the beginning of the year', '2017-01-01..2017-12-29'],
    ['the twelve months ended 31 March 2016', '2015-04-01..2016-03-31'],
    ['the year ending June 2016', '2015-07-01..2016-06-30'],
    ['4Q15', '2015-10-01..2015-12-31'],
    ["Q4 '15", '2015-10-01..2015-12-31'],
    ['16H1', '2016-01-01..2016-06-30'],
    ['calendar 2015', '2015-01-01..2015-12-31'],
    ['over the last three calendar years', '2014-01-01..2016-12-31'],
    ['past 2 full quarters', '2017-04-01..2017-09-30'],
    ['15 mar 16', '2016-03-15..2016-03-15'],
    ['Mar-15-2016', '2016-03-15..2016-03-15'],
    ['as of close of business 31 March 2016', '=2016-03-31'],
    ['on 31 February 2016', null],
    ['may', null],
    ['in May', '2017-05-01..2017-05-31'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['fiscal year 2016', '2015-07-01..2016-06-30'],
    ['FY16', '2015-07-01..2016-06-30'],
    ['this fiscal year', '2017-07-01..2017-12-29'],
    ['last fiscal year', '2016-07-01..2017-06-30'],
    ['at the end of fiscal 2016', '..2016-06-30'],
    ['since fiscal year 2016', '2015-07-01..2017-12-29'],
    ['from FY15 to FY16', '2014-07-01..2016-06-30'],
    ['fiscal year 2016/17', '2016-07-01..2017-06-30'],
    ['FYTD', '2017-07-01..2017-12-29'],
    ['FQ1 2016', '2015-07-01..2015-09-30'],
    ['fiscal Q3 2016', '2016-01-01..2016-03-31'],
    ['Q4 FY16', '2016-04-01..2016-06-30'],
    ['FY16 Q4', '2016-04-01..2016-06-30'],
    ['first fiscal quarter of 2017', '2016-07-01..2016-09-30'],
    ['second quarter of last fiscal year', '2016-10-01..2016-12-31'],
    ['this fiscal quarter', '2017-10-01..2017-12-29'],
    ['last fiscal quarter', '2017-07-01..2017-09-30'],
    ['FQ3', '2017-01-01..2017-03-31'],
    ['this tax year', '2017-04-06..2017-12-29'],
    ['last tax year', '2016-04-06..2017-04-05'],
    ['tax year 2015/16', '2015-04-06..2016-04-05'],
    ['2015-16 tax year', '2015-04-06..2016-04-05'],
    ['2015/16', '2015-04-06..2016-04-05'],
    ['tax year to date', '2017-04-06..2017-12-29'],
    ['Q3 2016', '2016-07-01..2016-09-30'],
    ['2016', '2016-01-01..2016-12-31'],
  ])('%s where fiscal years begin in July and tax years on 6 April', (text, expected) => {
    const tokens = tokenize(text);
    const [longest] = readPeriods(tokens, 0, TODAY, { fiscal: 7, tax: '04-06' });
    expect(longest?.length).toBe(tokens.length);
    expect(longest?.periods.map(({ from, to }) => `${from ?? ''}..${to}`)).toEqual([expected]);
  });

  test.each([
    ['this tax year', '2017-01-01..2017-12-29'],
    ['tax year 2016', '2016-01-01..2016-12-31'],
    ['tax year 2015/16', '2015-04-06..2016-04-05'],
    ['FQ1 2016', '2016-01-01..2016-03-31'],
    ['last fiscal quarter', '2017-07-01..2017-09-30'],
    ['fiscal year 2015/16', null],
  ])('%s where all years are those of the calendar', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['no trades in six months', '2017-06-30..2017-12-29'],
    ['not traded for a year', '2016-12-30..2017-12-29'],
    ['value in six months', null],
    ['not held for six months', null],
  ])('%s: what there is none of, there is none of up to now', (text, expected) => {
    const tokens = tokenize(text);
    const at = tokens.findIndex(({ norm }) => norm === 'in' || norm === 'for');
    const [longest] = readPeriods(tokens, at, TODAY);
    const [period] = longest?.periods ?? [];
    expect(period === undefined ? null : `${period.from ?? ''}..${period.to}`).toBe(expected);
  });

  test.each([
    ['in its first year', 'first year'],
    ['over my first six months', 'first 6 months'],
    ['in the first year of the account', 'first year'],
    ['in my first quarter', null],
    ['in the first year of the plan', null],
  ])('%s begins with the first booking, where it says whose', (text, label) => {
    const [longest] = readPeriods(tokenize(text), 0, TODAY);
    expect(longest?.periods[0]?.label ?? null).toBe(label);
    expect(longest?.periods[0]?.opening !== undefined).toBe(label?.startsWith('first') === true);
  });

  test('a date that can be read two ways says so', () => {
    const [period] = readPeriods(tokenize('03/04/2016'), 0, TODAY)[0]?.periods ?? [];
    expect([period?.to, period?.other?.to]).toEqual(['2016-03-04', '2016-04-03']);
  });

  test('a date that can be read only one way does not', () => {
    for (const text of ['12/31/2015', '31/12/2015', '05/05/2016', '2016-03-04']) {
      expect(readPeriods(tokenize(text), 0, TODAY)[0]?.periods[0]?.other).toBeNull();
    }
  });
});
