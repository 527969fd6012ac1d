import { expect, test } from 'vitest';
import { mayHideAmounts } from './hidden-amounts.ts';

const RELATIONS = ['transactions', 'accounts'];

test.each([
  'SELECT CAST(sum(amount) AS VARCHAR) AS worth FROM transactions',
  'SELECT sum(amount)::BIGINT AS worth FROM transactions',
  "SELECT concat(sum(amount), '') AS worth FROM transactions",
  "SELECT sum(amount) || '' AS worth FROM transactions",
  'SELECT array_agg(amount) AS worths FROM transactions',
  'SELECT floor(sum(amount)) AS worth FROM transactions',
  'SELECT sum(amount) DIV 1 AS worth FROM transactions',
  'SELECT sum(AMOUNT) // 1 AS worth FROM transactions',
  'WITH t AS (SELECT * FROM transactions) SELECT CAST(max(x) AS INTEGER) AS worth FROM (SELECT sum(amount) AS x FROM t)',
])('%s may show an amount as something else', (sql) => {
  expect(mayHideAmounts(sql, RELATIONS)).toBe(true);
});

test.each([
  "SELECT strftime(trade_date, '%A') AS weekday, count(*) AS trades FROM transactions GROUP BY 1",
  'SELECT type AS kind FROM transactions WHERE amount > $1 AND account_id IN ($2)',
  'SELECT CAST(opened_on AS VARCHAR) AS opened FROM accounts',
  "SELECT name AS name FROM accounts WHERE name <> 'cast(amount)'",
  'SELECT sum(amount) AS worth FROM transactions',
  'SELECT upper(name) AS name, count( * ) AS n FROM accounts GROUP BY 1',
])('%s does not', (sql) => {
  expect(mayHideAmounts(sql, RELATIONS)).toBe(false);
});
