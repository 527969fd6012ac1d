import type {
  Derivation,
  Dimension,
  Filter,
  Order,
  Plan,
  Subject,
  Threshold,
} from '../../../vocabulary/plan.ts';
import type { Thing } from '../chart/items.ts';
import type { Rewrite } from './narrow.ts';
import type { Narrow, Parts } from './parts.ts';

/** A plan before its names, periods and grouping by a list are settled. */
export interface Outline {
  readonly subject: Subject;
  readonly metrics: readonly string[];
  readonly by: readonly Dimension[];
  readonly where: readonly Filter[];
  readonly narrows: readonly Narrow[];
  readonly having: readonly Threshold[];
  readonly order: Order | null;
  readonly limit: number | null;
  /** Only the row at this place of the order. */
  readonly place: number | null;
  /** The groups that the limit counts within. */
  readonly limitPer: readonly Dimension[];
  readonly derive: Derivation | null;
  /** What of the scope a share is a share of; null: as the plan has it by itself. */
  readonly shareOf: Plan['shareOf'] | null;
  /** The state at both ends of the period is asked for. */
  readonly atBothEnds: boolean;
  /** Beside the period the one before it: 'did my fees go up'. */
  readonly yearOnYear: boolean;
  /** The first and the last of the periods between which something went. */
  readonly atEdges: boolean;
  /** How to write the words that were read one way of several. */
  readonly rewrites: readonly Rewrite[];
  /** Conditions on securities say what somebody holds or does not hold, not which holdings are counted. */
  readonly holders: boolean;
  /** Lots that are held for more than a year, or not. */
  readonly heldOver: 'long' | 'short' | null;
  /** Bonds that are repaid in the period, as they are held today. */
  readonly maturing: boolean;
  /** Portfolios that are held against no benchmark. */
  readonly unmeasured: boolean;
  /** Taken off the score where much was assumed. */
  readonly cost: number;
}

/** Everything that a decision needs to know of the parts, worked out once. */
export interface Sense {
  readonly parts: Parts;
  /** Named metrics, without the verbs. */
  readonly metrics: readonly string[];
  /** Metrics that only a verb suggests. */
  readonly faint: readonly string[];
  /** Nouns that are neither a figure nor a filter. */
  readonly nouns: readonly Thing[];
  /** What the question is about: the noun behind 'which', 'how many', a superlative, or a bare plural. */
  readonly head: Thing | null;
  readonly narrows: readonly Narrow[];
  readonly base: readonly Filter[];
  readonly groups: readonly Dimension[];
  readonly rewrites: readonly Rewrite[];
}

export type Pattern = (sense: Sense) => Outline | 'reject' | null;

export function outline(sense: Sense, more: Partial<Outline>): Outline {
  return {
    subject: 'figures',
    metrics: [],
    by: sense.groups,
    where: sense.base,
    narrows: sense.narrows,
    having: [],
    order: null,
    limit: null,
    place: null,
    limitPer: [],
    shareOf: null,
    derive: null,
    atBothEnds: false,
    yearOnYear: false,
    atEdges: false,
    rewrites: sense.rewrites,
    holders: false,
    heldOver: null,
    maturing: false,
    unmeasured: false,
    cost: 0,
    ...more,
  };
}

export const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

export const ENTITY_SUBJECTS: Readonly<Partial<Record<Dimension, Subject>>> = {
  account: 'accounts',
  portfolio: 'portfolios',
  client: 'clients',
  advisor: 'advisors',
};

export const SCOPE_NOUNS: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'custodian']);

export const SPLITS: ReadonlySet<Dimension> = new Set([
  'asset_class',
  'sector',
  'country',
  'currency',
  'custodian',
  'account_type',
  'security',
]);

/** Lists of what was booked. */
export const BOOKED: ReadonlySet<Subject> = new Set([
  'transactions',
  'income',
  'fees',
  'cash_flows',
  'realized_gains',
  'lots',
]);

export const EVENTS: ReadonlySet<Subject> = new Set([
  'transactions',
  'income',
  'fees',
  'cash_flows',
  'realized_gains',
  'lots',
  'findings',
]);

/** Accounts that are listed, where no noun says so. */
export const ACCOUNTS: Thing = {
  metrics: [],
  weak: false,
  dimension: 'account',
  rows: { subject: 'accounts', where: [] },
  filter: null,
  plural: true,
  said: 'accounts',
  at: null,
};

export const HOLDINGS: Thing = {
  metrics: [],
  weak: false,
  dimension: 'security',
  rows: { subject: 'holdings', where: [] },
  filter: null,
  plural: true,
  said: 'holdings',
  at: null,
};

export function isEvent(thing: Thing): boolean {
  return thing.rows !== null && EVENTS.has(thing.rows.subject);
}

/** The noun or verb that says what happened: 'dividend', 'bought', 'split'. */
export function eventNoun(parts: Parts, sense: Sense): Thing | null {
  const events = [...parts.things, ...sense.nouns].filter(isEvent);
  const narrowest = events.find((thing) => (thing.rows?.where.length ?? 0) > 0);
  return narrowest ?? events[0] ?? null;
}

/** What happened, said with what it happened in: the transactions of 'my IRA transactions'. */
export function carriedEvent({ narrows }: Sense): Thing | null {
  return narrows.map(({ thing }) => thing).find((thing) => thing && isEvent(thing) && !thing.weak) ?? null;
}

export function asHoldings(noun: Thing): Thing {
  return noun.rows?.subject === 'holdings' ? noun : { ...noun, rows: { subject: 'holdings', where: [] } };
}

export function namesSecurity(narrow: Narrow): boolean {
  return narrow.all.every(
    (each) => each.kind === 'name' && each.name.candidates.every(({ kind }) => kind === 'security'),
  );
}

export function isOnSecurities(each: Narrow['all'][number]): boolean {
  return each.kind === 'name'
    ? each.name.candidates.every(({ kind }) => kind === 'security')
    : each.filters.some(({ dimension }) =>
        ['security', 'asset_class', 'sector', 'country'].includes(dimension),
      );
}
