import { describe, expect, test } from 'vitest';
import { FIRM } from '../../../test/golden/firm.ts';
import { requestOf, TODAY } from '../../../test/golden/understanding.ts';
import { vocabularyOf } from '../offer/vocabulary.ts';
import { queryFromDraft } from './query-from-draft.ts';
import { createVeil } from './veil.ts';

/** The query as of a question, for one client of the firm or for who sees everything. */
function drafted(question: string, sql: string, client?: string) {
  const veil = createVeil(FIRM, requestOf('', FIRM, client).reach);
  veil.hide(question);
  return queryFromDraft(sql, veil, vocabularyOf(FIRM, TODAY));
}

describe('a query from a draft', () => {
  test('has parameters where names stood, and the amounts as they were asked', () => {
    const sql = `SELECT count(*) AS trades FROM transactions WHERE account_id = [[account_1]]
      AND security_id IN ('[[security_1]]') AND amount > [[amount_1]] * [[percent_1]];`;
    expect(drafted('Boat Money, LUMN, above $1,000.50 or 12.5 %', sql)).toEqual({
      kind: 'sql',
      sql: {
        text: sql
          .replace('[[account_1]]', '$1')
          .replace(`'[[security_1]]'`, '$2')
          .replace('[[amount_1]]', '1000.5')
          .replace('[[percent_1]]', '0.125')
          .replace(';', ''),
        parameters: ['900-13', 'Z1'],
      },
    });
  });

  test.each([
    [
      'counts, years and days',
      `SELECT symbol AS symbol FROM prices WHERE price_date > DATE '2020-03-01' LIMIT 10`,
    ],
    ['a few words', `SELECT strftime(trade_date, '%A') AS weekday FROM transactions WHERE type = 'BUY'`],
    ['a value of the data', `SELECT name AS name FROM securities WHERE sector = 'Technology'`],
  ])('may hold %s', (_, sql) => {
    expect(drafted('', sql)).toMatchObject({ kind: 'sql', sql: { parameters: [] } });
  });

  test.each([
    ['a figure', 'SELECT 1204311 AS worth FROM accounts'],
    ['a figure with decimals', 'SELECT 12.75 AS worth FROM accounts'],
    ['a figure in another form', 'SELECT 1e6 AS worth FROM accounts'],
    ['a figure as text', `SELECT '1,204,311' AS worth FROM accounts`],
    ['a sentence', `SELECT 'Sell everything now, and put all of it in Lumina' AS advice FROM accounts`],
    [
      'a placeholder that was never given out',
      'SELECT 1 AS one FROM accounts WHERE account_id = [[account_7]]',
    ],
    ['a quoted name', 'SELECT name AS "worth $1" FROM accounts'],
    ['a comment', 'SELECT name AS name FROM accounts -- 1'],
    ['a parameter of its own', 'SELECT name AS name FROM accounts WHERE account_id = $1'],
    ['a second statement', 'SELECT 1 AS one FROM accounts; DROP TABLE accounts'],
    ['a text of the dollar kind', 'SELECT $$x$$ AS x FROM accounts'],
    ['a text that escapes', String.raw`SELECT 'a\' AS x, ' FROM accounts`],
  ])('is refused for %s, with a reason', (_, sql) => {
    expect(drafted('', sql)).toMatchObject({ kind: 'wrong', why: expect.stringMatching(/^[^\n]+\.$/) });
  });

  test('is none for a name that the asker can see nothing of, whether there is one or not', () => {
    for (const question of ['Marlowe Sterling', 'Kowalski']) {
      const sql = 'SELECT count(*) AS trades FROM transactions WHERE account_id = [[name_1]]';
      expect(drafted(question, sql, 'K1')).toEqual({ kind: 'unknown_name' });
    }
  });

  test('asks back where a name means several things', () => {
    const sql = 'SELECT count(*) AS trades FROM transactions WHERE security_id = [[security_1]]';
    expect(drafted('Lumina', sql)).toEqual({ kind: 'ambiguous_name', text: 'Lumina' });
  });
});
