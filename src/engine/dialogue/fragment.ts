import type { Dimension, Filter, Plan } from '../../vocabulary/plan.ts';
import type { PeriodsRead } from '../understand/calendar/period.ts';
import { narrowOn, readNarrow, type NarrowReading, type Rewrite } from '../understand/assemble/narrow.ts';
import { type Parts } from '../understand/assemble/parts.ts';
import { partsOf } from '../understand/assemble/collect-parts.ts';
import type { Op, Thing } from '../understand/chart/items.ts';
import { BOOKED } from '../understand/assemble/outline.ts';
import type { Opening } from './opening.ts';
import { parse, type Parsed, type UnderstandRequest } from '../understand/understand.ts';

/** What a follow-up says of the last question, its names settled. */
export interface Fragment {
  readonly parts: Parts;
  readonly metrics: readonly string[];
  readonly filters: readonly Filter[];
  readonly group: Dimension | null;
  readonly time: PeriodsRead | null;
  /** What was said beside the last question, not instead of it. */
  readonly adds: boolean;
  /** It says that the last question was meant otherwise. */
  readonly corrects: boolean;
  /** How to write the names that were read one way of several. */
  readonly rewrites: readonly Rewrite[];
}

/** The readings of a follow-up that share one way of reading its words, the most fitting way first. */
export interface FragmentReading {
  readonly fragments: readonly Fragment[];
  readonly parsed: Parsed;
  readonly score: number;
  /** It names an account of a kind that there is not in reach. */
  readonly missing: boolean;
}

const POORER_BY_MAX = 1.05;
const UNKNOWN_FROM = -50;

/**
 * Every way in which a text can change the last question. `willing`: it began like a follow-up, or means nothing alone;
 * otherwise a text with a figure of its own changes nothing.
 */
export function* fragmentsOf(
  request: UnderstandRequest,
  last: Plan,
  willing: boolean,
  { adds, kind }: Opening,
): Generator<FragmentReading> {
  const parsed = parse(request);
  if (!parsed) return;
  const best = parsed.covers[0]?.score ?? 0;
  for (const cover of parsed.covers) {
    if (cover.score < UNKNOWN_FROM || cover.score < best - POORER_BY_MAX) return;
    const parts = partsOf(cover.items, false, parsed.tokens);
    if (!parts || !changesOnly(parts, willing)) continue;
    const all = settled(parts, request, last, adds, kind === 'correction');
    // A poorer way would only pass over what makes it another question.
    if (all === null) return;
    const fragments = all.filter(({ missing }) => !missing);
    if (all.length > 0) yield { fragments, parsed, score: cover.score, missing: fragments.length === 0 };
  }
}

/** A follow-up that says nothing yet. */
export function nothingOf(): Fragment {
  const parts = partsOf([], false, []);
  if (!parts) throw new RangeError('no parts cannot clash');
  return {
    parts,
    metrics: [],
    filters: [],
    group: null,
    time: null,
    adds: false,
    corrects: false,
    rewrites: [],
  };
}

/** A question mark of its own: what is asked of something else than the last figure. */
const ASKS = ['what', 'when', 'how_did', 'where'] as const;

/** What a question of its own says with these no follow-up does: they would be passed over. */
const UNTOLD: ReadonlySet<Op> = new Set([
  'why',
  'without',
  'still',
  'negative',
  'positive',
  'neither',
  'nor',
  'both',
  'matures',
  'minus',
  'ratio',
  'how_often',
  'held_since',
  'how_old',
  'account_number',
  'mismatch',
  'overdrawn',
  'exceeds',
  'outdid',
  'no_benchmark',
  'at_once',
  'where',
]);

/** Only parts that can change a Plan, and no question of their own. */
function changesOnly(parts: Parts, willing: boolean): boolean {
  if (parts.ends || parts.average || [...parts.ops].some((op) => UNTOLD.has(op))) return false;
  // Whose first year it is only a whole question says.
  if (parts.time?.periods.some(({ opening }) => opening !== undefined)) return false;
  if (parts.things.some(({ said, weak }) => weak && /^gr[oe]w/.test(said))) return false;
  if (parts.extras.length > 0 && !willing) return false;
  const metrics = metricsOf(parts);
  if (!willing && (metrics.length > 0 || parts.things.some(isHead))) return false;
  return !(metrics.length > 0 && ASKS.some((op) => parts.ops.has(op)));
}

/** 'Accounts', 'purchases', 'clients': what a list would be of. */
function isHead({ plural, rows, dimension, filter }: Thing): boolean {
  return plural && filter === null && (rows !== null || dimension !== null);
}

export function metricsOf({ things }: Pick<Parts, 'things'>): readonly string[] {
  return [...new Set(things.filter(({ weak }) => !weak).flatMap(({ metrics }) => metrics.slice(0, 1)))];
}

/** Null where it asks for a list of something else. */
function settled(
  parts: Parts,
  request: UnderstandRequest,
  last: Plan,
  adds: boolean,
  corrects: boolean,
): readonly (Fragment & { readonly missing: boolean })[] | null {
  const isList = last.subject === 'holdings' || last.subject === 'transactions';
  const isKind = (thing: Thing): boolean =>
    last.subject === 'transactions' && thing.rows?.subject === 'transactions' && thing.rows.where.length > 0;
  const narrows = (thing: Thing): boolean =>
    isKind(thing) || (thing.filter !== null && (thing.metrics.length === 0 || isList));
  const figures = isList ? parts.things.filter((thing) => !narrows(thing)) : parts.things;
  const kinds = parts.things.flatMap((thing) => (isKind(thing) ? (thing.rows?.where ?? []) : []));
  const things = parts.things.filter((thing) => !isKind(thing) && narrows(thing));
  const said = [...kinds, ...parts.extras, ...stateOf(parts)];
  // 'What did I sell then', after a figure, is no figure.
  if (last.subject === 'figures' && figures.some(isOfBookings)) return null;
  const narrowed = parts.narrows.flatMap(({ thing, all }) =>
    thing && all.every(({ kind }) => kind !== 'name') ? [thing] : [],
  );
  if ([...figures, ...narrowed].some((thing) => listsOthers(thing, last, parts))) return null;
  let ways: readonly NarrowReading[] = [{ filters: said, group: null, rewrites: [], missing: false }];
  for (const narrow of [...things.map(narrowOn), ...parts.narrows]) {
    const more = readNarrow(narrow, request);
    ways = ways.flatMap((way) =>
      more.map((next) => ({
        filters: [...way.filters, ...next.filters],
        group: next.group ?? way.group,
        rewrites: [...way.rewrites, ...next.rewrites],
        missing: way.missing || next.missing,
      })),
    );
  }
  const metrics = [...metricsOf({ things: figures }), ...(countsShares(parts) ? ['quantity'] : [])];
  return ways.map(({ filters, group, rewrites, missing }) => ({
    parts,
    metrics,
    filters,
    group,
    time: parts.time,
    adds: adds || parts.ops.has('vs'),
    corrects,
    rewrites,
    missing,
  }));
}

/** 'And accounts without trades', of a list or a number of portfolios. */
function listsOthers(
  { metrics, rows, plural }: Thing,
  { subject, metrics: told }: Plan,
  { ops, groups }: Parts,
): boolean {
  if (!plural || metrics.length > 0 || rows === null || !(rows.subject in COUNTED) || ops.has('all'))
    return false;
  if (ops.has('by') || groups.length > 0) return false;
  const of =
    subject in COUNTED ? subject : Object.keys(COUNTED).find((each) => told.includes(COUNTED[each] ?? ''));
  return of !== undefined && of !== rows.subject;
}

const COUNTED: Readonly<Record<string, string>> = {
  accounts: 'account_count',
  portfolios: 'portfolio_count',
  clients: 'client_count',
  advisors: 'advisor_count',
};

/** 'Sold', 'bookings': what a list would be of, and no figure. */
function isOfBookings({ metrics, rows, filter }: Thing): boolean {
  return metrics.length === 0 && filter === null && rows !== null && BOOKED.has(rows.subject);
}

/** 'Only the open ones', 'closed accounts'. */
function stateOf({ open }: Parts): readonly Filter[] {
  return open === null ? [] : [{ kind: 'open', negated: !open }];
}

/** 'How many shares is that?' */
function countsShares({ ops, things, count }: Parts): boolean {
  const nouns = [...things, ...(count ? [count.thing] : [])];
  return (ops.has('how_many') || count !== null) && nouns.some(({ said }) => /^(?:share|unit)s?$/.test(said));
}
