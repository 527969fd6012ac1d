import type { Day } from '../../../vocabulary/day.ts';
import type { NameIndex } from '../../resolve/name-index.ts';
import type { Reach } from '../../resolve/reach.ts';
import type { YearStarts } from '../calendar/year-starts.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Token } from '../tokens.ts';
import type { Item, Sem } from './items.ts';

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

export function item(start: number, length: number, score: number, sem: Sem): Item {
  return { start, end: start + length, score, sem };
}

export function saidFrom(tokens: readonly Token[], at: number, length: number): string {
  return tokens
    .slice(at, at + length)
    .map(({ norm }) => norm)
    .join(' ');
}

/** In a question all in capitals they say nothing. */
export function isShouted(tokens: readonly Token[]): boolean {
  return tokens.filter(({ kind, text }) => kind === 'word' && text.length > 1).every(({ upper }) => upper);
}
