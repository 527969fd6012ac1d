import { METRICS } from '../../../model/index.ts';
import type { NameMatch } from '../../resolve/name-match.ts';
import type { Candidate } from '../../resolve/named-things.ts';
import { NOT_IN_DATA } from '../lexicon/not-in-data.ts';
import { isGenericName } from '../../resolve/name-words.ts';
import type { Token } from '../tokens.ts';
import type { Item, NameRef } from './items.ts';
import { type LatticeParts, isShouted, item } from './lattice-parts.ts';

const CLASS: Readonly<Record<Candidate['kind'], 'party' | 'security' | 'custodian' | 'benchmark'>> = {
  account: 'party',
  portfolio: 'party',
  client: 'party',
  advisor: 'party',
  security: 'security',
  custodian: 'custodian',
  benchmark: 'benchmark',
};

export function nameItems(parts: LatticeParts, at: number): readonly Item[] {
  const { tokens, names, reach } = parts;
  return names.match(tokens, at, reach).flatMap((match) => {
    const score = nameScore(match, parts, at);
    if (score === null) return [];
    const saysPlace = match.quality === 'part' && isPlace(parts, at, match.length);
    return [...Map.groupBy(match.candidates, ({ kind }) => CLASS[kind])]
      .filter(([kind]) => !(saysPlace && kind === 'security'))
      .map(([, candidates]) =>
        item(at, match.length, score, {
          cat: 'name',
          name: refOf(match, candidates, tokens, at),
          thing: null,
        }),
      );
  });
}

/** 'Switzerland' is the country before it is a part of the names of its bonds. */
function isPlace({ tokens, lexicon }: LatticeParts, at: number, length: number): boolean {
  const entries = lexicon.byFirst.get(tokens[at]?.stem ?? '') ?? [];
  return entries.some(
    (entry) =>
      entry.kind === 'noun' &&
      entry.words.length === length &&
      entry.words.every((word, index) => tokens[at + index]?.stem === word) &&
      entry.noun.filters.some(({ dimension }) => dimension === 'country'),
  );
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
  // 'What is Apple's ticker' asks for it, and names Apple alone.
  const last = said.at(-1);
  if (said.length > 1 && said.at(-2)?.possessive && /^(?:ticker|symbol)$/.test(last?.norm ?? '')) return null;
  if (match.quality === 'code' && first.kind === 'word') {
    const isWord = lexicon.vocabulary.has(first.norm) || first.norm.length < 3;
    if (isWord && (!first.upper || (allCaps && tokens.length > 2))) return null;
    if (first.possessive && first.norm.length < 2) return null;
    if (first.norm === 'a' && first.first && SHOWN.has(tokens[at + 1]?.norm ?? '')) return null;
    return isWord ? (tokens.length === 1 ? 1.1 : 1.05) : 1.15;
  }
  if (match.quality === 'part' && match.length > 1 && isFamily(said.at(-1))) return null;
  if (match.quality === 'code' && first.kind === 'number') {
    const isNumber = match.length > 1 || NUMBERED.has(tokens[at - 1]?.norm ?? '');
    return isNumber ? 1.3 * match.length : null;
  }
  if (match.quality === 'code') return first.kind === 'id' || first.kind === 'date' ? 1.3 : null;
  if (match.quality === 'part' && match.length === 1 && NOT_IN_DATA.has(first.norm)) return null;
  // 'On markets' names no fund for emerging markets.
  if (match.quality === 'part' && match.length === 1 && isMarketsAtLarge(match, first)) return null;
  // A whole name is doubtful only where its words mean something by themselves.
  const words = match.quality === 'whole' ? lexicon.alone : lexicon.vocabulary;
  const isWord = ({ norm, stem }: Token): boolean =>
    words.has(norm) || (match.quality === 'part' && words.has(stem) && PARTY_NOUNS.has(stem));
  const known = said.every((token) => isWord(token) || token.kind === 'mark' || token.kind === 'number');
  const capitals = said.every(
    (token) => token.capital || token.kind === 'mark' || token.kind === 'number' || isGenericName(token.norm),
  );
  const inside = said.some((token) => token.capital && !token.first) && !allCaps;
  const base = match.length * 1.05 + 0.5 * (match.length - 1) + (match.quality === 'whole' ? 0.1 : 0);
  if (!known) return base;
  if (inside && capitals) return base - (match.length === 1 ? 0.15 : 0);
  const isNoun = said.every(({ stem }) => PARTY_NOUNS.has(stem));
  if (
    match.quality === 'part' &&
    isOfFew(match) &&
    !isNoun &&
    !said.some(({ norm }) => lexicon.alone.has(norm))
  )
    return base - 0.3;
  if (match.quality === 'whole' && standsBesideName(match, parts, at)) return base;
  if (
    match.quality === 'whole' &&
    isHolding(match) &&
    (standsAsPlace(match, parts, at) || standsAsOwner(match, parts, at))
  )
    return base - 0.1;
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

/** 'A share of', 'a list of': an article at the beginning of a sentence, and no symbol. */
const SHOWN: ReadonlySet<string> = new Set(
  'share list breakdown chart table summary split graph view look report overview part percentage third quarter half'.split(
    ' ',
  ),
);

/** 'The Hart family' are people, whatever part of a trust's name it is. */
function isFamily(token: Token | undefined): boolean {
  return token !== undefined && !token.capital && (token.norm === 'family' || token.norm === 'household');
}

/** The markets at large, without a capital, are no part of the longer name of a security. */
function isMarketsAtLarge({ candidates }: NameMatch, { norm, capital }: Token): boolean {
  return !capital && /^markets?$/.test(norm) && candidates.every(({ kind }) => kind === 'security');
}

/** Behind its whole name an account or portfolio says what it is: 'the income portfolio', where one is called Income. */
const HOLDING_NOUNS: ReadonlySet<string> = new Set(['account', 'portfolio', 'mandate', 'depot']);

function isHolding({ candidates }: NameMatch): boolean {
  return candidates.every(({ kind }) => kind === 'account' || kind === 'portfolio');
}

const NAMESAKES_MAX = 3;

/** 'The brokerage', where an account or two are called so. */
function isOfFew(match: NameMatch): boolean {
  return match.candidates.length <= NAMESAKES_MAX && isHolding(match);
}

const LEADS_IN: ReadonlySet<string> = new Set(['in', 'into', 'from', 'inside', 'within']);

const AFTER_PLACE =
  /^(?:and|vs|versus|or|on|at|in|since|during|for|between|from|last|this|over|by|before|as|today|now|compared|worth|doing)$/;

/** 'The last five bookings in growth': a word that is no figure by itself names a portfolio that is called so. */
function standsAsPlace({ length }: NameMatch, { tokens }: LatticeParts, at: number): boolean {
  const own = ['my', 'our', 'the', 'his', 'her', 'their'].includes(tokens[at - 1]?.norm ?? '');
  const leads = LEADS_IN.has(tokens[own ? at - 2 : at - 1]?.norm ?? '');
  const next = tokens[at + length];
  const isFigure = tokens.slice(at, at + length).some(({ norm }) => FIGURES.has(norm));
  return leads && !isFigure && (!next || next.kind !== 'word' || AFTER_PLACE.test(next.norm));
}

const OWNING = /^(?:owns?|holds?|contains?)$/;
const DOING = /^(?:do|doing|done|perform|performed|performing|fare|fared)$/;

/** 'What does growth own', 'how did growth do': of which something is said as of a portfolio. */
function standsAsOwner({ length }: NameMatch, { tokens }: LatticeParts, at: number): boolean {
  const own = ['my', 'our', 'the', 'his', 'her', 'their'].includes(tokens[at - 1]?.norm ?? '');
  const before = tokens[own ? at - 2 : at - 1]?.norm ?? '';
  const after = tokens[at + length]?.norm ?? '';
  const isFigure = tokens.slice(at, at + length).some(({ norm }) => FIGURES.has(norm));
  if (/^(?:does|did|do)$/.test(before) && OWNING.test(after)) return true;
  return /^(?:does|did|is|has|was)$/.test(before) && DOING.test(after) && !isFigure;
}

/** Words that are figures before they are names: 'a change in income'; nothing is ever 'in growth'. */
const FIGURES: ReadonlySet<string> = new Set(
  [...METRICS.values()].flatMap(({ words }) => words).filter((word) => word !== 'growth'),
);

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
