import type { Dimension } from '../../../../vocabulary/plan.ts';
import type { Rule } from '../chart.ts';
import { type Rank, type Sem, standsForGrain } from '../items.ts';
import { cat, either, is, maybe, op, rule, thing, thingOf } from './slots.ts';

const FALLS = /^(?:drop|fall|decline|dip|decrease|slump|slide|fall in|drop in|sink)s?$/;
const RISES = /^(?:rise|jump|climb|increase|grow|growth of|upswing)s?$/;

const aRank = cat('rank', ({ rank }) => rank.tone !== 'amount' && rank.metric === undefined);
const aMove = either(
  op('change'),
  thing(({ metrics }) => metrics[0] === 'gain' || metrics[0] === 'max_drawdown'),
);
const aGrain = cat('group', ({ dimensions: [only, ...more] }) => more.length === 0 && isGrain(only));
const aGrainNoun = thing(({ dimension, plural }) => !plural && isGrain(dimension));

/** Falls and rises within one month, day or year: 'the biggest drop in one month', 'the largest one-day loss'. */
export const MOVES_WITHIN: readonly Rule[] = [
  rule(
    'largest move in one month',
    [aRank, aMove, aGrain],
    ([rank, move, grain]) => moved(rank, move, grain),
    0.9,
  ),
  rule('largest fall in one month', [aFall(), aGrain], ([fall, grain]) => fallen(fall, grain), 0.9),
  rule(
    'largest monthly move',
    [aRank, aGrain, aMove],
    ([rank, grain, move]) => moved(rank, move, grain),
    0.9,
  ),
  rule(
    'largest one-month move',
    [aRank, maybe(cat('num', ({ number }) => number.value === '1')), aGrainNoun, aMove],
    ([rank, , grain, move]) => moved(rank, move, grain),
    0.9,
  ),
];

/** 'Biggest drop', which without a month is the deepest one from a high. */
function aFall() {
  return thing(
    ({ metrics, said }) => metrics[0] === 'max_drawdown' && /(?:drop|fall|decline|slump)$/.test(said),
  );
}

function fallen(fall: Sem | null | undefined, grain: Sem | null | undefined): Sem | null {
  const dimension = grainOf(grain);
  return thingOf(fall) && dimension
    ? ranked({ direction: 'asc', limit: null, tone: 'quality' }, 'twr', dimension)
    : null;
}

function moved(
  rank: Sem | null | undefined,
  move: Sem | null | undefined,
  grain: Sem | null | undefined,
): Sem | null {
  const dimension = grainOf(grain);
  if (!is(rank, 'rank') || dimension === null || rank.rank.both) return null;
  const amount = thingOf(move);
  const said = is(move, 'op') ? move.said : (amount?.said ?? '');
  const isFall = FALLS.test(said) || /\bloss(?:es)?$|^los[et]$/.test(said);
  if (!isFall && !RISES.test(said) && amount?.metrics[0] !== 'gain') return null;
  const metric = amount?.metrics[0] === 'gain' ? 'gain' : 'twr';
  const direction = (rank.rank.direction === 'desc') === isFall ? 'asc' : 'desc';
  // The worst fall is the deepest one, and not the mildest.
  const isWorst = rank.rank.tone === 'quality' && rank.rank.direction === 'asc' && isFall;
  return ranked({ ...rank.rank, direction: isWorst ? 'asc' : direction, tone: 'quality' }, metric, dimension);
}

function ranked(rank: Rank, metric: string, dimension: Dimension): Sem {
  return { cat: 'ranked', rank: { ...rank, metric }, thing: standsForGrain(dimension) };
}

function grainOf(sem: Sem | null | undefined): Dimension | null {
  if (is(sem, 'group')) return sem.dimensions[0] ?? null;
  return thingOf(sem)?.dimension ?? null;
}

const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

function isGrain(dimension: Dimension | null | undefined): boolean {
  return dimension !== null && dimension !== undefined && GRAINS.has(dimension);
}
