import { DIMENSIONS, METRICS } from '../../../model/index.ts';
import type { Dimension, Filter, Subject } from '../../../vocabulary/plan.ts';
import { plainWord, stemOf } from '../word-forms.ts';
import type { InFilter } from '../chart/items.ts';
import { MORE_DIMENSIONS } from './dimension-words.ts';
import { MORE_METRICS, NOT_METRICS } from './figure-words.ts';
import { LISTINGS } from './listing-words.ts';
import type { IssuerWords, ValueWords } from './values.ts';

/** A noun of the lexicon: everything that its words can be. */
export interface Noun {
  readonly words: readonly string[];
  readonly metrics: readonly string[];
  readonly weak: boolean;
  readonly dimension: Dimension | null;
  readonly rows: { readonly subject: Subject; readonly where: readonly Filter[] } | null;
  readonly filters: readonly InFilter[];
}

/** Every noun: the model's metrics and dimensions, lists, and the values of attributes; same words make one noun. */
export function nouns(values: readonly (ValueWords | IssuerWords)[]): readonly Noun[] {
  const made = new Map<string, Draft>();
  const draft = (phrase: string): Draft => {
    const words = wordsOfPhrase(phrase);
    const key = words.join(' ');
    const held = made.get(key);
    if (held) return held;
    const fresh: Draft = {
      words,
      strong: new Set(),
      faint: new Set(),
      dimension: null,
      rows: null,
      filters: [],
    };
    made.set(key, fresh);
    return fresh;
  };
  for (const metric of METRICS.values()) {
    for (const phrase of metric.words)
      if (!NOT_METRICS.has(phrase) && !/^(?:number of|how many) /.test(phrase))
        draft(phrase).strong.add(metric.name);
  }
  for (const [name, phrases] of MORE_METRICS) {
    const metric = name.replace('~', '');
    if (!METRICS.has(metric)) continue;
    for (const phrase of phrases.split(';')) {
      const { strong, faint } = draft(phrase);
      (name.startsWith('~') ? faint : strong).add(metric);
    }
  }
  for (const dimension of DIMENSIONS.values()) {
    if (dimension.kind === 'time') draft(dimension.name).dimension ??= dimension.name;
    else for (const phrase of dimension.words) setDimension(draft(phrase), dimension.name);
  }
  for (const [dimension, phrases] of MORE_DIMENSIONS) {
    for (const phrase of phrases.split(';')) setDimension(draft(phrase), dimension);
  }
  for (const [subject, where, phrases] of LISTINGS) {
    for (const phrase of phrases.split(';')) draft(phrase).rows = { subject, where };
  }
  for (const { dimension, values: within, words } of values) {
    for (const phrase of words) {
      draft(phrase).filters.push({ kind: 'in', dimension, values: within, negated: false });
    }
  }
  return [...made.values()].map(({ words, strong, faint, dimension, rows, filters }) => ({
    words,
    metrics: strong.size > 0 ? [...strong] : [...faint],
    weak: strong.size === 0 && faint.size > 0,
    dimension,
    rows,
    filters,
  }));
}

interface Draft {
  readonly words: readonly string[];
  readonly strong: Set<string>;
  readonly faint: Set<string>;
  dimension: Dimension | null;
  rows: Noun['rows'];
  readonly filters: InFilter[];
}

/** The first dimension that claims a word keeps it: 'asset' is a security before it is an asset class. */
function setDimension(draft: Draft, dimension: Dimension): void {
  draft.dimension ??= dimension;
}

/** The stems of a phrase, as the tokenizer would cut it. */
export function wordsOfPhrase(phrase: string): readonly string[] {
  return phrase
    .split(/[\s/-]+|(?=&)|(?<=&)/)
    .map((word) => plainWord(word.trim()))
    .filter((word) => word !== '')
    .map(stemOf);
}
