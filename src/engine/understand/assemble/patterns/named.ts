import { METRICS } from '../../../../model/index.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import { listKind } from '../../chart/grammar/conditions.ts';
import { conditionsOf, figures, totalOfTrades, listing } from '../builders.ts';
import {
  ENTITY_SUBJECTS,
  GRAINS,
  type Outline,
  type Pattern,
  type Sense,
  outline,
  HOLDINGS,
} from '../outline.ts';
import type { Narrow, Parts } from '../parts.ts';
import { hasPeriodBefore } from '../period-before.ts';
import { kindsOfIncome } from '../sense.ts';
import { driftSide, excessSide } from './whiches.ts';

export const TREND_NOUN = new Set<Dimension>(['month', 'quarter', 'year', 'week', 'day']);

/** 'The ratio of stocks to bonds': of what each is worth, where no figure is named. */
export const ratios: Pattern = (sense) => {
  const isBare = sense.metrics.length === 0 && sense.faint.every((verb) => verb === 'market_value');
  return sense.parts.ops.has('ratio') && isBare ? (pairOf(sense, ['market_value']) ?? 'reject') : null;
};

/** Named figures, grouped or not. */
export const named: Pattern = (sense) => {
  const { parts, metrics } = sense;
  if (metrics.length === 0) return null;
  if (isFeeRate(sense)) return figures(sense, ['fee_rate']);
  if (isAllocation(sense))
    return figures({ ...sense, groups: ['asset_class'] }, ['market_value'], { derive: 'share' });
  const pair = pairOf(sense);
  if (pair) return pair;
  const sides = besideOneAnother(sense);
  if (sides) return sides;
  const trade =
    metrics.length === 1 ? metrics.find((each) => each === 'purchases' || each === 'sales') : undefined;
  if (trade && parts.ops.has('all_in')) return totalOfTrades(sense, trade);
  if (parts.ends?.thing) return 'reject';
  const besideBenchmark = comparedToBenchmark(sense);
  if (besideBenchmark) return besideBenchmark;
  const benchmarks = benchmarksOf(sense);
  if (benchmarks) return benchmarks;
  if (asksForName(parts, metrics)) return 'reject';
  const losses = parts.things.find(({ said }) => /\blosses$/.test(said) && !/gain|profit/.test(said));
  if (losses && metrics.length === 1 && metrics[0] === 'unrealized_gain' && sense.groups.length === 0) {
    return listing(sense, HOLDINGS, {
      metrics,
      having: [{ metric: 'unrealized_gain', comparison: '<', value: '0' }],
    });
  }
  if (losses && !sense.metrics.includes('gain')) return 'reject';
  if (isGrowthOf(parts, metrics)) return changeOverPeriod(sense);
  if (parts.ops.has('change') && (parts.time?.periods.length ?? 0) < 2) return changeOverPeriod(sense);
  if (sense.nouns.some((noun) => noun.dimension && TREND_NOUN.has(noun.dimension))) return 'reject';
  // Targets are those of portfolios: whose they are is not asked of clients or accounts one by one.
  const owners = sense.nouns.filter(({ plural, dimension }) => plural && dimension !== null);
  const isOfDrift = metrics.join() === 'drift' && sense.groups.length === 0;
  if (isOfDrift && owners.some(({ dimension }) => dimension === 'client' || dimension === 'account'))
    return 'reject';
  const isOfPortfolios = isOfDrift && owners.some(({ dimension }) => dimension === 'portfolio');
  const lean = parts.ops.has('where') || isOfPortfolios ? driftSide(parts, metrics) : null;
  if (lean)
    return figures(isOfPortfolios ? { ...sense, groups: ['portfolio'] } : sense, metrics, {
      having: [{ metric: 'drift', comparison: lean, value: '0' }],
    });
  const active = activeMembers(sense);
  if (active) return active;
  const side = parts.relative.length > 0 ? excessSide(parts, metrics) : null;
  if (side && sense.groups.length === 0) {
    const having = [{ metric: 'excess_return', comparison: side, value: '0' } as const];
    return figures({ ...sense, groups: parts.relative }, metrics, { having });
  }
  // 'Where is my cash' asks which account it is in.
  const isPlace = parts.ops.has('where') && metrics.join() === 'cash' && sense.groups.length === 0;
  const groups = [
    ...new Set([
      ...(isPlace ? (['account'] as const) : []),
      ...sense.groups,
      ...compoundGroups(parts),
      ...parts.compounds,
      ...parts.headed,
      ...comparedMembers(sense),
    ]),
  ];
  const series: readonly Dimension[] =
    parts.ops.has('time_series') && !groups.some((group) => GRAINS.has(group)) ? ['month'] : [];
  const income = kindsOfIncome(metrics);
  if (income && groups.length === 0) return outline(sense, { metrics: ['income'], by: ['income_kind'] });
  const isCompared =
    (parts.time?.periods.length ?? 0) > 1 && (parts.ops.has('change') || parts.ops.has('in_percent'));
  const by = [...groups, ...series];
  const held =
    by.length === 0 && parts.bounds.length === 0 && conditionsOf(sense).length > 0 ? 'reject' : null;
  if (held) return 'reject';
  return figures({ ...sense, groups: by }, metrics, isCompared ? { derive: 'change' } : {});
};

/** Flows that somebody has or has not. */
const HAD: ReadonlySet<string> = new Set([
  'deposits',
  'withdrawals',
  'inflows',
  'outflows',
  'dividends',
  'interest',
  'income',
  'fees',
  'commissions',
  'taxes',
  'purchases',
  'sales',
]);

/** 'Clients who made withdrawals', 'securities paying dividends': those that have any, with how much. */
function activeMembers(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, groups } = sense;
  const [metric, ...more] = metrics;
  if (parts.relative.length !== 1 || groups.length > 0 || metric === undefined || more.length > 0)
    return null;
  const asks = parts.bounds.length > 0 || parts.rank || parts.ops.has('how_much') || parts.ops.has('total');
  if (asks || !HAD.has(metric)) return null;
  // 'Who withdrew everything' asks for more than who withdrew.
  if (parts.ops.has('all')) return 'reject';
  const having = [{ metric, comparison: '>', value: '0' } as const];
  return figures({ ...sense, groups: parts.relative }, [metric], { having });
}

/** 'Distribution of market value' is the allocation. */
function isAllocation({ parts, metrics, groups, nouns, narrows }: Sense): boolean {
  const isValue = metrics.length === 1 && metrics[0] === 'market_value';
  const isBare = groups.length === 0 && nouns.length === 0 && narrows.length === 0;
  return isValue && isBare && parts.ops.has('split_noun') && compoundGroups(parts).length === 0;
}

/** 'Fees as a percentage of assets', 'fees relative to AUM'. */
function isFeeRate({ parts, metrics }: Sense): boolean {
  const relates =
    parts.ops.has('vs') || parts.ops.has('in_percent') || parts.ops.has('share') || parts.ops.has('ratio');
  return relates && metrics.length === 2 && metrics.includes('fees') && metrics.includes('market_value');
}

/** 'Deposits minus withdrawals', 'the ratio of income to fees', 'how much more did A earn than B'. */
export function pairOf(sense: Sense, shown: readonly string[] = sense.metrics): Outline | 'reject' | null {
  const { ops, joined, time } = sense.parts;
  const isCompared = (time?.periods.length ?? 0) > 1;
  const isBetween = ops.has('change') && !isCompared && time?.periods[0]?.edges === undefined;
  const less = ops.has('minus') || ops.has('how_much_more');
  const given = less || ops.has('ratio') ? listed(sense.narrows) : sense.narrows;
  const lists = given.filter(({ all, negated }) => all.length === 2 && !negated);
  const [list] = lists;
  if (shown.length === 2 && (ops.has('ratio') || less || (isBetween && joined.length > 1))) {
    if (isCompared || list) return 'reject';
    const groups = [...new Set([...sense.groups, ...sense.parts.compounds])];
    return figures({ ...sense, groups }, shown, { derive: ops.has('ratio') ? 'ratio' : 'difference' });
  }
  if (shown.length !== 1 || sense.groups.length > 0) return null;
  if (!(less || ops.has('ratio') || (isBetween && list))) return null;
  // 'How much more in 2017 than in 2016': both are told, and what lies between them.
  if (isCompared && !list && ops.has('how_much_more') && !ops.has('ratio'))
    return figures(sense, shown, { derive: 'change' });
  if (isCompared && !list)
    return figures(sense, shown, { derive: ops.has('ratio') ? 'ratio' : 'difference' });
  if (!list || lists.length > 1 || isCompared) return 'reject';
  const narrows = given.map((each) => (each === list ? { ...each, joined: 'vs' as const } : each));
  return figures(sense, shown, { narrows, derive: ops.has('ratio') ? 'ratio' : 'difference' });
}

/** 'A's value versus B's value': the same figure of both. */
function besideOneAnother(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, narrows, groups } = sense;
  const merged = listed(narrows);
  const isPair =
    (parts.ops.has('vs') || parts.ops.has('compare')) &&
    metrics.length === 1 &&
    narrows.length === 2 &&
    merged.length === 1;
  if (!isPair || groups.length > 0 || (parts.time?.periods.length ?? 0) > 1) return null;
  return figures(sense, metrics, { narrows: merged.map((each) => ({ ...each, joined: 'vs' as const })) });
}

/** 'A's fees minus B's', 'stocks to bonds': two conditions of one kind are a list. */
function listed(narrows: readonly Narrow[]): readonly Narrow[] {
  const names = narrows.filter(({ all, negated }) => all.length === 1 && !negated);
  const [first, second, ...others] = names;
  if (!first || !second || others.length > 0 || narrows.length > 2) return narrows;
  if (listKind(first) === null || listKind(first) !== listKind(second)) return narrows;
  const inOrder =
    (first.from?.at?.start ?? 0) > (second.from?.at?.start ?? Infinity) ? [second, first] : [first, second];
  const all = inOrder.flatMap((each) => each.all);
  return [{ ...first, all, thing: first.thing ?? second.thing }];
}

/** 'Compare the accounts: return and fees' sets the members side by side. */
function comparedMembers({ parts, nouns, groups, narrows }: Sense): readonly Dimension[] {
  const isList = narrows.some(({ all }) => all.length > 1) || (parts.time?.periods.length ?? 0) > 1;
  if (!parts.ops.has('compare') || groups.length > 0 || isList) return [];
  const noun = nouns.find(
    ({ plural, dimension }) => plural && dimension !== null && ENTITY_SUBJECTS[dimension],
  );
  return noun?.dimension ? [noun.dimension] : [];
}

/** A rate of growth of something that has none: not the figure itself. */
function isGrowthOf({ things }: Parts, metrics: readonly string[]): boolean {
  return (
    things.some(({ said }) => /^gr[oe]w/.test(said)) &&
    !metrics.some((metric) => METRICS.get(metric)?.additivity === 'linked')
  );
}

/** 'Compare the endowment with its benchmark': the return of both. */
function comparedToBenchmark(sense: Sense): Outline | 'reject' | null {
  const { metrics, parts, groups, nouns } = sense;
  const compares = parts.ops.has('compare') || (parts.ops.has('vs') && parts.ops.has('how_did'));
  const isCompared = compares && metrics.join() === 'benchmark_return';
  const isBare = groups.length === 0 && parts.bounds.length === 0 && !parts.rank && !parts.which;
  if (!isCompared || !isBare || nouns.some(({ plural }) => plural) || sense.narrows.length > 1) return null;
  return figures(sense, ['twr', 'benchmark_return', 'excess_return']);
}

/** 'Portfolios and their benchmarks': the register of portfolios names them. */
function benchmarksOf(sense: Sense): Outline | 'reject' | null {
  const { metrics, parts, nouns, groups } = sense;
  const isNames =
    metrics.join() === 'benchmark_return' &&
    parts.things.some(({ said }) => /^(?:benchmarks|indices)$/.test(said));
  if (!isNames || parts.time !== null || parts.rank) return null;
  if (groups.length > 0) return 'reject';
  const portfolios = nouns.find(({ rows }) => rows?.subject === 'portfolios');
  return portfolios ? listing({ ...sense, metrics: [] }, portfolios) : 'reject';
}

/** 'What is my benchmark' asks for its name, which is no figure. */
function asksForName({ ops, things, time, which }: Parts, metrics: readonly string[]): boolean {
  return (
    metrics.length === 1 &&
    metrics[0] === 'benchmark_return' &&
    (ops.has('what') || ops.has('which') || which !== null) &&
    time === null &&
    [...things, ...(which ? [which.thing] : [])].some(({ said }) =>
      /^(?:my )?(?:benchmark|index)$/.test(said),
    )
  );
}

/** 'How has my value changed since January': the value at both ends of the period, and the difference. */
export function changeOverPeriod(sense: Sense): Outline | 'reject' {
  const [period] = sense.parts.time?.periods ?? [];
  const [metric] = sense.metrics;
  const isState = sense.metrics.length === 1 && METRICS.get(metric ?? '')?.additivity === 'stock';
  const isFlow = sense.metrics.length === 1 && METRICS.get(metric ?? '')?.additivity === 'flow';
  // 'Between 2023 and 2024': from how it stood at the end of the one to the end of the other.
  if ((isFlow || isState) && metric !== undefined && period?.edges && sense.groups.length === 0)
    return outline(sense, { metrics: [metric], derive: 'change', atEdges: true });
  const isSaid = sense.parts.time !== null || sense.parts.ops.has('change');
  if (
    isFlow &&
    isSaid &&
    metric !== undefined &&
    sense.groups.length === 0 &&
    hasPeriodBefore(sense.parts.time)
  )
    return outline(sense, { metrics: [metric], derive: 'change', yearOnYear: true });
  if (!isState || metric === undefined || !period || period.kind !== 'range' || period.from === null)
    return 'reject';
  if (sense.groups.length > 0) return 'reject';
  return outline(sense, { metrics: [metric], derive: 'change', atBothEnds: true });
}

/** 'account values', 'client balances': a figure for each. */
function compoundGroups(parts: Parts): readonly Dimension[] {
  return parts.things.flatMap((thing): Dimension[] => {
    if (/^(?:annual|yearly) (?:returns|performances)$/.test(thing.said)) return ['year'];
    const match = /^(account|portfolio|client|position|holding)s? (values|balances|returns|weights)$/.exec(
      thing.said,
    );
    if (!match) return [];
    const word = match[1];
    return word === 'position' || word === 'holding'
      ? ['security']
      : word === 'account' || word === 'portfolio' || word === 'client'
        ? [word]
        : [];
  });
}
