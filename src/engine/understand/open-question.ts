import type { Cover } from './chart/cover.ts';
import type { Item, Op } from './chart/items.ts';
import { declined, notUnderstood } from './decline-in-words.ts';
import type { Token } from './tokens.ts';
import type { Understanding } from './understand.ts';

/** Only words that hold a sentence together: 'how much is it?', 'compare them'. */
export function saysNothing(covers: readonly Cover[]): boolean {
  return covers.some(({ items }) =>
    items.every(
      ({ sem }) =>
        (sem.cat === 'op' && sem.op !== 'change') ||
        isScopeNoun(sem) ||
        (sem.cat === 'time' && sem.time.periods.length > 1),
    ),
  );
}

function isScopeNoun(sem: Item['sem']): boolean {
  return (
    sem.cat === 'thing' &&
    sem.thing.dimension !== null &&
    sem.thing.metrics.length === 0 &&
    sem.thing.filter === null
  );
}

/** What words that name no figure can be about: each a whole question, for the asker to pick. */
const OPEN: readonly (readonly [Op, readonly (readonly [string, string])[]])[] = [
  [
    'how_much',
    [
      ['Market value', 'What is the market value?'],
      ['Gain this year', 'What is the gain this year?'],
      ['Income this year', 'What is the income this year?'],
    ],
  ],
  [
    'compare',
    [
      ['Accounts by value', 'What is the market value by account?'],
      ['Accounts by return this year', 'What is the time-weighted return by account this year?'],
      ['This year and last year', 'What was the return last year and this year?'],
    ],
  ],
];

/** Words that neither say nor change what is asked for. */
const MEANINGLESS: ReadonlySet<Op> = new Set([
  'it',
  'in',
  'of',
  'and',
  'comma',
  'all',
  'own',
  'what',
  'show',
  'list',
]);

/** What periods that are set side by side can be compared by: each a whole question. */
const OF_PERIODS: readonly (readonly [string, string])[] = [
  ['Return', 'What was the return'],
  ['Gain', 'What was the gain'],
  ['Income', 'What was the income'],
];

/** 'How much is it?' asks for something, and does not say what; words that ask for nothing are not understood. */
export function openQuestion(
  covers: readonly Cover[],
  tokens: readonly Token[],
  text: string,
  read: (question: string) => Understanding,
): Understanding {
  const said = new Set(
    covers.flatMap(({ items }) => items.flatMap(({ sem }) => (sem.cat === 'op' ? [sem.op] : []))),
  );
  const isOpen = [...said].every((op) => MEANINGLESS.has(op) || OPEN.some(([open]) => open === op));
  const offered = isOpen
    ? (ofPeriods(covers, tokens, text) ?? OPEN.find(([op]) => said.has(op))?.[1])
    : undefined;
  const choices = (offered ?? []).flatMap(([label, question]) => {
    const understood = read(question);
    return understood.kind === 'plan' ? [{ label, question, plan: understood.plan }] : [];
  });
  if (choices.length > 1)
    return { kind: 'clarification', text: 'Which figure do you mean?', choices, plan: null };
  return declined(
    'not_understood',
    notUnderstood(tokens.flatMap(({ kind, text: word }) => (kind === 'word' ? [word] : []))),
  );
}

/** 'Compare Q1 and Q2': the questions that name a figure of both. */
function ofPeriods(
  covers: readonly Cover[],
  tokens: readonly Token[],
  text: string,
): readonly (readonly [string, string])[] | null {
  const item = covers[0]?.items.find(({ sem }) => sem.cat === 'time' && sem.time.periods.length > 1);
  const [first, last] = item ? [tokens[item.start], tokens[item.end - 1]] : [];
  if (!first || !last) return null;
  const periods = text.slice(first.start, last.end);
  const lead = /^(?:in|on|for|at|from|over|during|of|than|vs|versus|compared)\b/i.test(periods) ? '' : 'in ';
  return OF_PERIODS.map(([label, question]) => [label, `${question} ${lead}${periods}?`]);
}
