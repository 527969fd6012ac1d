import { ENTITY_DIMENSIONS, type EntityDimension, type Filter, type Plan } from '../../vocabulary/plan.ts';
import { type Catalog, nameOf } from '../catalog.ts';
import { nameIndexOf } from '../resolve/name-index.ts';
import type { NameMatch } from '../resolve/name-match.ts';
import type { Candidate, NamedKind } from '../resolve/named-things.ts';
import type { Reach } from '../resolve/reach.ts';
import { lexiconOf } from '../understand/lexicon/lexicon.ts';
import { tokenize, type Token } from '../understand/tokens.ts';
import { englishWords } from '../understand/lexicon/english-words.ts';

/** What stands behind a placeholder. */
export type Hidden =
  | { readonly kind: NamedKind; readonly text: string; readonly candidates: readonly Candidate[] }
  /** A name of nothing that the asker may see, or no name at all: from outside the two look the same. */
  | { readonly kind: 'name'; readonly text: string }
  /** Exact decimal text; a percentage as written: 10 for 10 %. */
  | { readonly kind: 'amount' | 'percent'; readonly text: string; readonly value: string };

export interface Veil {
  /** The text with a placeholder, such as [[client_1]], for each name, number and amount. */
  hide(text: string): string;
  hidePlan(plan: Plan): unknown;
  /** What a placeholder stands for; null for one that was never given out. */
  behind(placeholder: string): Hidden | null;
  /** What was hidden, by its placeholders. */
  hidden(): Readonly<Record<string, string>>;
  /** The text with what was hidden put back. */
  lift(text: string): string;
}

const PLACEHOLDER = /\[\[[a-z]+_\d+\]\]/g;
const EVERYTHING: Reach = { everything: true, has: () => true };
const PEOPLE: ReadonlySet<NamedKind> = new Set(['client', 'advisor']);
/** Plain numbers up to here count things and days; larger ones are somebody's. */
const COUNT_MAX = 400;
/** Not seen by a reader, but by a model: tags, selectors, zero widths, changes of direction, controls. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u{FE00}-\u{FE0F}\u{E0000}-\u{E01EF}]/gu;

/**
 * Hides what must not leave the house. It lets through what is known to be harmless (the model's vocabulary, ordinary
 * words of English, dates, small numbers) and hides everything else, whether or not the data have it.
 */
export function createVeil(catalog: Catalog, reach: Reach): Veil {
  const names = nameIndexOf(catalog);
  const { vocabulary } = lexiconOf(catalog);
  const english = englishWords();
  const hidden = new Map<string, Hidden>();
  const counts = new Map<string, number>();

  const give = (what: Hidden): string => {
    const same = [...hidden].find(([, each]) => JSON.stringify(each) === JSON.stringify(what));
    if (same) return same[0];
    const count = (counts.get(what.kind) ?? 0) + 1;
    counts.set(what.kind, count);
    const placeholder = `[[${what.kind}_${String(count)}]]`;
    hidden.set(placeholder, what);
    return placeholder;
  };

  const isVocabulary = ({ norm, stem }: Token): boolean => vocabulary.has(norm) || vocabulary.has(stem);
  const isPlain = (token: Token): boolean => {
    if (token.kind === 'date' || token.kind === 'mark') return true;
    if (token.kind === 'number') return isCount(token.number ?? '');
    if (token.kind !== 'word') return false;
    if (/^(?:fy|q|h|\d)\d{0,3}(?:st|nd|rd|th|y|m|d|w)?$/.test(token.norm)) return true;
    if (/\d/.test(token.norm)) return false;
    if (isVocabulary(token)) return true;
    if (token.capital && !token.first) return false;
    return english.has(token.norm) || english.has(token.stem);
  };

  /** The longest stretch from here on that names something, and is not merely made of the words of every question. */
  const named = (tokens: readonly Token[], at: number, within: Reach): NameMatch | null => {
    for (const match of names.match(tokens, at, within)) {
      const stretch = tokens.slice(at, at + match.length);
      if (
        match.quality === 'code'
          ? !stretch.every(isPlain) || stretch.some(({ upper }) => upper)
          : tells(match, stretch)
      ) {
        return match;
      }
    }
    return null;
  };
  const tells = ({ candidates, quality }: NameMatch, stretch: readonly Token[]): boolean => {
    const isWhole = quality === 'whole' && (stretch.length > 1 || stretch.some(({ capital }) => capital));
    if (stretch.every(isVocabulary)) return isWhole && stretch.every(({ capital }) => capital);
    return isWhole || !stretch.every(isPlain) || candidates.some(({ kind }) => PEOPLE.has(kind));
  };

  const hide = (given: string): string => {
    const text = given
      .normalize('NFC')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(INVISIBLE, '')
      .replaceAll('[[', ' ');
    const tokens = tokenize(text);
    const secrets = secretsIn(text);
    const parts: string[] = [];
    let end = 0;
    const emit = (token: Token, word: string): void => {
      const between = text.slice(end, token.start).replaceAll(/[^\s?!.,;:()/'"-]/g, '');
      // Tokens of a contraction share their place.
      parts.push(token.start < end ? ' ' : between, word);
      end = Math.max(end, token.end);
    };
    for (let at = 0; at < tokens.length;) {
      const token = tokens[at];
      if (!token) break;
      const seen = named(tokens, at, reach);
      const secret = secrets.find(({ start, stop }) => start <= token.start && token.start < stop);
      const match = seen ?? (secret ? null : named(tokens, at, EVERYTHING));
      const length = secret
        ? tokens.filter(({ start }) => start >= token.start && start < secret.stop).length
        : 1;
      const stretch = tokens.slice(at, at + (match?.length ?? length));
      const last = stretch.at(-1) ?? token;
      const possessive = last.possessive ? "'s" : '';
      const said = text.slice(token.start, last.end - (possessive === '' ? 0 : 2)).trim();
      if (seen) emit(token, give(behindName(seen, said)) + possessive);
      else if (match || secret) emit(token, give({ kind: 'name', text: said }) + possessive);
      else if (isPlain(token)) emit(token, token.text);
      else emit(token, give(behindToken(token, said)) + possessive);
      end = Math.max(end, last.end);
      at += stretch.length;
    }
    return parts.join('').trim();
  };

  const hideFilter = (filter: Filter): unknown => {
    if (filter.kind === 'without' && filter.of) return { ...filter, of: filter.of.map(hideFilter) };
    if (filter.kind === 'threshold')
      return { ...filter, value: give({ kind: 'amount', text: filter.value, value: filter.value }) };
    if (filter.kind === 'description') return { ...filter, contains: filter.contains.map(hide) };
    if (filter.kind !== 'in' || !isEntity(filter.dimension)) return filter;
    const { dimension } = filter;
    const values = filter.values.map((id) => (id === null ? null : give(behindId(dimension, id, catalog))));
    return { ...filter, values };
  };

  return {
    hide,
    hidePlan: (plan) => ({
      ...plan,
      where: plan.where.map(hideFilter),
      having: plan.having.map((each) => ({
        ...each,
        value: give({ kind: 'amount', text: each.value, value: each.value }),
      })),
      periods: plan.periods.map(({ from, to }) => ({ from, to })),
      ...(Array.isArray(plan.shareOf) ? { shareOf: plan.shareOf.map(hideFilter) } : {}),
    }),
    behind: (placeholder) => hidden.get(placeholder) ?? null,
    hidden: () => Object.fromEntries([...hidden].map(([placeholder, { text }]) => [placeholder, text])),
    lift: (text) => text.replaceAll(PLACEHOLDER, (each) => hidden.get(each)?.text ?? each),
  };
}

interface Stretch {
  readonly start: number;
  readonly stop: number;
}

const ADDRESS = /\S+@\S+/g;
const DIGITS = /\+?\d+(?:[ -]\d+)+/g;
const DATES = /^(?:(?:19|20)\d\d(?:-\d\d?){0,2}[ -]?)+$/;
const SECRET_DIGITS_MIN = 7;

/** Addresses, and numbers written in groups: each group alone would look harmless. */
function secretsIn(text: string): readonly Stretch[] {
  const numbers = [...text.matchAll(DIGITS)].filter(
    ([digits]) => digits.replaceAll(/\D/g, '').length >= SECRET_DIGITS_MIN && !DATES.test(digits),
  );
  return [...text.matchAll(ADDRESS), ...numbers].map(({ index, 0: found }) => ({
    start: index,
    stop: index + found.length,
  }));
}

/** A whole number that counts things or days, or a year. */
export function isCount(number: string): boolean {
  const value = Number(number);
  return /^\d+$/.test(number) && (value <= COUNT_MAX || (value >= 1900 && value <= 2100));
}

/** A word of several kinds of names means people before what is theirs. */
const KINDS: readonly NamedKind[] = [
  'client',
  'advisor',
  'portfolio',
  'account',
  'security',
  'custodian',
  'benchmark',
];

function behindName({ candidates }: NameMatch, text: string): Hidden {
  const kind = KINDS.find((each) => candidates.some((candidate) => candidate.kind === each)) ?? 'account';
  return { kind, text, candidates: candidates.filter((candidate) => candidate.kind === kind) };
}

function behindToken(token: Token, text: string): Hidden {
  if (token.kind === 'percent') return { kind: 'percent', text, value: token.number ?? '0' };
  if (token.number !== null) return { kind: 'amount', text, value: token.number };
  return { kind: 'name', text };
}

function behindId(kind: EntityDimension, id: string, catalog: Catalog): Hidden {
  const label = nameOf(kind, id, catalog);
  return { kind, text: label, candidates: [{ kind, id, label }] };
}

export function isEntity(dimension: string): dimension is EntityDimension {
  return ENTITY_DIMENSIONS.some((each) => each === dimension);
}
