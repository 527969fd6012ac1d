import { expect, test } from 'vitest';
import { flavourOf } from './flavour.ts';

test.each([
  ['9.4.0', 'mysql'],
  ['8.4.3-commercial', 'mysql'],
  ['8.0.11-TiDB-v8.5.0', 'mysql'],
  ['10.11.19-MariaDB-0+deb12u1', 'mariadb'],
  ['5.5.5-11.4.2-MariaDB-log', 'mariadb'],
])('%s is of the family %s', (version, family) => {
  expect(flavourOf(version).family).toBe(family);
});

test.each(['5.7.44-log', '10.6.18-MariaDB', 'something else'])('%s is refused', (version) => {
  expect(() => flavourOf(version)).toThrow('too old');
});

test('time limits are in the unit that each family takes', () => {
  expect(flavourOf('9.4.0').statementLimit(1.5)).toBe('max_execution_time = 1500');
  expect(flavourOf('11.4.2-MariaDB').statementLimit(1.5)).toBe('max_statement_time = 1.5');
});
