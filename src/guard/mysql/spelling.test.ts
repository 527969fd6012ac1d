import { describe, expect, test } from 'vitest';
import { FRAME_MARK, spelled } from './spelling.ts';

const marked = (frame: string): string => `, \`${FRAME_MARK}${frame}\``;

describe('a frame by RANGE', () => {
  test.each([
    [
      'range between unbounded preceding  and current row',
      'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
    ],
    ['RANGE\n30 PRECEDING', 'RANGE 30 PRECEDING'],
    [
      "RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND 1 FOLLOWING",
      "RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND 1 FOLLOWING",
    ],
  ])('%s goes to the end of the order', (frame, name) => {
    expect(spelled(`sum(a) OVER (ORDER BY b DESC ${frame} ) FROM c`).text).toBe(
      `sum(a) OVER (ORDER BY b DESC ${marked(name)} ) FROM c`,
    );
  });

  test.each([
    "SELECT 'ORDER BY b RANGE CURRENT ROW)' FROM c",
    'SELECT `ORDER BY b RANGE CURRENT ROW)` FROM c',
    'SELECT a -- ORDER BY b RANGE CURRENT ROW)',
    'SELECT a /* ORDER BY b RANGE CURRENT ROW) */',
    'SELECT (a.range CURRENT ROW) FROM c',
    'sum(a) OVER (ORDER BY b RANGE CURRENT ROW EXCLUDE TIES)',
    'sum(a) OVER (ORDER BY b RANGE BETWEEN (1) PRECEDING AND CURRENT ROW)',
  ])('is none: %s', (text) => {
    expect(spelled(text).text).toBe(text);
  });
});

describe('a query with a first column in parentheses', () => {
  test.each([
    ['a IN (SELECT (b) FROM c)', 'a IN ((SELECT (b) FROM c))'],
    ['a > ALL (SELECT (b) FROM c)', 'a > ALL ((SELECT (b) FROM c))'],
    ['a + ( select /* b */ (b)+f(1) FROM c) > 2', 'a + (( select /* b */ (b)+f(1) FROM c)) > 2'],
    [
      "a IN (SELECT (b) FROM c WHERE d = ')' OR e IN (SELECT (f) FROM g))",
      "a IN ((SELECT (b) FROM c WHERE d = ')' OR e IN ((SELECT (f) FROM g))))",
    ],
  ])('%s gets parentheses of its own', (text, expected) => {
    expect(spelled(text).text).toBe(expected);
  });

  test.each([
    'a IN (SELECT b FROM c)',
    'FROM (SELECT (b) FROM c) AS d',
    'EXISTS (SELECT (b) FROM c)',
    'SELECT a FROM b UNION ALL (SELECT (b) FROM c)',
    "a = 'IN (SELECT (b) FROM c)'",
    'a IN (SELECT (b) FROM c',
  ])('is read as it is: %s', (text) => {
    expect(spelled(text).text).toBe(text);
  });
});

test('what stands somewhere is told by its place in the statement as it was written', () => {
  const written = 'a IN (SELECT (b) FROM c) AND sum(d) OVER (ORDER BY e RANGE 1 PRECEDING) ! f';
  const { text, placeOf } = spelled(written);
  for (const sign of ['a', '(b)', ' AND', ' DER', '!', 'f'].filter((each) => text.includes(each)))
    expect(placeOf(text.lastIndexOf(sign))).toBe(written.lastIndexOf(sign));
});
