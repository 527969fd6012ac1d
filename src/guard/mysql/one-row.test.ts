import { expect, test } from 'vitest';
import { Problem } from '../../vocabulary/problem.ts';
import { createMySqlGuard } from './guard.ts';

const guard = createMySqlGuard();

async function judged(text: string): Promise<string> {
  const outcome = await guard.judge({ text, parameters: [] }, { accounts: 'all', currency: null }, 'written');
  return outcome instanceof Problem ? outcome.message : outcome.text;
}

test.each([
  ['an aggregate', 'SELECT (SELECT max(amount) + 1 FROM fees)', ' LIMIT 1)'],
  [
    'an aggregate that the parser takes for a function',
    'SELECT (SELECT stddev_samp(amount) FROM fees)',
    ' LIMIT 1)',
  ],
  [
    'an aggregate of columns from outside',
    'SELECT (SELECT max(a.name) FROM fees) FROM accounts AS a',
    ' LIMIT 1)',
  ],
  ['a value without rows', 'SELECT (SELECT 1)', '(SELECT 1 LIMIT 1)'],
  ['the first of an order', 'SELECT (SELECT amount FROM fees ORDER BY 1 LIMIT 1)', 'ORDER BY 1 LIMIT 1)'],
  ['the second of an order', 'SELECT (SELECT amount FROM fees ORDER BY 1 LIMIT 1, 1)', ' LIMIT 1 OFFSET 1)'],
  [
    'the first of two queries',
    'SELECT (SELECT amount FROM fees UNION SELECT 2 LIMIT 1)',
    'SELECT 2 LIMIT 1)',
  ],
])('%s stands in the place of a value, and lets no second row through', async (_, text, end) => {
  expect(await judged(text)).toContain(end);
});

test.each([
  ['rows', 'SELECT (SELECT amount FROM fees)'],
  ['two rows', 'SELECT (SELECT amount FROM fees LIMIT 2)'],
  ['all rows but one', 'SELECT (SELECT amount FROM fees LIMIT 1, 5)'],
  ['groups', 'SELECT (SELECT max(amount) FROM fees GROUP BY account_id)'],
  ['two queries', 'SELECT (SELECT max(amount) FROM fees UNION SELECT 1)'],
  ['two queries, of which the last has one row', 'SELECT (SELECT amount FROM fees UNION (SELECT 2 LIMIT 1))'],
  ['windows', 'SELECT (SELECT max(amount) OVER () FROM fees)'],
  ['rows with an aggregate further in', 'SELECT (SELECT (SELECT max(amount) FROM fees) FROM accounts)'],
  ['rows in a comparison', 'SELECT 1 FROM accounts WHERE name = (SELECT name FROM clients)'],
  ['rows among values', 'SELECT 1 FROM accounts WHERE name IN ((SELECT name FROM clients), 2)'],
])('%s in the place of a value are refused, with what to write', async (_, text) => {
  expect(await judged(text)).toMatch(/may give several rows.*LIMIT 1/);
});

test.each([
  'SELECT name FROM accounts WHERE account_id IN (SELECT account_id FROM fees)',
  'SELECT name FROM accounts WHERE EXISTS (SELECT 1 FROM fees)',
  'SELECT name FROM accounts WHERE 1 < ANY (SELECT amount FROM fees)',
  'SELECT f.amount FROM (SELECT amount FROM fees) AS f',
])('many rows are read where many can stand: %s', async (text) => {
  expect(await judged(text)).toMatch(/^SELECT/);
});
