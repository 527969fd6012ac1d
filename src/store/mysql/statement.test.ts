import { expect, test } from 'vitest';
import { bindStatement } from './statement.ts';

const physical = (table: string): string | null => (table === 'accounts' ? 'accounts__7' : null);

test('tables get the names of their version, and values their places in the order of use', () => {
  expect(
    bindStatement(
      'SELECT $2, a.x FROM product.accounts AS a JOIN `product`.`accounts` b WHERE x = $1 OR y = $2',
      ['one', 2],
      physical,
    ),
  ).toEqual({
    text: 'SELECT ?, a.x FROM `accounts__7` AS a JOIN `accounts__7` b WHERE x = ? OR y = ?',
    values: [2, 'one', 2],
  });
});

test.each([
  `SELECT '$1 product.accounts'`,
  String.raw`SELECT 'it\'s $1', 'it''s product.accounts'`,
  'SELECT `$1`, `a``$1`, "$1"',
  'SELECT a$1 FROM x -- $1\n',
  'SELECT /* $1 product.accounts */ 1 # $1',
  'SELECT x.product, product FROM x',
])('what lies inside something else stays as it is: %s', (text) => {
  expect(bindStatement(text, [], physical)).toEqual({ text, values: [] });
});

test.each(['SELECT $1', 'SELECT $0', 'SELECT 1 FROM product.nothing', 'SELECT ?'])(
  '%s is refused',
  (text) => {
    expect(() => bindStatement(text, [], physical)).toThrow();
  },
);
