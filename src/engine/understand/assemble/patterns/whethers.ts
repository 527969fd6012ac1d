import { METRICS } from '../../../../model/index.ts';
import type { Dimension, Filter } from '../../../../vocabulary/plan.ts';
import type { Op, Thing } from '../../chart/items.ts';
import { nounFilters } from '../narrow.ts';
import { isEvent, type Outline, type Pattern, type Sense, outline } from '../outline.ts';
import type { Parts } from '../parts.ts';
import { CASH, thresholdsOf } from '../thresholds.ts';
import { GAINS } from '../verbs-fit.ts';
import { excessSide } from './whiches.ts';

/** 'Is cash above 5 %', 'has any account lost more than 10,000': one figure, or one of each, held against a limit. */
export const whethers: Pattern = (sense) => {
  const { parts, metrics, groups } = sense;
  const { ops, bounds, anyOf } = parts;
  const beaten = beatsBenchmark(sense) ?? standsInProfit(sense) ?? anyOnSide(sense);
  if (beaten) return beaten;
  if (!parts.whether || bounds.length !== 1 || groups.length > 0 || metrics.length > 1) return null;
  if (parts.which || parts.count || parts.rank || parts.ends || parts.average || parts.relative.length > 0)
    return null;
  if (ops.has('who') || ops.has('how_much') || ops.has('when')) return null;
  const [each, ...others] = anyOf;
  const isOfMember = each === undefined || MEMBERS.has(each) || (each === 'security' && asksOfGain(sense));
  if (others.length > 0 || !isOfMember) return null;
  if (each === undefined && sense.nouns.some(({ rows }) => rows?.subject === 'holdings')) return null;
  if (asksForBookings(sense)) return null;
  if (bounds.some(isYear)) return 'reject';
  if ((parts.time?.periods.length ?? 1) > 1) return 'reject';
  const [figure, ...more] = figuresMeant(sense, each !== undefined);
  if (figure === undefined || more.length > 0) return 'reject';
  const limits = thresholdsOf(
    bounds.map((bound) => ({ ...bound, metric: of(figure, bound.metric ?? saidOf(figure, sense)) })),
    'figures',
    [figure],
  );
  const [limit] = limits?.having ?? [];
  if (!limits || !limit) return 'reject';
  // 'Do I pay more than 1 % in fees' is meant by the year; of all the time since the first booking it is no rate.
  if (limit.metric === 'fee_rate' && parts.time === null) return 'reject';
  const isWeight = limit.metric === 'weight';
  const isCash = isWeight && figure === 'cash';
  if (isWeight && !isCash && sense.narrows.length === 0 && each === undefined) return 'reject';
  return outline(sense, {
    metrics: [limit.metric],
    by: each === undefined ? [] : [each],
    where: [...sense.base, ...ofNoun(sense, each), ...(isCash ? [CASH] : [])],
    having: limits.having,
    shareOf: isWeight ? parts.shareWhole : null,
    derive: 'holds',
  });
};

/** What the noun of those that are asked of narrows to: the stocks among what is held. */
function ofNoun({ nouns }: Sense, each: Dimension | undefined): readonly Filter[] {
  return nounFilters(nouns.find(({ dimension }) => dimension === each) ?? null);
}

/** 'Did any stock lose more than 5,000 last year': what each gained in that time. */
function asksOfGain({ parts: { bounds, time }, metrics, faint }: Sense): boolean {
  const isOver = time?.periods.length === 1 && time.periods[0]?.kind === 'range';
  const named = [...bounds.flatMap(({ metric }) => metric?.metrics ?? []), ...metrics, ...faint];
  return isOver && named.includes('gain');
}

/** 'Is that better than 2016' names a year, and no amount. */
function isYear({ bounds }: Parts['bounds'][number]): boolean {
  return bounds.some(({ number }) => number.unit === 'none' && /^(?:19|20)\d\d$/.test(number.value));
}

/** 'Did I beat the benchmark': whether the excess return is above nothing. */
function beatsBenchmark(sense: Sense): Outline | null {
  const { parts, metrics, groups } = sense;
  const side = excessSide(parts, metrics);
  const by = anyOne(parts);
  const isPlain = parts.bounds.length === 0 && groups.length === 0 && parts.anyOf.length === by.length;
  if (!parts.whether || side === null || !isPlain || parts.which || parts.count || parts.rank) return null;
  if (parts.relative.length > 0 || parts.ops.has('by_how_much') || (parts.time?.periods.length ?? 1) > 1)
    return null;
  return outline(sense, {
    metrics: ['excess_return'],
    by,
    having: [{ metric: 'excess_return', comparison: side, value: '0' }],
    derive: 'holds',
  });
}

/** 'Is my Roth in profit', 'is Apple under water': what is held against its cost; over a time, what it gained. */
function standsInProfit(sense: Sense): Outline | null {
  const { parts, metrics, groups, nouns, faint } = sense;
  const { ops } = parts;
  const isDown = ops.has('under_water');
  if (!parts.whether || isDown === ops.has('in_profit') || metrics.length + groups.length > 0) return null;
  const isPlain =
    parts.bounds.length === 0 && !parts.which && !parts.count && !parts.rank && !ops.has('exists');
  const isOfOne = nouns.every(({ plural, rows }) => !plural && rows?.subject !== 'holdings');
  const isOver = ops.has('made_money') || (parts.time?.periods.some(({ kind }) => kind === 'range') ?? false);
  const isOfWhat = sense.narrows.length > 0 || (isOver && nouns.every(({ dimension }) => dimension !== null));
  const verbs = faint.filter((verb) => verb !== 'market_value');
  if (!isPlain || !isOfOne || verbs.length > 0 || parts.anyOf.length > 0 || !isOfWhat) return null;
  const metric = isOver ? 'gain' : 'unrealized_gain';
  const having = [{ metric, comparison: isDown ? '<' : '>', value: '0' } as const];
  return outline(sense, { metrics: [metric], having, derive: 'holds' });
}

const LOST = /^(?:lost|lose)(?: value)?$/;
const WON = /^(?:gained|won|made|make)$/;

/** 'Did any of my accounts fall last month', 'were any stocks down in 2024': those that lost in it. */
function anyOnSide(sense: Sense): Outline | null {
  const { parts, metrics, groups, faint } = sense;
  const { ops } = parts;
  const said = parts.things.filter(({ weak, metrics: [named] }) => weak && named === 'gain');
  const isDown = ops.has('under_water') || said.some((thing) => LOST.test(thing.said));
  const isUp = ops.has('in_profit') || said.some((thing) => WON.test(thing.said));
  const [each, ...others] = anyOne(parts);
  if (!parts.whether || isDown === isUp || metrics.length + groups.length > 0) return null;
  if (each === undefined || others.length > 0 || !(MEMBERS.has(each) || each === 'security')) return null;
  const isOver = parts.time?.periods.length === 1 && parts.time.periods[0]?.kind === 'range';
  const isPlain = parts.bounds.length === 0 && !parts.which && !parts.count && !parts.rank;
  if (!isOver || !isPlain || faint.some((verb) => verb !== 'market_value' && verb !== 'gain')) return null;
  return outline(sense, {
    metrics: ['gain'],
    by: [each],
    where: [...sense.base, ...ofNoun(sense, each)],
    having: [{ metric: 'gain', comparison: isDown ? '<' : '>', value: '0' }],
    order: { by: 'gain', direction: isDown ? 'asc' : 'desc' },
    derive: 'holds',
  });
}

/** 'Were there any deposits over 100,000': bookings of that size, not their sum. */
function asksForBookings({ parts: { ops, bounds, things } }: Sense): boolean {
  const isAny = ops.has('exists') || ops.has('yes_no');
  return (
    isAny &&
    bounds.some(({ metric }) => metric === null) &&
    things.some((each) => isEvent(each) && each.plural && !each.weak)
  );
}

/** What is asked of one by one. */
const MEMBERS: ReadonlySet<Dimension> = new Set([
  'account',
  'portfolio',
  'client',
  'custodian',
  'asset_class',
  'sector',
  'country',
  'currency',
]);

/** The word for a figure, meaning just that. */
function of(figure: string, said: Thing | null): Thing {
  return { ...NO_WORD, ...said, metrics: [figure] };
}

function saidOf(figure: string, { parts }: Sense): Thing | null {
  return (
    parts.things.find(({ metrics }) =>
      metrics.some((each) => each === figure || IN_PERCENT[each] === figure),
    ) ?? null
  );
}

const NO_WORD: Thing = {
  metrics: [],
  weak: false,
  dimension: null,
  rows: null,
  filter: null,
  plural: false,
  said: '',
  at: null,
};

/** The figure that the limit is put on: the one it was said of, the one that is named, the one that a verb means. */
function figuresMeant({ parts, metrics, faint, narrows, nouns }: Sense, isEach: boolean): readonly string[] {
  const [{ metric: said, bounds } = { metric: null, bounds: [] }] = parts.bounds;
  const isPercent = bounds.some(({ number }) => number.unit === 'percent');
  const isAmount = bounds.every(({ number }) => number.unit === 'money' || Number(number.value) >= 1000);
  const named = [...new Set([...(said?.metrics ?? []).slice(0, 1), ...metrics])];
  const [verb] = faint.filter((metric) => metric !== 'market_value');
  const meant = named.length > 0 ? named : verb === undefined ? [] : [verb];
  if (meant.length > 0) return meant.map((metric) => (isPercent ? (IN_PERCENT[metric] ?? metric) : metric));
  if (isPercent) return narrows.length > 0 || isEach ? ['weight'] : [];
  // 'Do I hold more than 5 bonds' counts them; a value is no such small number.
  const isFew = bounds.some(({ number }) => number.unit === 'none' && Number(number.value) < FEW_MAX);
  return isAmount || (!isFew && (narrows.length > 0 || nouns.length > 0)) ? ['market_value'] : [];
}

const FEW_MAX = 100;

/** What an amount is as a rate. */
const IN_PERCENT: Readonly<Record<string, string>> = {
  fees: 'fee_rate',
  gain: 'twr',
  market_value: 'weight',
  unrealized_gain: 'unrealized_return',
};

/** 'Did I pay any commissions': whether there were any, and how much. Of a loss, whether the gain lies below nothing. */
function anyAmount({ parts, nouns }: Sense, made: Outline): Outline | null {
  const { ops, things } = parts;
  const [metric, ...more] = made.metrics;
  const isPlain = made.derive === null && made.having.length === 0 && made.by.length === 0;
  if (made.subject !== 'figures' || !isPlain || metric === undefined || more.length > 0) return null;
  if (ASKS_HOW_MUCH.some((op) => ops.has(op)) || (parts.time?.periods.length ?? 1) > 1) return null;
  const known = METRICS.get(metric);
  const adds = known?.additivity === 'flow' || known?.additivity === 'stock' || GAINS.includes(metric);
  if (known?.unit !== 'money' || !adds || NET.has(metric)) return null;
  const said = [...things, ...nouns].map((thing) => thing.said);
  // Of gains and losses, one by one, the net figure tells nothing.
  if (metric.startsWith('realized_gain') && said.some((words) => /\b(?:gains|losses|profits)$/.test(words)))
    return parts.time === null && !ops.has('exists') ? null : anyClosed(made, said);
  if (said.some((words) => /\bor\b|\band\b/.test(words)) || ops.has('or')) return null;
  const isDown = said.some((words) => /\blos[est]|\bdown\b/.test(words)) && GAINS.includes(metric);
  const condition = { metric, comparison: isDown ? '<' : '>', value: '0' } as const;
  // 'Did any account lose money' is no question about all of them together.
  const by = anyOne(parts);
  const order = by.length === 0 ? null : ({ by: metric, direction: isDown ? 'asc' : 'desc' } as const);
  return { ...made, by, having: [condition], order: order ?? made.order, derive: 'holds' };
}

/** The 'account' of 'did any account …', 'did any of my accounts …'; 'accounts' may be meant all together. */
function anyOne({ anyOf, things, asked }: Parts): readonly Dimension[] {
  return anyOf.filter(
    (each) =>
      asked.single.includes(each) || things.some(({ dimension, plural }) => dimension === each && !plural),
  );
}

/** 'Did I realize any gains in March': closed lots on that side of nothing. */
function anyClosed(made: Outline, said: readonly string[]): Outline {
  const isLoss = said.some((words) => /\blosses$/.test(words));
  const term = /_(long|short)$/.exec(made.metrics[0] ?? '')?.[1];
  const side = {
    kind: 'threshold',
    field: 'amount',
    comparison: isLoss ? '<' : '>',
    value: '0',
    signed: true,
  } as const;
  const ofTerm =
    term === undefined ? [] : [{ kind: 'in', dimension: 'term', values: [term], negated: false } as const];
  return {
    ...made,
    subject: 'realized_gains',
    metrics: [],
    where: [...made.where, side, ...ofTerm],
    derive: 'exists',
  };
}

const ASKS_HOW_MUCH: readonly Op[] = [
  'how_much',
  'how_did',
  'how_big',
  'what',
  'which',
  'who',
  'when',
  'total',
  'share',
  'in_percent',
];

/** What came in less what went out is on no side that anybody asks for. */
const NET: ReadonlySet<string> = new Set(['net_contributions', 'market_value', 'opening_value']);

/** 'Do I have more than 10 % in one stock': a list of those that meet the limit answers yes or no. */
export function answersWhether(sense: Sense, made: Outline): Outline {
  const { parts } = sense;
  // 'Is A's income higher than B's' is answered by both side by side.
  if (made.narrows.some(({ joined, all }) => joined === 'vs' && all.length > 1)) return made;
  if (parts.whether && !parts.which && !parts.count) {
    const any = anyAmount(sense, made);
    if (any) return any;
    const isRegister =
      made.subject === 'accounts' || made.subject === 'clients' || made.subject === 'portfolios';
    const isAny = made.derive === null && made.limit === null && made.having.length === 0;
    if (isRegister && isAny && made.by.length === 0 && (parts.ops.has('yes_no') || parts.ops.has('exists')))
      return { ...made, derive: 'holds' };
  }
  const isHeld = made.subject === 'holdings' && parts.ops.has('own') && !parts.ops.has('how_much');
  const isList = isHeld || (made.subject === 'figures' && made.by.length > 0 && made.having.length > 0);
  const isPlain = made.derive === null && made.limit === null && (parts.time?.periods.length ?? 1) < 2;
  if (!parts.whether || !isList || !isPlain || parts.which || parts.count || parts.ops.has('who'))
    return made;
  return { ...made, derive: 'holds' };
}
