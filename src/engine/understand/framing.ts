import type { Token } from './tokens.ts';

/** Leaves out words that only frame a question and that no reading needs. */
export function withoutFraming(tokens: readonly Token[]): readonly Token[] {
  return withoutDate(withoutVerdict(withoutOwner(tokens)));
}

/** 'A client of mine with the most cash': everybody asks of their own. */
function withoutOwner(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ norm }, place) => norm === 'of' && tokens[place + 1]?.norm === 'mine');
  return at < 0 ? tokens : [...tokens.slice(0, at), ...tokens.slice(at + 2)];
}

/** 'The last Disney dividend date': every booking tells its date. */
function withoutDate(tokens: readonly Token[]): readonly Token[] {
  const words = tokens.filter(({ kind }) => kind !== 'mark');
  const last = words.at(-1);
  const isDate = last?.norm === 'date' && DATED.has(words.at(-2)?.stem ?? '') && words.length > 2;
  return isDate ? tokens.filter((token) => token !== last) : tokens;
}

const DATED: ReadonlySet<string> = new Set([
  'dividend',
  'split',
  'merger',
  'spinoff',
  'deposit',
  'withdrawal',
  'coupon',
]);

/** 'Compare A and B: which is higher?': what stands side by side shows it. */
function withoutVerdict(tokens: readonly Token[]): readonly Token[] {
  const which = tokens.findLastIndex(({ norm }) => norm === 'which');
  const rest = tokens.slice(which).map(({ norm }) => norm);
  const isVerdict = which > 2 && VERDICT.test(rest.join(' '));
  if (!isVerdict || !tokens.some(({ norm }) => COMPARING.has(norm))) return tokens;
  return tokens.slice(0, tokens[which - 1]?.norm === 'and' ? which - 1 : which);
}

const VERDICT =
  /^which (?:one |of (?:them|the two|those) )?(?:is|was|are|were|did|has been|performed) (?:the )?(?:higher|larger|bigger|better|lower|smaller|best|highest|more)\b(?: [.?!])*$/;
const COMPARING: ReadonlySet<string> = new Set(['compare', 'comparison', 'vs', 'versus']);
