import { describe, expect, test } from 'vitest';
import { cacheKeyText, dependsOnTheClock } from './cache-key.ts';
import { COPIED, guarded, MARKS, MAX, type Parts, STATEMENT, VERSION } from './guarded.fixture.ts';
import type { Marks } from './marks.ts';
import type { ReadLimits } from './port.ts';

/** The key of the statement over these marks, with something changed. */
function key(marks: Partial<Marks>, statement: Partial<Parts>, limits: Partial<ReadLimits> = {}): string {
  return cacheKeyText({ ...MARKS, ...marks }, [guarded(statement)], { ...MAX, ...limits });
}

describe('the key holds everything that the rows depend on', () => {
  const base = key({}, {});
  const other: Record<string, string> = {
    'marks.accounts': key({ accounts: new Map([['A1', 'second']]) }, {}),
    'marks.accounts, one that had none': key(
      {
        accounts: new Map([
          ['A1', 'first'],
          ['A2', 'first'],
        ]),
      },
      {},
    ),
    'marks.otherAccounts': key({ otherAccounts: 'more' }, {}),
    'marks.everyAccount': key({ everyAccount: 'all' }, { scope: { accounts: 'all', currency: 'USD' } }),
    'marks.tables': key({ tables: new Map([['securities', 'other names']]) }, { relations: ['securities'] }),
    'marks.version, of a statement that names nothing': key(
      { version: { ...VERSION, id: 'v2' } },
      { relations: [] },
    ),
    'marks.version, of one that names a table without a mark': key(
      { version: { ...VERSION, id: 'v2' } },
      { relations: ['prices'] },
    ),
    'statement.text': key({}, { text: 'SELECT 2' }),
    'statement.parameters, a value': key({}, { parameters: ['b', 1] }),
    'statement.parameters, their order': key({}, { parameters: [1, 'a'] }),
    'statement.parameters, the type of a value': key({}, { parameters: ['a', '1'] }),
    'statement.ownRows': key({}, { ownRows: [] }),
    'statement.ownRows, a name': key({}, { ownRows: [{ ...COPIED, name: 'own_lots' }] }),
    'statement.ownRows, a text': key({}, { ownRows: [{ ...COPIED, text: 'SELECT 3' }] }),
    'statement.ownRows, a value': key({}, { ownRows: [{ ...COPIED, parameters: ['c'] }] }),
    'statement.scope.accounts, one less': key({}, { scope: { accounts: ['A1'], currency: 'USD' } }),
    'statement.scope.accounts, none': key({}, { scope: { accounts: [], currency: 'USD' } }),
    'statement.scope.accounts, all': key({}, { scope: { accounts: 'all', currency: 'USD' } }),
    'statement.scope.accounts, one called all': key({}, { scope: { accounts: ['all'], currency: 'USD' } }),
    'statement.scope.accounts, glued together': key({}, { scope: { accounts: ['A1,A2'], currency: 'USD' } }),
    'statement.scope.currency': key({}, { scope: { accounts: ['A1', 'A2'], currency: 'EUR' } }),
    'statement.scope.currency, none': key({}, { scope: { accounts: ['A1', 'A2'], currency: null } }),
    'statement.relations': key({}, { relations: ['lots'] }),
    'statement.textsAsAccountId': key({}, { textsAsAccountId: ['A1'] }),
    'limits.rows_max': key({}, {}, { rows_max: 99 }),
    'limits.bytes_max': key({}, {}, { bytes_max: 999 }),
    'the number of statements': cacheKeyText(MARKS, [guarded(), guarded()], MAX),
  };

  test.each(Object.keys(other))('%s', (name) => {
    expect(other[name]).not.toBe(base);
    expect(Object.values(other).filter((text) => text === other[name])).toHaveLength(1);
  });

  test('no field of the marks, a statement or its scope is without a line above', () => {
    const named = Object.keys(other).map((name) => name.split(',')[0]);
    const fields = [
      ...Object.keys(MARKS).map((name) => `marks.${name}`),
      ...Object.keys(STATEMENT).flatMap((name) =>
        name === 'scope'
          ? Object.keys(STATEMENT.scope).map((part) => `statement.scope.${part}`)
          : [`statement.${name}`],
      ),
      ...Object.keys(MAX)
        .filter((name) => name !== 'seconds_max')
        .map((name) => `limits.${name}`),
    ];
    expect(fields.filter((field) => !named.includes(field))).toEqual([]);
  });

  test('what was published elsewhere changes nothing', () => {
    const later = { version: { ...VERSION, id: 'v2', publishedAt: '2026-07-02T00:00:00.000Z' } };
    expect(key({ ...later, everyAccount: 'other' }, {})).toBe(base);
    const accounts = new Map([...MARKS.accounts, ['A3', 'second'] as const]);
    expect(key({ ...later, accounts, tables: new Map([['securities', 'more names']]) }, {})).toBe(base);
    const names = { relations: ['securities'] };
    expect(key({ ...later, accounts, otherAccounts: 'other', everyAccount: 'other' }, names)).toBe(
      key({}, names),
    );
  });

  test('the order in which accounts are named changes nothing', () => {
    expect(key({}, { scope: { accounts: ['A2', 'A1'], currency: 'USD' } })).toBe(base);
  });
});

test('statements that ask for today or the like are told from those that do not', () => {
  const asks = [
    'SELECT current_date',
    'SELECT "today"()',
    'SELECT age(opened_on) FROM t',
    'SELECT CURDATE()',
  ];
  const does = ["SELECT stage, page, today_s, average, manage FROM accounts WHERE d < DATE '2026-01-01'"];
  expect([...asks, ...does].map((text) => dependsOnTheClock([guarded({ text })]))).toEqual([
    ...asks.map(() => true),
    ...does.map(() => false),
  ]);
});
