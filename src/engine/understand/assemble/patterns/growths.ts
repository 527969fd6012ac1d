import { METRICS } from '../../../../model/index.ts';
import type { Dimension, Order } from '../../../../vocabulary/plan.ts';
import type { Rank, Thing } from '../../chart/items.ts';
import {
  ENTITY_SUBJECTS,
  GRAINS,
  type Outline,
  type Pattern,
  SCOPE_NOUNS,
  SPLITS,
  type Sense,
  outline,
} from '../outline.ts';
import { hasPeriodBefore } from '../period-before.ts';
import { headOfRank } from './rank-head.ts';

const UP = /\b(?:increase|increased|rise|rose|risen|up|jump|jumped|climb|climbed|gr[oe]w\w*)\b/;
const DOWN =
  /\b(?:decrease|decreased|drop|dropped|fall|fell|fallen|decline|declined|dip|dipped|down|sink|sank|sunk|shrink|shrank|shrunk)\b/;
/** Words that say that something moved, and not which way only. */
const MOVES = /\b(?:change|changed|changes|difference|delta|evolve|moved|increase|growth)\b/;

/** How a figure of each group moved: 'growth in AUM by client', 'biggest increase by account', 'change by month'. */
export const growths: Pattern = (sense) => {
  const { parts, metrics } = sense;
  const said = movesSaid(sense);
  // 'Growth in the number of accounts' asks for no number of today.
  if (said !== null && parts.count && /^gr[oe]w/.test(said)) return 'reject';
  if (said === null || parts.count || parts.ends || parts.average || parts.bounds.length > 0) return null;
  const grain = sense.groups.find((group) => GRAINS.has(group));
  const [metric = metrics.length === 0 ? (movedWeight(sense) ?? meantAlone(sense)) : undefined, ...more] =
    metrics;
  if (metric === undefined || more.length > 0 || !addsUp(metric)) return null;
  if (sense.narrows.some(({ all, joined }) => all.length > 1 && joined === 'vs')) return null;
  if (grain !== undefined) return fromOneToNext(sense, metric, grain);
  const head = headOf(sense);
  const group = head?.dimension ?? sense.groups[0] ?? null;
  if (group === null || GRAINS.has(group) || !(ENTITY_SUBJECTS[group] || SPLITS.has(group))) return null;
  const rank = parts.rank?.rank ?? null;
  if (rank?.both || (rank?.tone === 'quality' && metric !== 'weight')) return null;
  const asksWhich = parts.which !== null || parts.ops.has('who');
  // 'Which accounts went down' asks only for those that did.
  if (rank === null && (asksWhich || !MOVES.test(said))) return null;
  const isAll = rank === null || (rank.limit === null && parts.which === null && sense.groups.length > 0);
  const limit = isAll ? null : (rank.limit ?? (head?.plural === true && !parts.which ? 10 : 1));
  const between = spanOf(sense, metric);
  if (between === null) return null;
  return outline(sense, {
    metrics: [metric],
    by: [...new Set([...sense.groups, group])],
    derive: 'change',
    order: orderOf(rank, said, parts.ops.has('in_percent')),
    limit,
    ...between,
  });
};

/** Of a rate what is none of is not 0. */
function addsUp(metric: string): boolean {
  const { additivity } = METRICS.get(metric) ?? {};
  return metric === 'weight' || additivity === 'stock' || additivity === 'flow' || additivity === 'count';
}

/** The words that say that something moved, or grew; null where none does. */
function movesSaid({ parts }: Pick<Sense, 'parts'>): string | null {
  const grown = [...parts.things, parts.rank?.thing ?? null].find((thing) =>
    /^gr[oe]w/.test(thing?.said ?? ''),
  );
  if (parts.ops.has('change')) return parts.moved ?? 'change';
  return grown?.said ?? (movedWeight({ parts }) === null ? null : 'change');
}

/** 'Which sector gained the most weight': 'gained the most' ranks by what its weight did. */
function movedWeight({ parts: { rank } }: Pick<Sense, 'parts'>): string | null {
  const isMoved = rank?.rank.tone === 'quality' && rank.thing?.metrics[0] === 'weight';
  return isMoved ? 'weight' : null;
}

/** 'Biggest increase by client': of what each is worth, where no figure is named. */
function meantAlone({ faint, parts, nouns }: Sense): string | undefined {
  const others = faint.filter((verb) => verb !== 'market_value' && verb !== 'twr' && verb !== 'gain');
  const isOfScope =
    nouns.length > 0 &&
    nouns.every(({ dimension, plural }) => !plural && dimension !== null && SCOPE_NOUNS.has(dimension));
  const isSaid =
    faint.includes('market_value') || (parts.ops.has('change') && (parts.rank !== null || isOfScope));
  return others.length === 0 && isSaid ? 'market_value' : undefined;
}

function headOf(sense: Sense): Thing | null {
  const { parts, nouns } = sense;
  if (parts.which?.thing.dimension) return parts.which.thing;
  if (parts.rank) return headOfRank(sense, parts.rank.thing);
  return sense.groups.length > 0
    ? null
    : (nouns.find(({ plural, dimension }) => plural && dimension) ?? null);
}

/** The largest move first; of falls the deepest. */
function orderOf(rank: Rank | null, said: string, inPercent: boolean): Order {
  const isFall = DOWN.test(said) && !UP.test(said);
  const isLeast = rank?.direction === 'asc' && rank.tone !== 'quality';
  if (rank?.tone === 'quality') return { by: 'change', direction: rank.direction };
  return {
    by: inPercent ? 'change_percent' : 'change',
    direction: isFall === isLeast ? 'desc' : 'asc',
  };
}

/** Between which days or periods the figure moved. */
function spanOf(
  { parts }: Sense,
  metric: string,
): Partial<Pick<Outline, 'atBothEnds' | 'atEdges' | 'yearOnYear'>> | null {
  const periods = parts.time?.periods ?? [];
  if (periods.length === 2) return {};
  const [only, ...more] = periods;
  if (more.length > 0) return null;
  if (only?.edges) return { atEdges: true };
  if (METRICS.get(metric)?.additivity === 'flow')
    return hasPeriodBefore(parts.time) ? { yearOnYear: true } : null;
  return only === undefined || (only.kind === 'range' && only.from !== null) ? { atBothEnds: true } : null;
}

/** 'Percent change by month': of each from the one before. */
function fromOneToNext(sense: Sense, metric: string, grain: Dimension): Outline | null {
  const { parts, groups } = sense;
  const isPlain = groups.length === 1 && parts.rank === null && parts.which === null;
  const isRange = parts.time === null || parts.time.periods.every(({ kind }) => kind === 'range');
  return isPlain && isRange && (parts.time?.periods.length ?? 1) === 1
    ? outline(sense, { metrics: [metric], by: [grain], derive: 'change' })
    : null;
}
