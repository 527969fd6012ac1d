import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { understand } from '../../src/engine/understand/understand.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { FIRM, firmNamed } from './firm.ts';
import { requestOf, understood } from './understanding.ts';

interface Golden {
  readonly question: string;
  readonly client?: string;
}

const GOLDEN: readonly Golden[] = readFileSync(new URL('questions.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Golden => JSON.parse(line));

describe('what is understood of a firm nobody has seen', () => {
  test.each(GOLDEN)('$question', ({ question, client, ...expected }) => {
    expect(understood(question, FIRM, client)).toEqual(expected);
  });
});

/** Other names for everybody and everything; ids stay. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/Thorne/g, 'Quillby'],
  [/Beatrix/g, 'Theodore'],
  [/\bBea\b/g, 'Teddy'],
  [/\bP\. /g, 'W. '],
  [/\bG\. /g, 'R. '],
  [/Sato/g, 'Mbeki'],
  [/Lena/g, 'Zofia'],
  [/Gideon Marlowe/g, 'Ruprecht Fane'],
  [/Marlowe/g, 'Fane'],
  [/Priscilla/g, 'Wilhelmina'],
  [/Haddoum/g, 'Ostrander'],
  [/Northbank/g, 'Southmere'],
  [/Quantex/g, 'Brambleton'],
  [/Brookwater/g, 'Fenmarsh'],
  [/Helix/g, 'Corvane'],
  [/Volta/g, 'Ampera'],
  [/Lumina/g, 'Glimmer'],
  [/Blackfen/g, 'Whitmoor'],
  [/Boat Money/g, 'Yacht Pot'],
  [/boat money/g, 'yacht pot'],
  [/HLX/g, 'CVX'],
  [/LUMN/g, 'GLIM'],
];
const renamed = (text: string): string =>
  RENAMED.reduce((said, [from, to]) => said.replaceAll(from, to), text);

describe('other names change nothing', () => {
  const other = firmNamed(renamed);
  test.each(GOLDEN)('$question', ({ question, client, ...expected }) => {
    expect(understood(renamed(question), other, client)).toEqual(
      JSON.parse(renamed(JSON.stringify(expected))),
    );
  });
});

/** 28 years later the calendar is the same, weekdays and leap years alike. */
const later = (text: string): string =>
  text.replaceAll(/(?<![\d.])20[0-6]\d(?!\d)/g, (year) => String(Number(year) + 28));
const SHORT_YEAR =
  /\b[qh]\d \d\d\b|'\d\d\b|\b\d\d?[qh]\d|\d[qh]\d\d\b|\bfy\d\d\b|\b(?:mar|may|jan) \d\d\b|\d\/\d\d\b/i;

describe('the same calendar 28 years later changes nothing but the years', () => {
  const other = firmNamed(later);
  test.each(GOLDEN.filter(({ question }) => !SHORT_YEAR.test(question)))(
    '$question',
    ({ question, client, ...expected }) => {
      expect(understood(later(question), other, client, dayOf('2049-06-30'))).toEqual(
        JSON.parse(later(JSON.stringify(expected))),
      );
    },
  );
});

describe('households that are merged change only what is said of households', () => {
  const merged = firmNamed((tables) =>
    tables.replace('"client_id":"K2","name":"Grants"', '"client_id":"K1","name":"Grants"'),
  );
  const others = GOLDEN.filter(
    ({ question, client, ...expected }) =>
      client !== 'K1' && !/thorne|bea\b/i.test(question) && !/"K[12]"/.test(JSON.stringify(expected)),
  );
  test.each(others)('$question', ({ question, client, ...expected }) => {
    expect(understood(question, merged, client)).toEqual(expected);
  });
});

const asked = (text: string) => understand(requestOf(text, FIRM, 'K1'));

describe('names out of reach', () => {
  const SENTENCE = /^You have no access to that, or there is no such thing/;

  test.each([
    ['one that exists', 'How much does Gideon Marlowe have?', 'How much does Gerard Winslow have?'],
    ['an account id', 'value of account 900-40', 'value of account 900-77'],
    ['an account name', 'value of the Sato Joint account', 'value of the Bato Joint account'],
    ['an advisor', 'AUM of Omar Haddoum', 'AUM of Umar Faddoum'],
  ])('%s reads exactly like one that does not', (_what, existing, invented) => {
    expect(asked(existing)).toEqual(asked(invented));
    const answer = asked(existing);
    expect(answer.kind === 'declined' && answer.reason).toBe('not_permitted');
    expect(answer.kind === 'declined' && answer.text).toMatch(SENTENCE);
  });
});

describe('the days between which a question is to choose are written for the reader', () => {
  test.each([
    ['en-US', ['May 4, 2020', 'Apr 5, 2020']],
    ['en-GB', ['4 May 2020', '5 Apr 2020']],
    ['de-DE', ['04.05.2020', '05.04.2020']],
    ['fr-FR', ['04/05/2020', '05/04/2020']],
  ] as const)('%s', (locale, days) => {
    const answer = understand({ ...requestOf('market value on 05/04/2020', FIRM, 'K1'), locale });
    const labels = answer.kind === 'clarification' ? answer.choices.map(({ label }) => label) : [];
    expect(labels.toSorted()).toEqual([...days].toSorted());
  });
});
