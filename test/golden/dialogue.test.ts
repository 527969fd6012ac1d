import { describe, expect, test } from 'vitest';
import { understandInDialogue } from '../../src/engine/dialogue/dialogue.ts';
import type { Understanding } from '../../src/engine/understand/understand.ts';
import type { Answer } from '../../src/vocabulary/answer.ts';
import type { Turn } from '../../src/vocabulary/conversation.ts';
import { FIRM } from './firm.ts';
import { essence, requestOf, TODAY } from './understanding.ts';

/** Asks one question after the other, each knowing what came before; gives what the last one came to. */
function dialogue(...questions: readonly string[]): Understanding {
  return dialogueOf(undefined, questions);
}

/** The same as a client, who sees only what is the client's own. */
function dialogueOf(client: string | undefined, questions: readonly string[]): Understanding {
  const turns: Turn[] = [];
  let last: Understanding | null = null;
  for (const question of questions) {
    last = understandInDialogue(requestOf(question, FIRM, client), turns);
    turns.push(turnOf(question, last));
  }
  if (!last) throw new RangeError('a dialogue has at least one question');
  return last;
}

function turnOf(question: string, understood: Understanding): Turn {
  const base = {
    id: '1',
    engine: 'offline' as const,
    suggestions: [],
    conversationId: '1',
    timings: { understand: 0, run: 0, total: 0 },
    text: '',
  };
  const answer: Answer =
    understood.kind === 'plan'
      ? {
          ...base,
          kind: 'answer',
          interpretation: {
            metrics: [],
            by: [],
            where: [],
            period: { from: null, to: TODAY, label: '' },
            text: '',
          },
          columns: [],
          rows: [],
          chart: null,
          sql: '',
          parameters: [],
          plan: understood.plan,
          cached: false,
          asOf: TODAY,
          dataVersion: 'v1',
          caveats: [],
        }
      : { ...base, ...understood };
  const plan = understood.kind === 'declined' ? null : understood.plan;
  return { question, scope: {}, plan, answer, at: '2021-06-30T00:00:00Z' };
}

const same = (followUps: readonly string[], alone: string): void => {
  expect(essence(dialogue(...followUps))).toEqual(essence(dialogue(alone)));
};

describe('a name out of reach', () => {
  test.each([
    ['What about Lena?', 'What about Zelda?'],
    ['and Gideon Marlowe?', 'and Gerard Winslow?'],
    ['how about the Sato Joint account?', 'how about the Bato Joint account?'],
    ["and Omar's clients?", "and Umar's clients?"],
  ])('%s reads exactly like %s in a dialogue', (existing, invented) => {
    const first = 'How much is my portfolio worth?';
    const answer = dialogueOf('K1', [first, existing]);
    expect(answer).toEqual(dialogueOf('K1', [first, invented]));
    expect(answer.kind === 'declined' && answer.reason).toBe('not_permitted');
  });
});

describe('a follow-up changes one part', () => {
  test.each([
    [['income in 2020', 'and the year before?'], 'income in 2019'],
    [['income in 2020', 'by month'], 'income by month in 2020'],
    [['income by month in 2020', 'only the dividends'], 'dividends by month in 2020'],
    [['top 3 holdings', 'make that ten'], 'top 10 holdings'],
    [['How much do we hold at Northbank?', 'what about Quantex?'], 'How much do we hold at Quantex?'],
    [
      ['How much do we hold at Northbank?', 'and at the end of last year?'],
      'How much do we hold at Northbank at the end of last year?',
    ],
    [['return in 2020', 'and the benchmark?'], 'benchmark return in 2020'],
    [['return in 2020', 'and the benchmark?', 'Same for 2019'], 'benchmark return in 2019'],
    [['fees in 2020', 'for Beatrix Thorne'], 'fees in 2020 for Beatrix Thorne'],
    [['fees in 2020 for Beatrix Thorne', 'and Gideon Marlowe?'], 'fees in 2020 for Gideon Marlowe'],
    [['dividends in 2020', 'from Brookwater?'], 'dividends from Brookwater in 2020'],
    [['dividends in 2020', 'no, I meant 2019'], 'dividends in 2019'],
    [['dividends in March 2019', 'and in April?'], 'dividends in April 2019'],
    [['return since inception', 'annualized?'], 'annualized return since inception'],
    [['return in 2020', 'I said 2019'], 'return in 2019'],
    [['return in 2020', 'not 2020, 2019'], 'return in 2019'],
    [['return in 2020', 'sorry, I meant the money-weighted return'], 'money-weighted return in 2020'],
    [['return in 2020', 'vs 2019'], 'return 2020 vs 2019'],
    [['income in 2020', 'same thing but for Gideon Marlowe'], 'income in 2020 for Gideon Marlowe'],
    [['income in 2020 for Gideon Marlowe', 'and everyone together?'], 'income in 2020'],
    [['fees in 2020', 'by account', 'by month instead'], 'fees by month in 2020'],
    [
      ['return in 2020', 'how does that compare with the benchmark?'],
      'return, benchmark return and excess return in 2020',
    ],
    [['five largest holdings', 'how much are they together?'], 'the five largest holdings together'],
    [['market value by client', 'who has the least?'], 'which client has the lowest market value'],
    [['my holdings', 'sort them by unrealized gain'], 'holdings sorted by unrealized gain'],
    [['list purchases in 2020', 'the largest five'], 'largest five purchases in 2020'],
    [['list purchases in 2020', 'how many are there?'], 'How many purchases were there in 2020?'],
    [['How many purchases were there in 2020?', 'which ones?'], 'list purchases in 2020'],
    [['dividends in 2020', 'show the bookings'], 'list dividend payments in 2020'],
    [['gain in 2020 by account', 'which was best?'], 'Which account had the highest gain in 2020?'],
    [['holdings', 'over 5% only'], 'holdings over 5%'],
    [['largest holding', 'the second largest?'], 'second largest holding'],
    [['second largest holding', 'and the smallest?'], 'smallest holding'],
    [
      ['return of Beatrix Thorne by account in 2020', 'only the IRAs'],
      "return of Beatrix Thorne's IRAs by account in 2020",
    ],
    [['market value', 'over time'], 'market value over time'],
    [['dividends by month in 2020', 'as a running total'], 'cumulative dividends by month in 2020'],
    [['average account size by advisor', 'by custodian'], 'average account size by custodian'],
    [['average account size', 'by advisor'], 'average account size by advisor'],
    [
      ['what percentage of accounts lost money in 2020', 'and in 2019?'],
      'what percentage of accounts lost money in 2019',
    ],
    [['accounts with no trades in 2020', 'and in 2019?'], 'accounts with no trades in 2019'],
    [['which accounts have data problems', 'and in 2020?'], 'accounts with data problems in 2020'],
    [['what data problems are there', 'only stale prices'], 'any stale prices'],
    [['show me my losers', 'and winners?'], 'show me my winners'],
    [['top 3 losers this year', 'and winners?'], 'top 3 winners this year'],
    [['dividends in March 2021', 'and the month before?'], 'dividends in February 2021'],
    [['realized gains in 2020', 'short-term only'], 'short-term realized gains in 2020'],
    [['return in 2020', 'vs 2019', 'and the year before that'], 'return in 2018'],
    [['who holds the most Brookwater?', 'show all of them'], 'rank clients by value of Brookwater'],
    [['What was everything worth at the end of 2019?', 'and now?'], 'What is everything worth?'],
    [
      ['How much is in equities?', 'how has that changed since 2020'],
      'How has the value of equities changed since 2020?',
    ],
    [['How much did I deposit in 2019?', 'withdrawals'], 'withdrawals in 2019'],
    [
      ['market value', 'what was it in 2020?', 'and the year before that?'],
      'market value at the end of 2019',
    ],
    [['clients with more than 50k in cash', 'and 10k?'], 'clients with more than 10k in cash'],
    [['holdings over 20%', 'what about 12.5%?'], 'holdings over 12.5%'],
    [['cash', 'who has the most?'], 'which client has the most cash'],
    [
      ['withdrawals by client in 2020', 'and in 2019?', 'who withdrew the most?'],
      'which client withdrew the most in 2019',
    ],
    [
      ['value of the Thorne IRA', 'and Boat Money?', 'both together'],
      'value of the Thorne IRA and Boat Money',
    ],
    [
      ['return of the Thorne IRA in 2020', 'and the Thorne Roth?', 'compare them'],
      'return by account of the Thorne IRA and the Thorne Roth in 2020',
    ],
    [['best month of 2020', 'what did we sell then?'], 'what did we sell in 2020'],
    [
      ['fees of the Thorne IRA in 2020', 'what did we buy in that year?'],
      'what did we buy in the Thorne IRA in 2020',
    ],
    [['value of Momentum', 'and Growth?'], 'value of the Growth portfolio'],
    [
      ['how many portfolios are there', 'and accounts without trades in 2020'],
      'accounts without trades in 2020',
    ],
    [['did we make money in 2020', 'how much?'], 'gain in 2020'],
    [['gain in March 2020', 'worst day?'], 'worst day in March 2020'],
    [['income in 2020', 'which quarter was best?'], 'which quarter had the highest income in 2020'],
    [['value of the Thorne IRA', 'when was it opened?'], 'when was the Thorne IRA opened?'],
    [['value of the Thorne IRA', 'who is the custodian?'], 'who is the custodian of the Thorne IRA?'],
    [
      ['which clients hold Brookwater', 'only those above 10k'],
      'which clients hold more than 10k of Brookwater',
    ],
  ])('%s', (followUps, alone) => {
    same(followUps, alone);
  });

  test('no growth is made of a figure that stands on a day', () => {
    expect(dialogue('aum by advisor', 'growth in percent').kind).toBe('declined');
  });

  test('the total of a list', () => {
    const total = dialogue('list my purchases in March 2020', 'How much was that in total?');
    expect(total.kind === 'plan' && total.plan.derive).toBe('total');
    expect(total.kind === 'plan' && total.plan.subject).toBe('transactions');
  });
});

describe('a dialogue', () => {
  test.each([
    [['What is the Thorne IRA worth?', 'How did it do in 2020?'], 'How did the Thorne IRA do in 2020?'],
    [['What is the Thorne IRA worth?', 'What does it hold?'], 'What does the Thorne IRA hold?'],
    [['AUM of Gideon Marlowe', 'his return in 2020'], 'return of Gideon Marlowe in 2020'],
    [['How many Brookwater shares do I have?', 'What are they worth?'], 'What is my Brookwater worth?'],
    [
      ['How many Brookwater shares do I have?', 'When did I first buy it?'],
      'When did I first buy Brookwater?',
    ],
  ])('knows what a pronoun stands for: %s', (turns, alone) => {
    same(turns, alone);
  });

  test('asks whom a pronoun means where nobody was named', () => {
    const asked = dialogue('fees in 2020', 'What is her return in 2020?');
    expect(asked.kind === 'declined' && asked.text).toMatch(/“her”/);
  });

  test('asks only once in a row what is meant, and offers what is clear', () => {
    const again = dialogue('How did Thorne do in 2020?', 'What does Thorne hold?');
    expect(again.kind === 'declined' && again.suggestions.length).toBe(2);
  });

  test('leaves its context behind when told to', () => {
    same(['income in 2020', 'forget that. Accounts at Northbank'], 'accounts at Northbank');
  });

  test('leaves a split behind for the things that are asked for', () => {
    same(
      ['How is it split by asset class?', 'Show the ten largest holdings'],
      'Show the ten largest holdings',
    );
    same(['dividends in 2020 by month', 'which accounts are the three smallest'], 'three smallest accounts');
  });

  test('drops its context when the topic changes', () => {
    same(
      ['fees in 2020 for Beatrix Thorne', 'How many accounts do we have at Northbank?'],
      'How many accounts do we have at Northbank?',
    );
  });

  test('takes a choice by its place', () => {
    same(['How did Thorne do in 2020?', 'the second one'], 'How did Thorne Charitable Fund do in 2020?');
  });

  test('takes a choice by its words', () => {
    same(['How did Thorne do in 2020?', 'Beatrix Thorne'], 'How did Beatrix Thorne do in 2020?');
  });

  test('asks what is meant where nothing came before', () => {
    expect(dialogue('by month').kind).not.toBe('plan');
    expect(dialogue('and the year before?').kind).not.toBe('plan');
  });
});

describe('a question that was not answered', () => {
  test.each([
    [['AUM of Beatrix Thorne', 'what about Zelda Winslow?', 'what does she hold?'], /“she”/],
    [
      ['return of the Thorne IRA in 2020', 'what was the flumpf in 2018?', 'and the year before?'],
      /“the year before”|what that changes/,
    ],
  ])('leaves no word for what it was about to the answer before: %s', (turns, said) => {
    const answer = dialogue(...turns);
    expect(answer.kind === 'declined' && answer.text).toMatch(said);
  });

  test('that spoke of the answer before itself does not stand between', () => {
    same(
      ['What is the Thorne IRA worth?', 'what is its flumpf?', 'What does it hold?'],
      'What does the Thorne IRA hold?',
    );
  });
});

test('the largest of what lost is what lost most', () => {
  const largest = dialogue('unrealized gain by security', 'only the losers', 'the biggest one');
  expect(largest.kind === 'plan' && largest.plan.order).toEqual({ by: 'unrealized_gain', direction: 'asc' });
});

test('what a follow-up says of accounts is a condition on them', () => {
  const opened = dialogue('how many accounts do we have', 'opened in 2019');
  expect(essence(opened)).toMatchObject({
    plan: { where: [{ kind: 'during', event: 'opened' }], periods: [['2019-01-01', '2019-12-31']] },
  });
  const closed = dialogue('accounts at Northbank', 'only the closed ones');
  expect(closed.kind === 'plan' && closed.plan.where).toContainEqual({ kind: 'open', negated: true });
});

test('what is said too stands beside what was asked', () => {
  const both = dialogue('interest in 2020', 'dividends too', 'and 2019 as well');
  expect(essence(both)).toMatchObject({
    plan: {
      metrics: ['interest', 'dividends'],
      periods: [
        ['2020-01-01', '2020-12-31'],
        ['2019-01-01', '2019-12-31'],
      ],
    },
  });
});

function lacked(value: string): unknown {
  return expect.objectContaining({ kind: 'without', of: [expect.objectContaining({ values: [value] })] });
}

test('what they lack besides is no condition on what they hold', () => {
  const lacking = dialogue('clients with no bonds', 'and no funds?');
  expect(lacking.kind === 'plan' && lacking.plan.where).toEqual(
    expect.arrayContaining([lacked('Fixed Income'), lacked('Fund')]),
  );
});

test('the sum of those that meet a condition leaves out the others', () => {
  const total = dialogue('clients with more than 50k in cash', 'what is their total?');
  expect(total.kind === 'plan' && total.plan).toMatchObject({ by: ['client'], derive: 'total' });
});

test('fees as a part of the assets are a rate', () => {
  const rate = dialogue('fees by client in 2020', 'as a percentage of assets');
  expect(rate.kind === 'plan' && rate.plan.metrics).toEqual(['fee_rate']);
});

describe('why', () => {
  const MOVES = ['opening_value', 'net_contributions', 'gain', 'market_value', 'income', 'fees'];

  test.each(['why?', 'Why did that happen?', 'but why'])(
    '%s explains the value over the same time',
    (question) => {
      expect(essence(dialogue('What was the return of the Thorne IRA in 2020?', question))).toMatchObject({
        plan: { metrics: MOVES, periods: [['2020-01-01', '2020-12-31']], where: [{ values: ['900-11'] }] },
      });
    },
  );

  test('of a security tells what it gained and paid', () => {
    expect(essence(dialogue('What is Lumina Robotics worth?', 'why?'))).toMatchObject({
      plan: { metrics: ['gain', 'income', 'market_value'], where: [{ values: ['Z1'] }] },
    });
  });

  test('stands behind what part of a move came from something', () => {
    same(['How much of the growth in 2020 came from deposits?'], 'Why did everything change in 2020?');
    same(['what part of the change came from dividends in 2020'], 'Why did everything change in 2020?');
  });

  test('means nothing before anything was answered', () => {
    expect(dialogue('why?').kind).not.toBe('plan');
  });
});

describe('a follow-up that would count something else is not understood', () => {
  test.each([
    ['how many accounts lost money in 2020', 'by client'],
    ['what percentage of accounts lost money in 2020', 'by client'],
    ['fees in 2020', 'and in its first year?'],
    ['how did the Thorne IRA do in its first year', 'and Boat Money?'],
    ['market value by month in 2020', 'as a running total'],
    ['taxes in 2020', 'how much is that of my income?'],
    ['dividends from Brookwater in 2020', 'and sell?'],
    ['list purchases in March 2020', 'how much is it worth now?'],
    ['market value at the end of 2020', 'and fees?'],
    ['dividends in 2020', 'as a percentage of my cash'],
    ['taxes in 2020', 'which country?'],
    ['income in 2020', 'how much was it in that quarter last year?'],
    ['how many clients have no bonds', 'their AUM'],
    ['how many accounts does Beatrix Thorne have', 'total value'],
    ['value of the Thorne IRA and Boat Money', 'what is in that account?'],
    ['how many trades did we make in 2020', 'buys or sells?'],
    ['how much cash is there', 'interest on it'],
    ['best month of 2020', 'compare with 2019'],
    ['accounts opened in 2019', 'closed ones?'],
    ['what is the flumpf of Gideon Marlowe in bonds', 'and Beatrix Thorne?'],
    ['return in 2020', 'what happened in that month?'],
  ])('%s, %s', (first, then) => {
    expect(dialogue(first, then)).toMatchObject({ kind: 'declined', reason: 'not_understood' });
  });
});

describe('two questions in one', () => {
  test('are offered one by one, those first that can be asked alone', () => {
    const asked = dialogue('how many trades did I do in 2020 and how much did I pay in fees that year');
    expect(asked).toMatchObject({ kind: 'declined', reason: 'not_understood' });
    const [first] = asked.kind === 'declined' ? asked.suggestions : [];
    expect(first).toBe('How many trades did I do in 2020?');
  });

  test('neither of which can be read are not called two', () => {
    const asked = dialogue('how many zorgs did I flumpf and what do they gribble');
    expect(asked.kind === 'declined' && asked.text).not.toContain('two questions');
  });

  test('are not seen in one that joins what it asks about', () => {
    const asked = dialogue("what's the difference between what I paid in and what it's worth");
    expect(asked.kind === 'declined' && asked.text).not.toContain('two questions');
  });

  test('are never answered by half', () => {
    const asked = dialogue('how much did I earn and what did I pay in fees in 2020');
    expect(asked.kind === 'declined' && asked.text).toContain('two questions');
    expect(dialogue('what were my dividends and what were my fees in 2020').kind).toBe('plan');
  });
});
