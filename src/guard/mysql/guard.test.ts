import mysqlParser from 'node-sql-parser/build/mysql.js';
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
      'SELECT STRAIGHT_JOIN * FROM (SELECT `custodian_id`, `name` FROM product.custodians WHERE `custodian_id` IN (SELECT ' +
        "`custodian_id` FROM product.accounts WHERE account_id IN ('A1', 'O''B\\\\')) " +
        'LIMIT 18446744073709551615) AS `c`',
    );
    expect(relations).toEqual(['custodians']);
  });

  test.each([
    ['accounts', "WHERE account_id IN ('A1', 'O''B\\\\')"],
    [
      'portfolios',
      'WHERE `portfolio_id` IN (SELECT `portfolio_id` FROM product.accounts WHERE account_id IN',
    ],
    ['clients', 'WHERE `client_id` IN (SELECT `client_id` FROM product.portfolios WHERE `portfolio_id` IN'],
    ['advisors', 'WHERE `advisor_id` IN (SELECT `advisor_id` FROM product.clients WHERE `client_id` IN'],
    ['fees', "WHERE account_id IN ('A1', 'O''B\\\\') AND (account_id, currency) IN (SELECT"],
  ])('%s are limited by what ties them to accounts', async (name, condition) => {
    expect((await passed(`SELECT 1 FROM ${name}`)).text).toContain(condition);
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
      /^WITH with_1 AS \(SELECT STRAIGHT_JOIN \* FROM \(SELECT .* FROM product\.custodians .*\) AS `custodians`\)/,
    );
    expect(text).toMatch(/SELECT STRAIGHT_JOIN \* FROM with_1 AS `CUSTODIANS`, \(SELECT .*\) AS `lots`$/);
  });

  test('relations are read in their order, so that what is computed, and may fail, is not up to the rows of others', async () => {
    const { text } = await passed(
      'SELECT DISTINCT a.name FROM accounts AS a JOIN lots AS l USING (account_id) WHERE a.name IN (SELECT kind FROM fees)',
    );
    expect(text.match(/SELECT (?:DISTINCT )?STRAIGHT_JOIN/g)).toHaveLength(2);
  });

  test('operators and parentheses stay where they were written', async () => {
    const text =
      "SELECT 1 WHERE NOT 1 = 2 AND (3 OR 4) XOR 5 - -6 * 7 BETWEEN 1 AND 2 OR 'a' NOT LIKE 'b%' ESCAPE '!'";
    expect((await passed(text)).text).toBe(text);
  });

  test('parameters keep their places, and their number has to match', async () => {
    const judged = await passed('SELECT $2, $1 FROM accounts WHERE name = $1', TWO, ['a', 2]);
    expect(judged.text).toMatch(/^SELECT STRAIGHT_JOIN \$2, \$1 FROM/);
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

describe('windows', () => {
  const beside = 'rank() OVER (ORDER BY amount), sum(amount) OVER (PARTITION BY account_id)';

  test.each([
    `SELECT ${beside}, count(*) OVER () FROM fees`,
    `SELECT ${beside}, count(*) OVER W FROM fees WINDOW w AS ()`,
    `SELECT ${beside} FROM fees ORDER BY sum(amount) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`,
  ])('one over all rows does not stand beside two others: %s', async (text) => {
    expect(await refused(text)).toMatch(/^sql_refused: A window over all rows beside two others.*subquery/);
  });

  test.each([
    `SELECT ${beside} FROM fees`,
    'SELECT rank() OVER (ORDER BY amount), count(*) OVER (), max(amount) OVER () FROM fees',
    'SELECT rank() OVER W, max(amount) OVER w, count(*) OVER () FROM fees WINDOW w AS (ORDER BY amount)',
    `SELECT ${beside}, (SELECT count(*) FROM fees) FROM fees`,
    `SELECT x.n, count(*) OVER () FROM (SELECT rank() OVER (ORDER BY amount) AS n, ${beside} FROM fees) AS x`,
  ])('others are read: %s', async (text) => {
    expect((await passed(text)).text).toContain('OVER');
  });
});

describe('a parser', () => {
  const usual = new mysqlParser.Parser();
  const judgedBy = (astify: typeof usual.astify, text: string) =>
    createMySqlGuard({ astify }).judge({ text, parameters: [] }, TWO, 'written');

  test('that reads what was printed as something else has nothing handed on', async () => {
    let reads = 0;
    const judged = await judgedBy((text, options) => {
      reads += 1;
      return usual.astify(reads === 1 ? text : 'SELECT 2', options);
    }, 'SELECT 1');
    expect(judged).toMatchObject({ message: expect.stringContaining('cannot be written down') });
  });

  test('that runs out of calls says that the statement is nested too deeply', async () => {
    const judged = await judgedBy(() => {
      throw new RangeError('Maximum call stack size exceeded');
    }, 'SELECT 1');
    expect(judged).toMatchObject({ code: 'sql_limit', message: expect.stringContaining('too deeply') });
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
    [
      'WITH x AS (SELECT symbol FROM lots INTERSECT SELECT symbol FROM fees) SELECT a.symbol FROM x AS a UNION SELECT b.symbol FROM x AS b',
      /^sql_refused: A WITH query with EXCEPT or INTERSECT that is read more than once/,
    ],
    ['SELECT ~1', /^sql_refused: The operator ~ is not available: it is not known to be safe/],
    ['SELECT name FROM accounts WHERE ! name', /^sql_refused: The operator ! is not available/],
    ['SELECT @a', /^sql_refused: A variable/],
    ['SELECT $0', /^sql_refused: A variable/],
    ['SELECT 1 /* \u0007 */', /^sql_refused: A control character/],
    ['', 'sql_invalid: There is no statement; write one SELECT.'],
    [`SELECT ${'9'.repeat(70)}`, /^sql_refused: The number 9{60}… is not available/],
    ["SELECT 'a\\\\b'", /^sql_refused: A backslash in a text/],
    ['SELECT "a\\bb"', /^sql_refused: A backslash in a text/],
    ['SELECT "a""b"', /^sql_refused: A quote in a text like this/],
    ["SELECT DATE 'today'", /^sql_refused: This date/],
    ['SELECT CAST(name AS JSON) FROM accounts', /^sql_refused: A conversion to this type/],
    [
      'SELECT CAST(name AS CHAR CHARACTER SET latin1) FROM accounts',
      /^sql_refused: A conversion to this type/,
    ],
    [
      "SELECT rank() OVER (ORDER BY greatest(DATE '2018-01-01', DATE '2016-01-01')) FROM targets",
      /^sql_refused: A window over something that names no column/,
    ],
    [
      'SELECT sum(amount) OVER (ORDER BY trade_date ROWS 3 FOLLOWING) FROM fees',
      /^sql_refused: This frame of a window/,
    ],
    [
      'SELECT sum(amount) OVER (ORDER BY trade_date RANGE 3 FOLLOWING) FROM fees',
      /^sql_refused: This frame of a window/,
    ],
    [
      'SELECT sum(amount) OVER (ORDER BY trade_date RANGE INTERVAL 3 DAY PRECEDING) FROM fees',
      /^sql_refused: RANGE with an INTERVAL is not available: order by to_days/,
    ],
    [
      'SELECT sum(amount) OVER (ORDER BY trade_date, amount RANGE 3 PRECEDING) FROM fees',
      /^sql_refused: RANGE with a number and this order/,
    ],
    [
      'SELECT name FROM accounts WHERE account_id IN (SELECT (account_id) FROM fees) AND 1 ! 2',
      /^sql_invalid: .* at character 85;/,
    ],
    ['SELECT json_arrayagg(name) FROM accounts', /^sql_refused: The function json_arrayagg/],
    [
      'SELECT timestampdiff(MICROSECOND, trade_date, trade_date) FROM fees',
      /^sql_refused: This unit of time/,
    ],
    [`SELECT ${'('.repeat(70)}1${')'.repeat(70)}`, /^sql_limit: .*64 levels/],
    [`SELECT CASE ${'WHEN 1 THEN 1 '.repeat(300)} END`, /^sql_refused: CASE with more than 200 branches/],
    [`SELECT 1 IN (${'1, '.repeat(300)}1)`, /^sql_limit: .*a list has more than 200 items/],
    ['UPDATE fees SET amount = 1', /^sql_refused: UPDATE is not available/],
    ['SELECT name FROM accounts STRAIGHT_JOIN clients', /^sql_refused: A join of this kind/],
    ['SELECT name FROM accounts LIMIT 1.5', /^sql_refused: A computed LIMIT or OFFSET/],
    [
      'SELECT sum(line) OVER (ORDER BY line ROWS BETWEEN 1 PRECEDING AND 9999999 FOLLOWING) FROM booking_origins',
      /^sql_refused: This frame of a window/,
    ],
  ])('%s', async (text, message) => {
    expect(await refused(text)).toMatch(message);
  });
});
