import type { Dimension, Filter } from '../../../vocabulary/plan.ts';
import type { PeriodsRead } from '../calendar/period.ts';
import type { AskedKind } from './asked-kind.ts';
import type { Bound, Op, Rank, Sem, Thing } from '../chart/items.ts';
import type { NumberRead } from '../numbers.ts';

export type Narrow = Extract<Sem, { cat: 'narrow' }>;

/** What a cover says, by the part each item plays. */
export interface Parts {
  readonly ops: ReadonlySet<Op>;
  readonly groups: readonly Dimension[];
  /** The grouping is meant as shares of the whole ('split by'). */
  readonly split: boolean;
  readonly things: readonly Thing[];
  readonly which: { readonly thing: Thing; readonly limit: number | null } | null;
  readonly count: {
    readonly thing: Thing;
    readonly different: boolean;
    readonly open: boolean | null;
  } | null;
  readonly rank: { readonly rank: Rank; readonly thing: Thing | null } | null;
  readonly ends: {
    readonly side: 'first' | 'last';
    readonly limit: number | null;
    readonly thing: Thing | null;
  } | null;
  readonly average: { readonly thing: Thing; readonly measure: 'average' | 'median' } | null;
  readonly narrows: readonly Narrow[];
  readonly extras: readonly Filter[];
  readonly bounds: readonly { readonly bounds: readonly Bound[]; readonly metric: Thing | null }[];
  readonly currency: string | null;
  readonly time: PeriodsRead | null;
  readonly order: Thing | null;
  readonly open: boolean | null;
  /** A verb was passed over that would mean something if no figure were named ('paid', 'received'). */
  readonly passedVerb: boolean;
  /** Nouns that figures are shown for: the clients of 'clients with their assets'. */
  readonly headed: readonly Dimension[];
  /** What is ranked by the figure of its clause: the custodian of 'the custodian with the highest fees'. */
  readonly led: Thing | null;
  /** Members that figures are shown for: the client of 'client returns'. */
  readonly compounds: readonly Dimension[];
  /** Yes or no is asked for: 'is …', 'have my fees …'. */
  readonly whether: boolean;
  /** What any of may meet a limit: 'has any account …'. */
  readonly anyOf: readonly Dimension[];
  /** The asker was paid: 'who pays me'. */
  readonly paysAsker: boolean;
  /** Whoever pays is asked for: 'who pays the most dividends'. */
  readonly payer: boolean;
  /** Something was paid for: 'what did I pay on average for Apple'. */
  readonly paysFor: boolean;
  /** A second question stands behind a first one: 'how much did I earn and what did I pay'. */
  readonly asksTwice: boolean;
  /** How something did is asked for besides: 'my largest positions and how they did'. */
  readonly asksHowItDid: boolean;
  /** What was held at any time is meant: 'have I owned'. */
  readonly perfect: boolean;
  /** Nouns that a clause narrows ('accounts that lost money'): only those may be answered with. */
  readonly relative: readonly Dimension[];
  /** Two figures stand side by side without a word that joins them. */
  readonly unjoined: boolean;
  /** Figures that stand side by side, joined by 'and' or 'vs'. */
  readonly joined: readonly Thing[];
  /** A figure's word stands where a portfolio's or account's name would: 'income portfolio'. */
  readonly likeName: boolean;
  /** A number that nothing took. */
  readonly looseNumber: number | null;
  /** The same as it was said, with its unit. */
  readonly looseAmount: NumberRead | null;
  /** A figure is told besides what is ranked: 'the five largest positions and what each has gained'. */
  readonly toldBesides: boolean;
  /** Things of which some part is asked for: the accounts of 'what percentage of accounts'. */
  readonly partOf: Thing | null;
  /** All of what is ranked is asked for: 'rank them all'. */
  readonly ranksAll: boolean;
  /** A currency stands at the end, behind a comma: 'my value, EUR'. */
  readonly currencyBehind: boolean;
  /** 'Per' was said: of each one how many. */
  readonly per: boolean;
  /** The words that say that something moved: 'biggest drop', 'went up'. */
  readonly moved: string | null;
  /** A sum was asked for, even where the word could be passed over. */
  readonly saidTotal: boolean;
  /** What something made is asked of sales: 'what did I make on my sales'. */
  readonly gainsOnSales: boolean;
  /** What is to be told of each besides: the custodians of 'the largest accounts and their custodians'. */
  readonly factsTold: readonly Dimension[];
  /** Something is asked of what is listed: 'everything I sold and what I made on each'. */
  readonly asksBesides: boolean;
  /** What part of the whole it is, is asked for besides: 'the cash of each account and what percentage that is'. */
  readonly asksPart: boolean;
  /** The kind of answer that is asked for. */
  readonly asked: AskedKind;
  /** What they come to is asked for besides: 'the number of deposits and their total'. */
  readonly asksSum: boolean;
  /** The noun that the second half asks for: the account of 'the biggest loss, and in which account'. */
  readonly whichBesides: Thing | null;
  /** What 'only' was said of, where it is a noun: the buys of 'the number of trades, only buys'. */
  readonly onlyOf: Thing | null;
  /** 'Anything' was said of what is held: 'is anything up more than 30 %'. */
  readonly saysAnything: boolean;
  /** What is up or down is named as such: 'my losers'. */
  readonly namesSide: boolean;
  /** The condition that a share is a share of: 'what part of A is B', 'the share of B in A'. */
  readonly shareWhole: readonly Filter[] | null;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
