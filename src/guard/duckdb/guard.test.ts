import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import type { Guard } from '../port.ts';
import { createDuckDbGuard } from './guard.ts';

const TWO: ReadScope = { accounts: ['A1', "O'B"], currency: null };
const ALL: ReadScope = { accounts: 'all', currency: null };

let guard: Guard;
beforeAll(async () => {
  guard = await createDuckDbGuard();
});
afterAll(() => guard.close());

async function passed(
  text: string,
  scope = TWO,
  parameters: readonly SqlValue[] = [],
  origin: 'written' | 'generated' = 'written',
) {
  const judged = await guard.judge({ text, parameters }, scope, origin);
  if (judged instanceof Problem) throw judged;
  return judged;
}

async function refused(
  text: string,
  scope = TWO,
  parameters: readonly SqlValue[] = [],
  origin: 'written' | 'generated' = 'written',
) {
  const judged = await guard.judge({ text, parameters }, scope, origin);
  if (!(judged instanceof Problem)) throw new Error(judged.text);
  return `${judged.code}: ${judged.message}`;
}

describe('limits', () => {
  test('a relation becomes a subquery of its declared columns and the rows in reach', async () => {
    const { text, relations } = await passed('SELECT * FROM custodians AS c (id)', TWO, [], 'generated');
    expect(text).toBe(
      'SELECT * FROM (SELECT custodian_id, "name" FROM product.custodians WHERE (custodian_id = ANY(SELECT ' +
        "custodian_id FROM product.accounts WHERE (account_id IN ('A1', 'O''B'))))) AS c(id)",
    );
    expect(relations).toEqual(['custodians']);
  });

  test('a reader of everything is limited by nothing but the currency', async () => {
    expect((await passed('SELECT kind FROM fees', ALL)).text).toMatch(
      /FROM product\.fees WHERE \(main\."row"\(account_id, currency\) = ANY\(SELECT account_id, currency FROM product\.accounts\)\)\) AS fees$/,
    );
    expect((await passed('SELECT kind FROM fees', { ...ALL, currency: 'EUR' })).text).toMatch(
      /FROM product\.fees WHERE \(currency = 'EUR'\)\) AS fees$/,
    );
    expect((await passed('SELECT name FROM accounts', ALL)).text).toMatch(
      /FROM product\.accounts\) AS accounts$/,
    );
  });

  test('ids and currency stand in the copies as texts, whatever signs they are made of', async () => {
    const accounts = ['$1', '$2', "'); DROP TABLE x; --", '\\', 'a\nb', '"q"', '\u2019'];
    for (const currency of ['EUR', '$1', "'$3"]) {
      for (const ids of [accounts, accounts.slice(1), accounts.slice(0, 2)]) {
        const scope = { accounts: ids, currency };
        const [copied] = (await passed('SELECT kind FROM fees', scope)).ownRows;
        // As the engine itself prints them where they are constants of the statement.
        const { text } = await passed('SELECT kind FROM fees', scope, [], 'generated');
        expect(copied?.text.split(' WHERE ')[1]).toBe(text.split(' WHERE ')[1]?.replace(/\) AS fees$/, ''));
      }
    }
    const many = { accounts: Array.from({ length: 100 }, (_, at) => `$${at}`), currency: '$1' };
    const [copied] = (await passed('SELECT kind FROM fees', many)).ownRows;
    expect(copied?.text).toMatch(/from_json\(CAST\(\$1 AS VARCHAR\).*\(currency = '\$1'\)/);
    expect(copied?.parameters).toEqual([JSON.stringify(many.accounts.toSorted())]);
  });

  test.each(['a\0', '\ud800'])(
    'an id that ends before its end or is no text (%j) reaches nothing',
    async (id) => {
      expect(await refused('SELECT 1 FROM lots', { accounts: [id], currency: null })).toMatch(
        /^not_permitted/,
      );
      expect(await refused('SELECT 1 FROM lots', { accounts: ['A1'], currency: id })).toMatch(
        /^not_permitted/,
      );
    },
  );

  test('no accounts means no rows', async () => {
    const { ownRows } = await passed('SELECT name FROM accounts', { accounts: [], currency: null });
    expect(ownRows).toEqual([
      {
        name: 'own_accounts',
        text: `SELECT "name" FROM product.accounts WHERE CAST('f' AS BOOLEAN)`,
        parameters: [],
      },
    ]);
  });

  test('many accounts travel as one more parameter, each id byte for byte', async () => {
    const accounts = Array.from({ length: 100_000 }, (_, at) => `ACC-${at}`).concat('it"s, \\ \u00e9');
    const judged = await passed('SELECT $1, name FROM accounts', { accounts, currency: null }, ['x']);
    expect(judged.parameters).toEqual(['x']);
    const [copied] = judged.ownRows;
    expect(copied?.text).toContain('from_json(CAST($1 AS VARCHAR), \'["VARCHAR"]\')');
    expect(copied?.text.length).toBeLessThan(1_000);
    expect(new Set(JSON.parse(String(copied?.parameters[0])))).toEqual(new Set(accounts));
    const generated = await passed(
      'SELECT $1, name FROM accounts',
      { accounts, currency: null },
      ['x'],
      'generated',
    );
    expect(generated.text).toContain('from_json(CAST($2 AS VARCHAR), \'["VARCHAR"]\')');
    expect(generated.parameters).toEqual(['x', copied?.parameters[0]]);
  });

  test('a scope that is not known reaches nothing', async () => {
    const broken = JSON.parse('{"accounts": null, "currency": null}') as ReadScope;
    expect(await refused('SELECT 1', broken)).toMatch(/^not_permitted/);
  });

  test('a statement that can fail on a row keeps its conditions above the limit', async () => {
    for (const failing of [
      'SELECT 1 FROM accounts WHERE CAST(name AS INTEGER) = 1',
      'SELECT 1 FROM accounts WHERE name = (SELECT symbol FROM securities)',
      'SELECT 1 FROM accounts WHERE [name][1] = $$x$$',
      'SELECT 1 FROM accounts WHERE name[1] = $$x$$',
    ])
      expect((await passed(failing, TWO, [], 'generated')).text).toContain('LIMIT 9223372036854775807');
    const safe = "SELECT lower(name) FROM accounts WHERE opened_on > DATE '2020-01-01'";
    expect((await passed(safe, TWO, [], 'generated')).text).not.toContain('LIMIT');
  });

  test('what a person wrote runs over a copy of the rows in reach, so that none of others can make it fail', async () => {
    const { text, ownRows } = await passed(
      'SELECT count(*) FROM accounts AS a JOIN Fees AS b USING (account_id) JOIN securities AS s ON s.symbol = a.name',
    );
    expect(text).not.toContain('product.accounts');
    expect(text).toMatch(/FROM "temp"\.own_accounts\) AS a/);
    expect(text).toMatch(/FROM product\.securities\) AS s/);
    expect(ownRows.map(({ name }) => name)).toEqual(['own_accounts', 'own_fees']);
    expect(ownRows[0]?.text).toBe(
      `SELECT account_id, "name" FROM product.accounts WHERE (account_id IN ('A1', 'O''B'))`,
    );
    expect((await passed('SELECT name FROM accounts', ALL)).ownRows).toEqual([]);
    expect((await passed('SELECT name FROM accounts', TWO, [], 'generated')).ownRows).toEqual([]);
  });

  test.each([
    ['SELECT NAME FROM accounts AS a WHERE a.Currency = $1', ['currency', 'name']],
    ['SELECT count(*) AS name FROM accounts', ['account_id']],
    ['SELECT f.month FROM monthly_values AS f ORDER BY f.account_id', ['account_id', 'month']],
    ['SELECT * FROM custodians', ['custodian_id', 'name']],
    ['FROM custodians', ['custodian_id', 'name']],
    ['SELECT count(c) FROM custodians AS c', ['custodian_id', 'name']],
    ['SELECT count(custodians) FROM custodians', ['custodian_id', 'name']],
    ['SELECT x FROM custodians AS c (x)', ['custodian_id', 'name']],
    ['SELECT 1 FROM custodians NATURAL JOIN (SELECT $1 AS name)', ['custodian_id', 'name']],
    ['WITH w AS (SELECT name FROM custodians) SELECT count(w) FROM w', ['custodian_id', 'name']],
  ])('%s copies no column but those that it may read', async (sql, columns) => {
    const { ownRows } = await passed(sql, TWO, sql.includes('$1') ? ['x'] : []);
    const [, list = ''] = /^SELECT (.*?) FROM/.exec(ownRows[0]?.text ?? '') ?? [];
    expect(list.replaceAll('"', '').split(', ').toSorted()).toEqual(columns);
  });

  test('texts that may stand in a column called account_id are those that the statement puts there', async () => {
    const texts = async (text: string) => (await passed(text, TWO, [])).textsAsAccountId;
    expect(await texts("SELECT account_id FROM accounts WHERE account_id = 'B7'")).toEqual([]);
    expect(await texts("SELECT * FROM accounts AS a WHERE account_id = 'B7'")).toEqual([]);
    expect(await texts("SELECT coalesce(account_id, 'Total') AS Account_ID FROM accounts")).toEqual([
      'Total',
    ]);
    expect(await texts("SELECT account_id FROM accounts UNION ALL SELECT 'Total'")).toEqual(['Total']);
    expect(await texts("SELECT * FROM (VALUES ('x')) AS v(account_id)")).toEqual(['x']);
    expect(await texts("SELECT * REPLACE ('x' AS account_id) FROM accounts")).toEqual(['x']);
    expect(await texts("SELECT * RENAME (name AS account_id) FROM accounts WHERE name = 'x'")).toEqual(['x']);
    expect(await texts("WITH w(account_id) AS (SELECT 'x') SELECT * FROM w")).toEqual(['x']);
    const bound = await passed('SELECT $1 AS account_id', TWO, ['y']);
    expect(bound.textsAsAccountId).toEqual(['y']);
  });
});

describe('names', () => {
  test('WITH queries get names of their own, whoever hides whom', async () => {
    const { text } = await passed(
      'WITH Custodians AS (SELECT * FROM custodians) SELECT * FROM CUSTODIANS, custodians AS c',
    );
    expect(text).toMatch(
      /^WITH with_1 AS \(SELECT \* FROM \(SELECT .* FROM "temp"\.own_custodians\) AS custodians\)/,
    );
    expect(text).toMatch(/SELECT \* FROM with_1 AS "?CUSTODIANS"? , with_1 AS c$/);
  });

  test('a name that the printer would not quote is refused', async () => {
    expect(await refused('SELECT "1 FROM product.accounts --".* FROM accounts')).toMatch(
      /^sql_refused: A quoted name/,
    );
  });
});

describe('parameters', () => {
  test('they are passed through in their places', async () => {
    const judged = await passed('SELECT $2, $1 FROM accounts WHERE name = $1', TWO, ['a', 2]);
    expect(judged.parameters).toEqual(['a', 2]);
    expect(judged.text).toMatch(/^SELECT \$2, \$1 FROM/);
  });

  test('their number has to match', async () => {
    expect(await refused('SELECT $1, $2', TWO, [1])).toMatch(
      /^sql_invalid: There is no value for the parameter \$2/,
    );
    expect(await refused('SELECT $1', TWO, [1, 2])).toMatch(/^sql_invalid: There are more values/);
    expect(await refused('SELECT $name', TWO, [1])).toMatch(/^sql_refused: A named parameter/);
  });

  test('one that serves as a pattern is looked into', async () => {
    await passed('SELECT 1 FROM accounts WHERE name LIKE $1', TWO, ['%a%']);
    expect(await refused('SELECT 1 FROM accounts WHERE name LIKE $1', TWO, ['%a%a%a%a%'])).toMatch(
      /wildcards/,
    );
  });
});

describe('problems', () => {
  test.each([
    [
      'SELECT read_csv(1)',
      'sql_refused: The function read_csv is not available: only functions for calculating are.',
    ],
    ['DROP TABLE accounts', 'sql_refused: DROP is not available: one SELECT can be run, and nothing else.'],
    ['SELECT 1; SELECT 2', /^sql_refused: More than one statement is not available/],
    ['SELECT a FROM product.accounts', /^sql_refused: A relation with a schema or catalog before it/],
    ['SELECT * FROM nothing', /^sql_refused: The relation nothing is not available: there are custodians, /],
    ['SELECT name AS "a\nb" FROM accounts', /^sql_refused: A name with control characters/],
    ['SELECT now()', /write the day, or use current_date\.$/],
    [
      'SELECT * FORM accounts',
      'sql_invalid: The statement is not valid SQL at character 15 (near accounts); correct it and try again.',
    ],
    ['', 'sql_invalid: There is no statement; write one SELECT.'],
    ['-- nothing', 'sql_invalid: There is no statement; write one SELECT.'],
    ['SELECT 1e999', 'sql_invalid: A number in the statement is too large; write a smaller one.'],
    [`SELECT '${'x'.repeat(LIMITS.sql_chars_max)}'`, /^sql_limit: .*8192 characters/],
    [`SELECT 1${' + 1'.repeat(70)}`, /^sql_limit: .*64 levels/],
    [`SELECT ${'NOT '.repeat(2_000)}true`, /^sql_limit: .*it is nested too deeply/],
    ['SELECT * FROM range(5000000)', /^sql_limit: .*a series has more than/],
  ])('%s', async (text, message) => {
    expect(await refused(text)).toMatch(message);
  });

  test('generated statements may be longer, and are judged alike', async () => {
    const items = Array.from({ length: 5_000 }, (_, at) => `'S${at}'`).join(', ');
    const text = `SELECT symbol FROM securities WHERE security_id IN (${items})`;
    expect(await refused(text)).toMatch(/^sql_limit/);
    expect(await guard.judge({ text, parameters: [] }, TWO, 'generated')).toHaveProperty('relations', [
      'securities',
    ]);
    expect(await refused('SELECT * FROM product.accounts', TWO, [], 'generated')).toMatch(/^sql_refused/);
  });
});

describe('verdicts', () => {
  test('a remembered one belongs to its scope, origin and values', async () => {
    const text = 'SELECT name, $1 FROM accounts';
    const mine = await passed(text, TWO, [1]);
    expect((await passed(text, TWO, [1])).text).toBe(mine.text);
    const other = await passed(text, { accounts: ['B9'], currency: null }, [2]);
    expect(other.ownRows[0]?.text).toContain("'B9'");
    expect(other.ownRows[0]?.text).not.toContain("'A1'");
    expect(other.parameters).toEqual([2]);
    expect((await passed(text, ALL, [1])).text).not.toContain('WHERE');
  });

  test('many at once do not get mixed up', async () => {
    const ids = Array.from({ length: 40 }, (_, at) => `ID-${at}`);
    const judged = await Promise.all(
      ids.map((id) => passed(`SELECT '${id}', name FROM accounts`, { accounts: [id], currency: null })),
    );
    for (const [at, { text, ownRows }] of judged.entries())
      for (const each of [text, ownRows[0]?.text]) expect(each?.split(`'ID-${at}'`)).toHaveLength(2);
  });
});
