import { expect, test } from 'vitest';
import { Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import { createGeneratedGuard } from './generated-guard.ts';

const guard = createGeneratedGuard();
const ONE: ReadScope = { accounts: [`A'1\\`], currency: 'USD' };

async function judged(text: string, scope: ReadScope = ONE): Promise<string> {
  const verdict = await guard.judge({ text, parameters: [] }, scope, 'generated');
  if (verdict instanceof Problem) throw verdict;
  return verdict.text;
}

test('each relation is replaced by its rows in reach, wherever it stands', async () => {
  const text = await judged(
    'WITH m AS (\n  SELECT a.name FROM accounts AS a\n)\nSELECT * FROM m AS x WHERE x.name IN (SELECT name FROM lots JOIN m ON 1 = 1)',
  );
  expect(text).toMatch(String.raw`FROM product.accounts WHERE account_id IN ('A''1\\')) AS a`);
  expect(text).toContain(
    `FROM product.lots WHERE account_id IN ('A''1\\\\') AND currency IN ('USD')) AS lots JOIN m`,
  );
  expect(text).toContain('FROM m AS x');
});

test('what accounts belong to is reached through them', async () => {
  expect(await judged('SELECT 1 FROM advisors')).toBe(
    'SELECT 1 FROM (SELECT `advisor_id`, `name`, `email` FROM product.advisors WHERE `advisor_id` IN ' +
      '(SELECT `advisor_id` FROM product.clients WHERE `client_id` IN (SELECT `client_id` FROM product.portfolios ' +
      'WHERE `portfolio_id` IN (SELECT `portfolio_id` FROM product.accounts WHERE account_id IN ' +
      `('A''1\\\\'))))) AS advisors`,
  );
});

test('without accounts nothing is in reach, and without a currency each account reports in its own', async () => {
  expect(await judged('SELECT 1 FROM lots', { accounts: [], currency: null })).toContain(
    'WHERE 1 = 0 AND (account_id, currency) IN (SELECT `account_id`, `currency` FROM product.accounts WHERE 1 = 0)',
  );
});

test.each([
  'SELECT 1 FROM data_version',
  'SELECT 1 FROM `accounts`',
  'SELECT 1 FROM product.accounts',
  'WITH accounts AS (SELECT 1) SELECT 1 FROM accounts',
  'SELECT 1 FROM a JOIN mysql.user',
])('%s is refused', async (text) => {
  await expect(judged(text)).rejects.toMatchObject({ code: 'internal' });
});

test('a text that looks like a relation is none', async () => {
  const text = `SELECT 'FROM accounts', 'it''s \\' FROM lots' FROM securities AS s`;
  expect(await judged(text)).toContain(`SELECT 'FROM accounts', 'it''s \\' FROM lots' FROM (SELECT`);
});

test('what somebody has written is refused', async () => {
  const verdict = await guard.judge({ text: 'SELECT 1', parameters: [] }, ONE, 'written');
  expect(verdict).toMatchObject({ code: 'internal' });
});
