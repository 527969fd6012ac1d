import { describe, expect, test } from 'vitest';
import { Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import { createMySqlGuard } from './guard.ts';

const TWO: ReadScope = { accounts: ['A1', `O'B\\`], currency: null };
const ALL: ReadScope = { accounts: 'all', currency: null };
const guard = createMySqlGuard();

async function passed(text: string, scope = TWO, parameters: readonly SqlValue[] = []) {
  const judged = await guard.judge({ text, parameters }, scope, 'written');
  if (judged instanceof Problem) throw judged;
  return judged;
}

async function refused(text: string, scope = TWO, parameters: readonly SqlValue[] = []) {
  const judged = await guard.judge({ text, parameters }, scope, 'written');
  if (!(judged instanceof Problem)) throw new Error(judged.text);
  return `${judged.code}: ${judged.message}`;
}

const texts = async (text: string) => (await passed(text)).textsAsAccountId;

describe('limits', () => {
  test('a relation becomes a query of its declared columns and the rows in reach', async () => {
    const { text, relations } = await passed('SELECT * FROM custodians AS c');
    expect(text).toBe(
      'SELECT * FROM (SELECT `custodian_id`, `name` FROM product.custodians WHERE `custodian_id` IN (SELECT ' +
        "`custodian_id` FROM product.accounts WHERE account_id IN ('A1', 'O''B\\\\')) " +
        'LIMIT 18446744073709551615) AS `c`',
    );
    expect(relations).toEqual(['custodians']);
  });

  test('a reader of everything is limited by nothing but the currency', async () => {
    expect((await passed('SELECT name FROM accounts', ALL)).text).toMatch(
      /FROM product\.accounts\) AS `accounts`$/,
    );
    expect((await passed('SELECT kind FROM fees', { ...ALL, currency: 'EUR' })).text).toMatch(
      /FROM product\.fees WHERE currency IN \('EUR'\)\) AS `fees`$/,
    );
  });

  test('no accounts means no rows, and a scope that is not known reaches nothing', async () => {
    const { text } = await passed('SELECT name FROM accounts', { accounts: [], currency: null });
    expect(text).toContain('WHERE 1 = 0 LIMIT');
    const broken = JSON.parse('{"accounts": null, "currency": null}') as ReadScope;
    expect(await refused('SELECT 1', broken)).toMatch(/^not_permitted/);
    expect(await refused('SELECT 1 FROM lots', { accounts: ['a\0b'], currency: null })).toMatch(
      /^not_permitted/,
    );
  });
});

describe('what is printed', () => {
  test('WITH queries get names of their own, whoever hides whom', async () => {
    const { text } = await passed(
      'WITH Custodians AS (SELECT * FROM custodians) SELECT * FROM CUSTODIANS, lots',
    );
    expect(text).toMatch(
      /^WITH with_1 AS \(SELECT \* FROM \(SELECT .* FROM product\.custodians .*\) AS `custodians`\)/,
    );
    expect(text).toMatch(/SELECT \* FROM with_1 AS `CUSTODIANS`, \(SELECT .*\) AS `lots`$/);
  });

  test('operators and parentheses stay where they were written', async () => {
    const text =
      "SELECT 1 WHERE NOT 1 = 2 AND (3 OR 4) XOR 5 - -6 * 7 BETWEEN 1 AND 2 OR 'a' NOT LIKE 'b%' ESCAPE '!'";
    expect((await passed(text)).text).toBe(text);
  });

  test('parameters keep their places, and their number has to match', async () => {
    const judged = await passed('SELECT $2, $1 FROM accounts WHERE name = $1', TWO, ['a', 2]);
    expect(judged.text).toMatch(/^SELECT \$2, \$1 FROM/);
    expect(judged.parameters).toEqual(['a', 2]);
    expect(await refused('SELECT $1, $2', TWO, [1])).toMatch(
      /^sql_invalid: There is no value for the parameter \$2/,
    );
    expect(await refused('SELECT $1', TWO, [1, 2])).toMatch(/^sql_invalid: There are more values/);
  });

  test('texts that may stand in a column called account_id are those that the statement puts there', async () => {
    expect(await texts("SELECT account_id FROM accounts WHERE account_id = 'B7'")).toEqual([]);
    expect(await texts("SELECT coalesce(account_id, 'Total') AS Account_ID FROM accounts")).toEqual([
      'Total',
    ]);
    expect(await texts("SELECT account_id FROM accounts UNION ALL SELECT 'Total'")).toEqual(['Total']);
    expect(await texts("WITH w(account_id) AS (SELECT 'x') SELECT * FROM w")).toEqual(['x']);
  });
});

describe('problems', () => {
  test.each([
    ['SELECT sleep(1)', 'sql_refused: The function sleep is not available: a statement does not wait.'],
    ['DROP TABLE accounts', /^sql_refused: DROP is not available/],
    ['SELECT 1; SELECT 2', /^sql_refused: More than one statement is not available/],
    ['SELECT a FROM product.accounts', /^sql_refused: A relation with a schema or catalog before it/],
    ['SELECT * FROM nothing', /^sql_refused: The relation nothing is not available: there are custodians, /],
    ['SELECT a || b FROM lots', /use CONCAT or OR\.$/],
    ['SELECT * FORM accounts', /^sql_invalid: The statement is not valid SQL.* at character \d+/],
    ['SELECT @a', /^sql_refused: A variable/],
    ['', /^sql_invalid/],
  ])('%s', async (text, message) => {
    expect(await refused(text)).toMatch(message);
  });
});
