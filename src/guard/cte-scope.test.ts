import { expect, test } from 'vitest';
import { CteScope } from './cte-scope.ts';

test('the inner name hides the outer one, and only from there on', () => {
  const outer = CteScope.EMPTY.with('Accounts', 'with_1');
  const inner = outer.with('accounts', 'with_2');
  expect(CteScope.EMPTY.find('accounts')).toBeNull();
  expect(outer.find('ACCOUNTS')).toBe('with_1');
  expect(inner.find('accounts')).toBe('with_2');
  expect(outer.find('accounts')).toBe('with_1');
});

test('only the letters A to Z have a lower case, as in the engine', () => {
  expect(CteScope.EMPTY.with('k', 'with_1').find('\u212a')).toBeNull();
  expect(CteScope.EMPTY.with('é', 'with_1').find('É')).toBeNull();
});

test('a query without a name hides nothing', () => {
  expect(CteScope.EMPTY.find('')).toBeNull();
});
