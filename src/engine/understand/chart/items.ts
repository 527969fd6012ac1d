import type { Candidate } from '../../resolve/named-things.ts';
import type { Comparison, Dimension, Filter, Subject } from '../../../vocabulary/plan.ts';
import type { PeriodsRead } from '../calendar/period.ts';
import type { NumberRead } from '../numbers.ts';

/** What a noun can be, before its place in the question says which. */
export interface Thing {
  /** Metrics that it may name; several where the word is used for several. */
  readonly metrics: readonly string[];
  /** True for verbs like 'earned': a metric only where no other is named. */
  readonly weak: boolean;
  /** What it can group by. */
  readonly dimension: Dimension | null;
  /** What a list of it is. */
  readonly rows: { readonly subject: Subject; readonly where: readonly Filter[] } | null;
  /** What it narrows to. */
  readonly filter: InFilter | null;
  readonly plural: boolean;
  /** The words, as said, and where they stand in the question. */
  readonly said: string;
  readonly at: { readonly start: number; readonly end: number } | null;
}

/** A grain of time as a noun, for what is ranked by it. */
export function standsForGrain(dimension: Dimension): Thing {
  return {
    metrics: [],
    weak: false,
    dimension,
    rows: null,
    filter: null,
    plural: false,
    said: dimension,
    at: null,
  };
}

export type InFilter = Extract<Filter, { kind: 'in' }>;

/** A name as said, with what it may be. */
export interface NameRef {
  readonly candidates: readonly Candidate[];
  readonly quality: 'code' | 'whole' | 'part';
  readonly said: string;
  /** Where it stands in the question, for writing it anew. */
  readonly start: number;
  readonly end: number;
  /** A plural noun follows: several may be meant. */
  readonly several: boolean;
  readonly possessive: boolean;
}

/** One thing that rows are narrowed to. */
export type Narrowing =
  | { readonly kind: 'values'; readonly filters: readonly InFilter[] }
  | { readonly kind: 'name'; readonly name: NameRef };

export type Sem =
  | { readonly cat: 'op'; readonly op: Op; readonly said: string }
  | { readonly cat: 'thing'; readonly thing: Thing }
  | { readonly cat: 'name'; readonly name: NameRef; readonly thing: Thing | null }
  | { readonly cat: 'time'; readonly time: PeriodsRead; readonly said: readonly [number, number] }
  | { readonly cat: 'num'; readonly number: NumberRead }
  | { readonly cat: 'nth'; readonly place: number }
  | { readonly cat: 'rank'; readonly rank: Rank }
  | { readonly cat: 'bounds'; readonly bounds: readonly Bound[]; readonly metric?: Thing }
  | { readonly cat: 'group'; readonly dimensions: readonly Dimension[]; readonly things: readonly Thing[] }
  | {
      readonly cat: 'narrow';
      readonly all: readonly Narrowing[];
      readonly negated: boolean;
      /** 'Only' was said of it. */
      readonly only?: true;
      readonly joined: 'and' | 'or' | 'vs';
      /** Each of them is meant by itself: 'both A and B'. */
      readonly each?: true;
      /** Every member of the noun is meant by itself: 'every trust account'. */
      readonly perMember?: true;
      /** What came of them is compared: 'did A do better than B'. */
      readonly judged?: true;
      /** The noun that came with it ('technology stocks'). */
      readonly thing: Thing | null;
      /** The word for the value itself, where it was one. */
      readonly from: Thing | null;
    }
  | { readonly cat: 'split'; readonly dimensions: readonly Dimension[] }
  | { readonly cat: 'order'; readonly thing: Thing; readonly direction?: Rank['direction'] }
  /** One figure is said to be above the other, or below it. */
  | { readonly cat: 'above'; readonly things: readonly Thing[] }
  | { readonly cat: 'state'; readonly open: boolean; readonly thing: Thing }
  | { readonly cat: 'extra'; readonly filter: Filter }
  | { readonly cat: 'currency'; readonly currency: string }
  | { readonly cat: 'which'; readonly thing: Thing; readonly limit: number | null }
  | {
      readonly cat: 'count';
      readonly thing: Thing;
      readonly different: boolean;
      readonly open: boolean | null;
    }
  | { readonly cat: 'ranked'; readonly rank: Rank; readonly thing: Thing }
  | {
      readonly cat: 'ends';
      readonly side: 'first' | 'last';
      readonly limit: number | null;
      readonly thing: Thing;
    }
  | { readonly cat: 'average'; readonly thing: Thing; readonly measure: 'average' | 'median' };

export interface Bound {
  readonly comparison: Comparison;
  readonly number: NumberRead;
}

export interface Rank {
  readonly direction: 'asc' | 'desc';
  readonly limit: number | null;
  /** `size`: 'largest'; `quality`: 'best'; `amount`: 'most'. */
  readonly tone: 'size' | 'quality' | 'amount';
  /** The figure that the word itself names: 'riskiest'. */
  readonly metric?: string;
  /** Both ends are asked for: 'best and worst'. */
  readonly both?: true;
  /** The word is said of a figure's height over time too: 'the highest value', not 'the main value'. */
  readonly overTime?: true;
  /** Only the one at this place: the 2 of 'second largest'. */
  readonly place?: number;
  /** The word is a noun by itself, for one holding or for several: 'my worst performers'. */
  readonly nominal?: 'one' | 'many';
  /** Only those on that side of nothing are meant: 'losers', 'winners'. */
  readonly sided?: true;
}

/** A typed stretch of the question. */
export interface Item {
  readonly start: number;
  readonly end: number;
  readonly sem: Sem;
  readonly score: number;
}

/** Words that hold a sentence together and change what is meant. */
export type Op =
  | 'courtesy'
  | 'by'
  | 'each'
  | 'which'
  | 'who'
  | 'what'
  | 'how_many'
  | 'how_often'
  | 'how_much'
  | 'how_big'
  | 'how_did'
  | 'when'
  | 'held_since'
  | 'how_old'
  | 'still'
  | 'account_number'
  | 'matures'
  | 'newest_first'
  | 'oldest_first'
  | 'no_benchmark'
  | 'made_money'
  | 'list'
  | 'show'
  | 'all_in'
  | 'denominated'
  | 'what_in'
  | 'how_much_of'
  | 'where'
  | 'mismatch'
  | 'not'
  | 'non'
  | 'only'
  | 'aside'
  | 'and'
  | 'or'
  | 'vs'
  | 'compare'
  | 'in'
  | 'of'
  | 'comma'
  | 'share'
  | 'split_noun'
  | 'in_percent'
  | 'in_shares'
  | 'in_money'
  | 'total'
  | 'average'
  | 'median'
  | 'running'
  | 'minus'
  | 'ratio'
  | 'than'
  | 'exceeds'
  | 'outdid'
  | 'both'
  | 'neither'
  | 'nor'
  | 'negative'
  | 'exactly'
  | 'across'
  | 'advise'
  | 'at_once'
  | 'overdrawn'
  | 'positive'
  | 'how_much_more'
  | 'different'
  | 'first'
  | 'last'
  | 'more'
  | 'less'
  | 'at_least'
  | 'at_most'
  | 'between'
  | 'yes_no'
  | 'exists'
  | 'own'
  | 'all'
  | 'rank_by'
  | 'change'
  | 'order_up'
  | 'order_down'
  | 'by_how_much'
  | 'and_when'
  | 'how_big_was_it'
  | 'gross'
  | 'net'
  | 'annualized'
  | 'time_series'
  | 'short'
  | 'long'
  | 'under_water'
  | 'in_profit'
  | 'open'
  | 'closed'
  | 'opened'
  | 'inactive'
  | 'without'
  | 'as_word'
  | 'about'
  | 'same'
  | 'what_about'
  | 'make_that'
  | 'correction'
  | 'it'
  | 'why';
