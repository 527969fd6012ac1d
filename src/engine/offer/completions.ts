import { DIMENSIONS, METRICS } from '../../model/index.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Completion } from '../../vocabulary/offer.ts';
import type { Catalog } from '../catalog.ts';
import type { Candidate } from '../resolve/named-things.ts';
import type { Reach } from '../resolve/reach.ts';
import { valueWords } from '../understand/lexicon/values.ts';
import { namesBeginning } from './name-prefixes.ts';
import { PERIOD_PHRASES } from './vocabulary.ts';

type Kind = Completion['kind'];

interface Phrase {
  readonly text: string;
  readonly kind: Kind;
  readonly hint: string;
  /** Where it stands among the words for the same thing: the plainest is 0. */
  readonly rank: number;
}

/** What may stand behind a word: 'by …' is a group, 'of …' a name or a value. */
const AFTER: Readonly<Record<string, readonly Kind[]>> = {
  by: ['group'],
  per: ['group'],
  each: ['group'],
  of: ['name', 'value', 'figure'],
  for: ['name', 'period', 'value'],
  in: ['value', 'period', 'name'],
  since: ['period'],
  during: ['period'],
  over: ['period'],
};
const EVERY_KIND: readonly Kind[] = ['figure', 'name', 'value', 'period', 'group'];
const TAIL_WORDS_MAX = 3;
const PREFIX_CHARS_MIN = 2;

/**
 * How a question that is being typed may go on: its last words completed to something that the model has a word for,
 * or that the asker may see, the likeliest first. Nothing out of reach is ever named.
 */
export function completionsOf(text: string, catalog: Catalog, reach: Reach): readonly Completion[] {
  const found: Completion[] = [];
  const offered = new Set<string>();
  for (const { head, tail, before } of endsOf(text)) {
    const kinds = AFTER[before] ?? (before === '' ? ['figure', 'name'] : EVERY_KIND);
    const fitting = [...phrasesLike(tail, catalog), ...namesLike(tail, catalog, reach)]
      .filter(({ kind }) => kinds.includes(kind))
      .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.rank - b.rank);
    for (const { text: phrase, kind, hint } of fitting) {
      // Two words for one figure would crowd out another figure.
      const key = kind === 'name' ? `${kind} ${phrase}` : `${kind} ${hint}`;
      if (offered.has(key) || phrase.toLowerCase() === tail) continue;
      offered.add(key);
      found.push({ text: `${head}${phrase}`, kind, hint });
      if (found.length >= LIMITS.completions_max) return found;
    }
  }
  return found;
}

interface End {
  readonly head: string;
  readonly tail: string;
  /** The word before the tail. */
  readonly before: string;
}

/** The text cut before its last three, two and one words; behind a word like 'by', before nothing at all. */
function endsOf(text: string): readonly End[] {
  const starts = [...text.matchAll(/\S+/g)].map(({ index }) => index);
  const words = text.trim().toLowerCase().split(/\s+/);
  if (/\s$/.test(text)) {
    const before = words.at(-1) ?? '';
    return before in AFTER ? [{ head: text, tail: '', before }] : [];
  }
  return Array.from({ length: Math.min(TAIL_WORDS_MAX, starts.length) }, (_, at) => {
    const count = Math.min(TAIL_WORDS_MAX, starts.length) - at;
    const start = starts[starts.length - count] ?? 0;
    const tail = text.slice(start).toLowerCase();
    return { head: text.slice(0, start), tail, before: words[words.length - count - 1] ?? '' };
  }).filter(({ tail }) => tail.length >= PREFIX_CHARS_MIN);
}

function phrasesLike(tail: string, catalog: Catalog): readonly Phrase[] {
  return phrasesOf(catalog).filter(({ text }) => text.toLowerCase().startsWith(tail));
}

function namesLike(tail: string, catalog: Catalog, reach: Reach): readonly Phrase[] {
  if (tail === '') return [];
  return namesBeginning(tail, catalog, reach, LIMITS.completions_max).map(({ label, kind }) => ({
    text: label,
    kind: 'name',
    hint: kindWord(kind),
    rank: 0,
  }));
}

function kindWord(kind: Candidate['kind']): string {
  return kind === 'benchmark' ? 'Benchmark' : (DIMENSIONS.get(kind)?.label ?? kind);
}

const PHRASES = new WeakMap<Catalog, readonly Phrase[]>();

function phrasesOf(catalog: Catalog): readonly Phrase[] {
  const known = PHRASES.get(catalog);
  if (known) return known;
  const made: readonly Phrase[] = [
    ...[...METRICS.values()].flatMap(({ label, words }) =>
      words.map((text, rank): Phrase => ({ text, kind: 'figure', hint: label, rank })),
    ),
    ...[...DIMENSIONS.values()].flatMap(({ label, words }) =>
      words.map((text, rank): Phrase => ({ text, kind: 'group', hint: label, rank })),
    ),
    ...valueWords(catalog).flatMap(({ dimension, values, words }) =>
      words.map((text, rank): Phrase => ({
        text,
        kind: 'value',
        hint: `${DIMENSIONS.get(dimension)?.label ?? dimension}: ${values.join(', ')}`,
        rank,
      })),
    ),
    ...PERIOD_PHRASES.map((text): Phrase => ({ text, kind: 'period', hint: text, rank: 0 })),
  ];
  PHRASES.set(catalog, made);
  return made;
}
