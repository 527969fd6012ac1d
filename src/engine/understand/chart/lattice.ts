import type { Day } from '../../../vocabulary/day.ts';
import type { Candidate, NameIndex, NameMatch, Reach } from '../../resolve/name-index.ts';
import { NOT_IN_DATA } from '../lexicon/not-in-data.ts';
import { isGenericName } from '../../resolve/name-words.ts';
import { readPeriods } from '../calendar/periods.ts';
import type { YearStarts } from '../calendar/year-starts.ts';
import type { Entry, Lexicon } from '../lexicon/lexicon.ts';
import type { Noun } from '../lexicon/things.ts';
import { ordinalOf, readNumber } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import type { InFilter, Item, NameRef, Op, Sem, Thing } from './items.ts';

export interface LatticeParts {
  readonly tokens: readonly Token[];
  readonly lexicon: Lexicon;
  readonly names: NameIndex;
  readonly reach: Reach;
  readonly today: Day;
  /** When fiscal and tax years begin. */
  readonly yearStarts: YearStarts;
  /** The question as written. */
  readonly text: string;
}

/** Every typed item that the words alone give, by the token it starts at. */
export function lexicalItems(parts: LatticeParts): readonly (readonly Item[])[] {
  return parts.tokens.map((_token, at) => [
    ...entryItems(parts, at),
    ...timeItems(parts, at),
    ...numberItems(parts, at),
    ...nameItems(parts, at),
    ...wordItems(parts, at),
  ]);
}

function item(start: number, length: number, score: number, sem: Sem): Item {
  return { start, end: start + length, score, sem };
}

function entryItems({ tokens, lexicon }: LatticeParts, at: number): readonly Item[] {
  const first = tokens[at];
  if (!first) return [];
  const entries = lexicon.byFirst.get(first.stem) ?? [];
  const found = entries.filter(({ words }) =>
    words.every((word, index) => tokens[at + index]?.stem === word),
  );
  return found.flatMap((entry) => itemsOf(entry, lexicon, tokens, at));
}

function itemsOf(entry: Entry, lexicon: Lexicon, tokens: readonly Token[], at: number): readonly Item[] {
  const length = entry.words.length;
  const said = saidFrom(tokens, at, length);
  switch (entry.kind) {
    case 'op':
      if (entry.op === 'yes_no' && !opensQuestion(tokens, at)) return [];
      if (entry.op === 'open' && isDone(tokens, at))
        return [item(at, length, 0.6, { cat: 'op', op: 'opened', said })];
      if (entry.op !== 'in_shares' && tokens.slice(at, at + length).some(({ norm }) => norm === 'shares'))
        return [];
      return [item(at, length, opScore(entry.op, length), { cat: 'op', op: entry.op, said })];
    case 'rank': {
      if (entry.words.join() === 'less' && isBehindFigure(lexicon, tokens, at)) return [];
      const { words: _words, nominal, ...rank } = entry.rank;
      const last = tokens[at + length - 1];
      const many = last !== undefined && last.norm !== last.stem;
      const named = nominal === true ? { nominal: many ? ('many' as const) : ('one' as const) } : {};
      return [
        item(at, length, 0.9 * length + 0.2 * (length - 1), {
          cat: 'rank',
          rank: { ...rank, ...named, limit: null },
        }),
      ];
    }
    case 'grain':
      return [item(at, length, 1.02 * length, { cat: 'group', dimensions: [entry.dimension], things: [] })];
    case 'noun':
      return nounItems(entry.noun, tokens, at);
    default:
      return [];
  }
}

function saidFrom(tokens: readonly Token[], at: number, length: number): string {
  return tokens
    .slice(at, at + length)
    .map(({ norm }) => norm)
    .join(' ');
}

/** 'What am I down on' asks for holdings; 'am I down on Apple' for a gain. */
function asksOn(tokens: readonly Token[], at: number, length: number): boolean {
  return (
    tokens[at + length]?.norm === 'on' &&
    ['what', 'which', 'stocks', 'positions', 'holdings'].includes(tokens[at - 1]?.norm ?? '')
  );
}

/** 'Income less fees' takes one from the other; 'which paid less' compares. */
function isBehindFigure({ byFirst }: Lexicon, tokens: readonly Token[], at: number): boolean {
  const entries = byFirst.get(tokens[at - 1]?.stem ?? '') ?? [];
  return entries.some(
    (entry) =>
      entry.kind === 'noun' && entry.words.length === 1 && !entry.noun.weak && entry.noun.metrics.length > 0,
  );
}

function nounItems(noun: Noun, tokens: readonly Token[], at: number): readonly Item[] {
  const length = noun.words.length;
  const said = saidFrom(tokens, at, length);
  if (/^(?:am|are) (?:i|we) (?:up|down|ahead)$/.test(said) && asksOn(tokens, at, length)) return [];
  const last = tokens[at + length - 1];
  const plural = last !== undefined && last.norm !== last.stem;
  const { metrics, weak, dimension, rows } = noun;
  if (isPronoun(tokens, at)) return [];
  if (dimension !== null && GRAINS.has(dimension) && RELATIVE.has(tokens[at - 1]?.norm ?? '')) return [];
  const [filter, ...others] = noun.filters;
  if (said === 'share') return [item(at, 1, 0.9, { cat: 'thing', thing: shareOf(tokens, at) })];
  const score = length * (weak && !dimension && !rows && !filter ? 0.85 : 1) + 0.5 * (length - 1);
  const thing: Thing = {
    metrics,
    weak,
    dimension,
    rows,
    filter: filter ?? null,
    plural,
    said,
    at: { start: tokens[at]?.start ?? 0, end: last?.end ?? 0 },
  };
  const only = (each: InFilter): Thing => ({
    ...thing,
    metrics: [],
    dimension: null,
    rows: null,
    filter: each,
  });
  return [
    item(at, length, score, { cat: 'thing', thing }),
    ...others.map((each) => {
      // 'Real estate' is a class of assets before it is a sector.
      const isSector = filter?.dimension === 'asset_class' && each.dimension === 'sector';
      return item(at, length, score - (isSector ? 0.5 : 0.05), { cat: 'thing', thing: only(each) });
    }),
    ...(isEquities(said, tokens, at)
      ? [item(at, 1, score - 0.05, { cat: 'thing', thing: only(EQUITY) })]
      : []),
  ];
}

/** Behind these 'us' is who was paid, charged or told, and no country. */
const TO_US: ReadonlySet<string> = new Set(
  (
    'paid pay pays paying charged charge charges charging cost costs costing gave give gives given gave show shows tell tells told ' +
    'made make makes making earned earn earns brought bring brings got get gets sent send sends owe owes owed let lost lose ' +
    'left leave help helped for to by with from of than between among both'
  ).split(' '),
);
/** Before these it is one. */
const OF_US: ReadonlySet<string> = new Set(
  (
    'stock share equity bond fund etf holding position security asset market company treasury dollar exposure investment index ' +
    'based domiciled listed only and or vs versus sector technology tech'
  ).split(' '),
);

/** 'Us' in 'what did it pay us': the people who ask, not the United States. */
export function isPronoun(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.norm !== 'us') return false;
  if (token.upper && !isShouted(tokens)) return false;
  return TO_US.has(tokens[at - 1]?.norm ?? '') && !OF_US.has(tokens[at + 1]?.stem ?? '');
}

const EQUITY: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Equity'], negated: false };

/** 'Shares, bonds and cash': shares are a class of assets where they are not counted. */
function isEquities(said: string, tokens: readonly Token[], at: number): boolean {
  const isCounted = ['many', 'of'].includes(tokens[at - 1]?.norm ?? '') || tokens[at + 1]?.norm === 'of';
  return said === 'shares' && !isCounted;
}

/** In a question all in capitals they say nothing. */
function isShouted(tokens: readonly Token[]): boolean {
  return tokens.filter(({ kind, text }) => kind === 'word' && text.length > 1).every(({ upper }) => upper);
}

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);
const RELATIVE: ReadonlySet<string> = new Set([
  'this',
  'last',
  'previous',
  'past',
  'current',
  'next',
  'prior',
  'coming',
]);

/** 'How many accounts did we open': what was done, no state. */
function isDone(tokens: readonly Token[], at: number): boolean {
  const isActor = ['i', 'we', 'you', 'they', 'he', 'she', 'client'].includes(tokens[at - 1]?.stem ?? '');
  return isActor && tokens.slice(Math.max(0, at - 4), at).some(({ norm }) => norm === 'did');
}

/** 'Do we' asks yes or no only where a sentence begins: not in 'how much do we'. */
function opensQuestion(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1]?.norm;
  if (token?.norm === 'if' || token?.norm === 'whether' || token?.norm === 'can') return true;
  return (
    before === undefined ||
    token?.first === true ||
    ['and', 'if', 'whether', 'please', 'so', ',', 'or', 'ok', 'hi', 'hello'].includes(before)
  );
}

/** Longer phrases say more; bare prepositions next to nothing. */
function opScore(op: Op, length: number): number {
  if (op === 'in' || op === 'of' || op === 'and' || op === 'comma') return 0.1 * length;
  return length === 1 ? 0.55 : 0.85 * length + 0.1;
}

/** 'share' in the singular is a part of the whole; 'shares' are units held. */
function shareOf(tokens: readonly Token[], at: number): Thing {
  const token = tokens[at];
  return {
    metrics: ['weight'],
    weak: false,
    dimension: null,
    rows: null,
    filter: null,
    plural: false,
    said: 'share',
    at: token ? { start: token.start, end: token.end } : null,
  };
}

function timeItems({ tokens, today, yearStarts }: LatticeParts, at: number): readonly Item[] {
  return readPeriods(tokens, at, today, yearStarts)
    .slice(0, 4)
    .map((time) =>
      item(at, time.length, time.length * 1.0 + 0.1, { cat: 'time', time, said: [at, at + time.length] }),
    );
}

function numberItems({ tokens }: LatticeParts, at: number): readonly Item[] {
  const number = readNumber(tokens, at);
  const place = ordinalOf(tokens[at]?.norm ?? '');
  return [
    ...(number ? [item(at, number.length, 0.6 * number.length, { cat: 'num', number })] : []),
    ...(place !== null && place > 1 ? [item(at, 1, 0.6, { cat: 'nth', place })] : []),
  ];
}

const CLASS: Readonly<Record<Candidate['kind'], 'party' | 'security' | 'custodian' | 'benchmark'>> = {
  account: 'party',
  portfolio: 'party',
  client: 'party',
  advisor: 'party',
  security: 'security',
  custodian: 'custodian',
  benchmark: 'benchmark',
};

function nameItems(parts: LatticeParts, at: number): readonly Item[] {
  const { tokens, names, reach } = parts;
  return names.match(tokens, at, reach).flatMap((match) => {
    const score = nameScore(match, parts, at);
    if (score === null) return [];
    return [...Map.groupBy(match.candidates, ({ kind }) => CLASS[kind]).values()].map((candidates) =>
      item(at, match.length, score, {
        cat: 'name',
        name: refOf(match, candidates, tokens, at),
        thing: null,
      }),
    );
  });
}

function refOf(
  match: NameMatch,
  candidates: readonly Candidate[],
  tokens: readonly Token[],
  at: number,
): NameRef {
  const last = tokens[at + match.length - 1];
  return {
    candidates,
    quality: match.quality,
    said: tokens
      .slice(at, at + match.length)
      .map((token) => token.text)
      .join(' '),
    start: tokens[at]?.start ?? 0,
    end: last?.end ?? 0,
    several: false,
    possessive: last?.possessive ?? false,
  };
}

const PARTY_NOUNS: ReadonlySet<string> = new Set([
  'account',
  'portfolio',
  'fund',
  'trust',
  'mandate',
  'client',
  'advisor',
  'adviser',
  'depot',
  'konto',
]);

/** Behind these a number is the number of something. */
export const NUMBERED: ReadonlySet<string> = new Set([
  'account',
  'acct',
  'portfolio',
  'client',
  'number',
  'no',
  'konto',
  'depot',
]);

/**
 * How well a stretch reads as a name; null where it does not. A ticker that is a word must be in capitals, and a name
 * that is an everyday word counts little unless it has a capital inside the sentence.
 */
function nameScore(match: NameMatch, parts: LatticeParts, at: number): number | null {
  const { tokens, lexicon } = parts;
  const said = tokens.slice(at, at + match.length);
  const [first] = said;
  if (!first) return null;
  const allCaps = isShouted(tokens);
  if (match.quality === 'code' && first.kind === 'word') {
    const isWord = lexicon.vocabulary.has(first.norm) || first.norm.length < 3;
    if (isWord && (!first.upper || (allCaps && tokens.length > 2))) return null;
    if (first.possessive && first.norm.length < 2) return null;
    return isWord ? (tokens.length === 1 ? 1.1 : 1.05) : 1.15;
  }
  if (match.quality === 'code' && first.kind === 'number') {
    const isNumber = match.length > 1 || NUMBERED.has(tokens[at - 1]?.norm ?? '');
    return isNumber ? 1.3 * match.length : null;
  }
  if (match.quality === 'code') return first.kind === 'id' || first.kind === 'date' ? 1.3 : null;
  if (match.quality === 'part' && match.length === 1 && NOT_IN_DATA.has(first.norm)) return null;
  const known = said.every(
    (token) => lexicon.vocabulary.has(token.norm) || token.kind === 'mark' || token.kind === 'number',
  );
  const capitals = said.every(
    (token) => token.capital || token.kind === 'mark' || token.kind === 'number' || isGenericName(token.norm),
  );
  const inside = said.some((token) => token.capital && !token.first) && !allCaps;
  const base = match.length * 1.05 + 0.5 * (match.length - 1) + (match.quality === 'whole' ? 0.1 : 0);
  if (!known) return base;
  if (inside && capitals) return base - (match.length === 1 ? 0.15 : 0);
  if (match.quality === 'whole' && standsBesideName(match, parts, at)) return base;
  if (
    match.quality === 'whole' &&
    isHolding(match) &&
    HOLDING_NOUNS.has(tokens[at + match.length]?.stem ?? '')
  )
    return base - 0.1;
  if (!PARTY_NOUNS.has(tokens[at + match.length]?.stem ?? '') && !PARTY_NOUNS.has(tokens[at - 1]?.stem ?? ''))
    return null;
  // 'My brokerage account' names the one account in reach that has the word in its name.
  const isOnly = match.candidates.length === 1 && !isGenericName(first.norm);
  return match.quality === 'whole' || match.length > 1 || isOnly ? base - 0.9 : null;
}

/** Behind its whole name an account or portfolio says what it is: 'the income portfolio', where one is called Income. */
const HOLDING_NOUNS: ReadonlySet<string> = new Set(['account', 'portfolio', 'mandate', 'depot']);

function isHolding({ candidates }: NameMatch): boolean {
  return candidates.every(({ kind }) => kind === 'account' || kind === 'portfolio');
}

const SIDE_BY_SIDE: ReadonlySet<string> = new Set(['vs', 'versus', 'or', 'against']);

/** 'Growth vs College Savings': a word for something else is a name beside another name of its kind. */
function standsBesideName(match: NameMatch, { tokens, names, reach }: LatticeParts, at: number): boolean {
  const next = tokens[at + match.length]?.norm ?? '';
  const kinds = new Set(match.candidates.map(({ kind }) => kind));
  if (!SIDE_BY_SIDE.has(next)) return false;
  const other = ['the', 'my', 'our'].includes(tokens[at + match.length + 1]?.norm ?? '') ? 2 : 1;
  return names
    .match(tokens, at + match.length + other, reach)
    .some(({ quality, candidates }) => quality === 'whole' && candidates.some(({ kind }) => kinds.has(kind)));
}

const BEFORE_WORDS: ReadonlySet<string> = new Set([
  'as',
  'about',
  'mentioning',
  'labelled',
  'labeled',
  'tagged',
  'described',
  'containing',
  'mention',
  'memo',
  'description',
  'contains',
  'says',
  'includes',
  'word',
  'for',
]);

/** Words that bookings are searched for: quoted ones, and one behind 'as' or 'mentioning' that nothing else explains. */
function wordItems({ tokens, lexicon, text, names, reach }: LatticeParts, at: number): readonly Item[] {
  const token = tokens[at];
  if (!token) return [];
  const quoted = quotedFrom(tokens, text, at);
  if (quoted) return [quoted];
  if (!BEFORE_WORDS.has(token.norm)) return [];
  const next = tokens[at + 1];
  if (!next || next.kind !== 'word' || next.norm.length < 4) return [];
  const isKnown =
    lexicon.vocabulary.has(next.norm) || lexicon.vocabulary.has(next.stem) || names.hasWord(next.norm, reach);
  const asksAbout = token.norm === 'about' && ['what', 'how'].includes(tokens[at - 1]?.norm ?? '');
  if (isKnown || asksAbout || (token.norm === 'for' && next.capital)) return [];
  return [
    item(at, 2, 1.6, {
      cat: 'extra',
      filter: { kind: 'description', contains: [next.stem], negated: false },
    }),
  ];
}

function quotedFrom(tokens: readonly Token[], text: string, at: number): Item | null {
  const start = tokens[at]?.start ?? 0;
  const match = /^(?:"([^"]{2,60})"|“([^”]{2,60})”|'([^']{2,60})'(?!\w))/u.exec(
    text.slice(Math.max(0, start - 1)),
  );
  const words = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || words === undefined || start === 0) return null;
  const end = start - 1 + match[0].length;
  const length = tokens.slice(at).filter((token) => token.end <= end).length;
  return length === 0
    ? null
    : item(at, length, length + 0.2, {
        cat: 'extra',
        filter: { kind: 'description', contains: [words], negated: false },
      });
}
