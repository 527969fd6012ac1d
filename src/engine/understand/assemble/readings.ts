import { METRICS } from '../../../model/index.ts';
import { type Day, dayOf } from '../../../vocabulary/day.ts';
import type { Filter, Plan } from '../../../vocabulary/plan.ts';
import type { PeriodRead, PeriodsRead } from '../calendar/period.ts';
import type { Cover } from '../chart/cover.ts';
import type { Token } from '../tokens.ts';
import { decide } from './decide.ts';
import { acquiredFor } from './held-over.ts';
import { maturingIn, withoutBenchmark } from './catalog-conditions.ts';
import { bothEnds, edgesOf, upToDay } from './ends-of-period.ts';
import { EVENTS, type Outline } from './outline.ts';
import { readNarrow, type NarrowReading, type Rewrite, type Surroundings } from './narrow.ts';
import type { Parts } from './parts.ts';
import { isRateOfEach, setsBeside } from './each-of-list.ts';
import { fromFirstBooking } from './first-year.ts';
import { exceedsReach, holdsAccounts } from './in-reach.ts';
import { asKind, byOpenAccounts, isOfEachKind, lacksInAccounts, onMembers } from './register-conditions.ts';
import { partsOf } from './collect-parts.ts';
import { withCurrencyBeside } from './plain-kinds.ts';
import { withPeriodBefore } from './period-before.ts';
import { grainThroughout, isFuture, periodsFor } from './periods.ts';
import { isSound } from './sound.ts';
import { bothWaysOfTransfers } from './ways-of-transfers.ts';

/** One complete meaning of the whole question. */
export interface Reading {
  readonly plan: Plan;
  readonly score: number;
  /** How to write the question so that it can mean nothing else. */
  readonly rewrites: readonly Rewrite[];
  /** It speaks of days after today. */
  readonly future: boolean;
  /** It names an account that there is not in reach. */
  readonly missing: boolean;
}

const READINGS_MAX = 12;

/** Every meaning that a cover can have. */
export function readingsOf(
  cover: Cover,
  tokens: readonly Token[],
  passedVerb: boolean,
  around: Surroundings,
  today: Day,
): readonly Reading[] {
  const said = partsOf(cover.items, passedVerb, tokens);
  const parts = said && withCurrencyBeside(said);
  if (!parts || parts.looseNumber !== null || parts.likeName) return [];
  const readings: Reading[] = [];
  for (let choice = 0; choice < choicesOf(parts); choice++) {
    const outline = decide(parts, choice);
    if (!outline) continue;
    for (const { time, rewrite } of timesOf(cover, tokens, parts.time)) {
      readings.push(...complete(outline, parts, time, rewrite, cover.score, around, today));
    }
  }
  return bothWaysOfTransfers(readings.slice(0, READINGS_MAX), cover.items, tokens);
}

function timeOf(outline: Outline, time: PeriodsRead | null, today: Day): PeriodsRead | null {
  if (outline.heldOver !== null) return acquiredFor(outline.heldOver, today);
  if (outline.yearOnYear) return withPeriodBefore(time, today);
  if (outline.atBothEnds) return bothEnds(time, today);
  if (outline.metrics.includes('net_contributions') && outline.metrics.includes('market_value'))
    return upToDay(time);
  return outline.atEdges ? edgesOf(time) : time;
}

/** How many metrics the most shared word has. */
function choicesOf(parts: Parts): number {
  const things = [...parts.things, ...parts.narrows.flatMap(({ thing }) => (thing ? [thing] : []))];
  const metrics = things.filter(
    ({ weak, dimension, rows, filter }) => !(weak && (dimension || rows || filter)),
  );
  return Math.max(1, ...metrics.map((thing) => thing.metrics.length));
}

interface TimeReading {
  readonly time: PeriodsRead | null;
  readonly rewrite: Rewrite | null;
}

/** An ambiguous date has two readings, each with its way to be written. */
function timesOf(cover: Cover, tokens: readonly Token[], time: PeriodsRead | null): readonly TimeReading[] {
  const [period] = time?.periods ?? [];
  if (!time || !period?.other) return [{ time, rewrite: null }];
  const item = cover.items.find(({ sem }) => sem.cat === 'time');
  const said = item ? tokens.slice(item.start, item.end) : [];
  const [date, last] = said.filter(({ kind }) => kind === 'date');
  const between = date && last ? said.slice(said.indexOf(date) + 1, said.indexOf(last)) : [];
  const text = ({ from, to }: PeriodRead): string =>
    last ? [from, ...between.map((each) => each.text), to].join(' ') : (from ?? to);
  const read = (each: PeriodRead): TimeReading => ({
    time: { ...time, periods: [{ ...each, other: null }] },
    rewrite: date ? { start: date.start, end: (last ?? date).end, text: text(each) } : null,
  });
  return [read(period), read(period.other)];
}

function complete(
  outline: Outline,
  parts: Parts,
  time: PeriodsRead | null,
  rewrite: Rewrite | null,
  score: number,
  around: Surroundings,
  today: Day,
): readonly Reading[] {
  let partial: readonly (readonly NarrowReading[])[] = [[]];
  for (const said of outline.narrows) {
    if (isOfEachKind(said, outline) || lacksInAccounts(said, outline, parts)) return [];
    const narrow = asKind(said, outline, parts);
    const ways = readNarrow(
      narrow.all.length > 1 && (setsBeside(parts, outline) || isRateOfEach(narrow, parts, outline))
        ? { ...narrow, joined: 'vs' }
        : narrow,
      around,
    );
    if (ways.length === 0) return [];
    partial = partial.flatMap((before) => ways.map((way) => [...before, way])).slice(0, READINGS_MAX);
  }
  const possible = partial.filter((ways) => holdsAccounts(ways, around));
  const kept = possible.length > 0 ? possible : partial;
  const isOne = kept.length === 1 && partial.length > 1;
  const due = outline.maturing ? maturingIn(time, around.catalog) : null;
  if (outline.maturing && due === null) return [];
  // What was repaid is held no more.
  if (outline.maturing && time?.periods.every(({ to }) => to < today)) return [];
  return kept.flatMap((ways) => {
    if (namesTwoAccounts(ways)) return [];
    const limited = duringPeriod(outline, due === null ? time : null, [
      ...(due ?? []),
      ...(outline.unmeasured ? [withoutBenchmark(around)] : []),
      ...outline.where,
      ...ways.flatMap(({ filters }, index) => onMembers(filters, outline, outline.narrows[index], parts)),
    ]);
    if (!limited) return [];
    const where = byOpenAccounts(limited, outline);
    // How old something is limits what began then, and never says as of when it is told.
    const isAged = time?.periods.some(({ aged }) => aged === true) ?? false;
    if (isAged && !EVENTS.has(outline.subject) && !where.some(({ kind }) => kind === 'during')) return [];
    const groups = ways.flatMap(({ group }) => (group && !outline.by.includes(group) ? [group] : []));
    const grouped = [...outline.by, ...groups];
    const grain = grainThroughout(outline, outline.metrics, grouped, time);
    const by = grain === null ? grouped : [...grouped, grain];
    const began = fromFirstBooking(time, where, by, around);
    if (began === 'no_stretch') return [];
    const metrics = by.includes('year')
      ? outline.metrics.map((metric) => (metric === 'twr_annualized' ? 'twr' : metric))
      : outline.metrics;
    if (comparesDays(time) && metrics.some(isOverTime)) return [];
    if (isWithinGrain(by, time)) return [];
    if (by.includes('year') && time?.periods.some(({ unit }) => PARTS_OF_YEAR.has(unit ?? ''))) return [];
    const plan: Plan = {
      subject: outline.subject,
      metrics,
      by,
      where,
      periods: periodsFor(
        where.some((filter) => happensIn(filter, time)) ? 'transactions' : outline.subject,
        metrics,
        by,
        due === null ? timeOf(outline, began, today) : null,
        today,
      ),
      having: outline.having,
      order: outline.order,
      limit: outline.limit,
      ...(outline.place === null ? {} : { place: outline.place }),
      ...(outline.limitPer.length > 0 ? { limitPer: outline.limitPer } : {}),
      ...(outline.shareOf ? { shareOf: outline.shareOf } : {}),
      derive: outline.derive,
      currency: parts.currency,
    };
    if (!isSound(plan)) return [];
    const settled = inOrder(plan);
    return [
      {
        plan: settled,
        score: score - outline.cost,
        rewrites: [
          ...outline.rewrites,
          ...(isOne ? [] : ways.flatMap(({ rewrites }) => rewrites)),
          ...(rewrite ? [rewrite] : []),
        ],
        future: due === null && isFuture(time, today),
        missing: ways.some(({ missing }) => missing) || exceedsReach(where, around),
      },
    ];
  });
}

/** 'Holdings in the IRA that are in the Roth': no account is two, and one of them alone was not asked for. */
function namesTwoAccounts(ways: readonly NarrowReading[]): boolean {
  return (
    ways.filter(({ filters }) =>
      filters.some((filter) => filter.kind === 'in' && filter.dimension === 'account' && !filter.negated),
    ).length > 1
  );
}

/** 'Compared to a year ago': two days, on which nothing is earned. */
function comparesDays(time: PeriodsRead | null): boolean {
  return time?.compared === true && time.periods.every(({ kind }) => kind === 'asof');
}

/** 'By quarter against the same quarter last year': each period named is one of the grain, so nothing is split by it. */
function isWithinGrain(by: readonly string[], time: PeriodsRead | null): boolean {
  return (
    time?.compared === true &&
    time.periods.length > 1 &&
    time.periods.every(({ unit }) => unit !== null && by.includes(unit))
  );
}

function isOverTime(name: string): boolean {
  const additivity = METRICS.get(name)?.additivity;
  return additivity === 'flow' || additivity === 'linked';
}

/** A change runs forward, however its periods were named; accounts opened before a day were so on any day before it. */
function inOrder(plan: Plan): Plan {
  if (plan.derive === 'change' && plan.by.length === 0)
    return { ...plan, periods: plan.periods.toSorted((left, right) => left.to.localeCompare(right.to)) };
  if (!plan.where.some(({ kind }) => kind === 'during')) return plan;
  return {
    ...plan,
    periods: plan.periods.map((period) => ({
      ...period,
      from: period.from ?? FIRST_DAY,
      pointInTime: false,
    })),
  };
}

const FIRST_DAY = dayOf('1900-01-01');

const PARTS_OF_YEAR: ReadonlySet<string> = new Set(['month', 'quarter', 'half', 'week', 'day']);

/** 'Accounts closed in 2016' were closed on a day of it; 'closed accounts' are not open now. */
function duringPeriod(
  { subject }: Outline,
  time: PeriodsRead | null,
  filters: readonly Filter[],
): readonly Filter[] | null {
  const isPeriod = time?.periods.some(({ kind }) => kind === 'range') ?? false;
  const opened = filters.some((filter) => filter.kind === 'during' && filter.event === 'opened');
  const states = filters.filter(({ kind }) => kind === 'during' || kind === 'open');
  if (opened && (!isPeriod || subject !== 'accounts' || states.length > 1)) return null;
  const closed = filters.some((filter) => filter.kind === 'open' && filter.negated);
  if (!isPeriod || !closed) return merged(filters);
  if (subject !== 'accounts') return null;
  const kept = filters.filter(({ kind }) => kind !== 'open');
  return merged([...kept, { kind: 'during', event: 'closed' }]);
}

/** The same condition said twice is one; two on one attribute that exclude each other make no question. */
function merged(filters: readonly Filter[]): readonly Filter[] | null {
  const kept: Filter[] = [];
  const seen = new Set<string>();
  for (const filter of filters) {
    const key = JSON.stringify(filter);
    if (seen.has(key)) continue;
    seen.add(key);
    if (filter.kind === 'in' && !filter.negated) {
      const same = kept.find(
        (each) => each.kind === 'in' && !each.negated && each.dimension === filter.dimension,
      );
      if (same?.kind === 'in' && !same.values.some((value) => filter.values.includes(value))) return null;
    }
    kept.push(filter);
  }
  return kept;
}

/** A condition on what an account did, or did not do, in a period: then the period is kept whole. */
export function happensIn(filter: Filter, time: PeriodsRead | null): boolean {
  if (filter.kind === 'during') return true;
  const isRange = time?.periods.some(({ kind }) => kind === 'range') ?? false;
  const happens = filter.kind === 'without' && (filter.rows === 'transactions' || filter.rows === 'findings');
  return happens && isRange;
}
