import type { Catalog } from '../../catalog.ts';
import type { Dimension } from '../../../vocabulary/plan.ts';
import { CALENDAR_WORDS } from '../calendar/words.ts';
import type { Op } from '../chart/items.ts';
import { NUMBER_WORDS } from '../numbers.ts';
import { plainWord, stemOf } from '../word-forms.ts';
import { OPERATORS } from './operators.ts';
import { FILLERS } from './fillers.ts';
import { GRAIN_ADVERBS } from './dimension-words.ts';
import { nouns, wordsOfPhrase, type Noun } from './things.ts';
import { RANKS, type RankWord } from './ranks.ts';
import { issuerWords, valueWords } from './values.ts';

export type Entry =
  | { readonly kind: 'op'; readonly op: Op; readonly words: readonly string[] }
  | { readonly kind: 'noun'; readonly noun: Noun; readonly words: readonly string[] }
  | { readonly kind: 'rank'; readonly rank: RankWord; readonly words: readonly string[] }
  | { readonly kind: 'grain'; readonly dimension: Dimension; readonly words: readonly string[] };

/** Everything that the grammar knows by its words, by the first of them. */
export interface Lexicon {
  readonly byFirst: ReadonlyMap<string, readonly Entry[]>;
  /** Every single word that occurs, as said and as stem; for the spelling repair. */
  readonly vocabulary: ReadonlySet<string>;
  /** The words that mean something without others beside them. */
  readonly alone: ReadonlySet<string>;
}

const LEXICONS = new WeakMap<Catalog, Lexicon>();

/** The lexicon over the model and a catalog's values; made once for each catalog. */
export function lexiconOf(catalog: Catalog): Lexicon {
  const known = LEXICONS.get(catalog);
  if (known) return known;
  const made = createLexicon(catalog);
  LEXICONS.set(catalog, made);
  return made;
}

function createLexicon(catalog: Catalog): Lexicon {
  const entries: Entry[] = [
    ...OPERATORS.flatMap(([op, phrases]) =>
      phrases.split(';').map((phrase): Entry => ({ kind: 'op', op, words: wordsOfPhrase(phrase) })),
    ),
    ...nouns([...valueWords(catalog), ...issuerWords(catalog)]).map((noun): Entry => ({
      kind: 'noun',
      noun,
      words: noun.words,
    })),
    ...RANKS.flatMap(({ words, ...rank }) =>
      words
        .split(';')
        .map((phrase): Entry => ({ kind: 'rank', rank: { ...rank, words }, words: wordsOfPhrase(phrase) })),
    ),
    ...GRAIN_ADVERBS.flatMap(([dimension, phrases]) =>
      phrases.split(';').map((phrase): Entry => ({ kind: 'grain', dimension, words: wordsOfPhrase(phrase) })),
    ),
  ];
  const byFirst = new Map<string, Entry[]>();
  for (const entry of entries) {
    const first = entry.words[0];
    if (first === undefined) continue;
    const held = byFirst.get(first);
    if (held) held.push(entry);
    else byFirst.set(first, [entry]);
  }
  const words = [
    ...entries.flatMap((entry) => entry.words),
    ...CALENDAR_WORDS,
    ...NUMBER_WORDS,
    ...FILLERS,
    ...EXTRA_WORDS,
  ];
  const single = entries.flatMap((entry) => (entry.words.length === 1 ? entry.words : []));
  return {
    byFirst,
    vocabulary: both(words),
    alone: both([...single, ...CALENDAR_WORDS, ...NUMBER_WORDS, ...FILLERS, ...EXTRA_WORDS]),
  };
}

/** Words as they are written in plain letters, and their stems. */
function both(all: readonly string[]): ReadonlySet<string> {
  return new Set(all.flatMap((word) => [plainWord(word), stemOf(plainWord(word))]));
}

/** Words that the calendar and the declines read themselves. */
const EXTRA_WORDS = (
  'since joining inception before after until through during today yesterday ytd mtd qtd ttm ago week previous prior trailing rolling ' +
  'fiscal calendar opened joined started opening ever till between starting end beginning close half first second third fourth ' +
  'should recommend forecast predict will weather price target next tomorrow future delete drop remove current moment history lifetime'
).split(' ');
