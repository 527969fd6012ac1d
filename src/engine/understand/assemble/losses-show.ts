import { type Outline } from './outline.ts';
import type { Parts } from './parts.ts';
import { GAINS } from './verbs-fit.ts';

const LOSSES = /\blosses$/;
const GAIN_WORD = /gain|profit/;

/** Losses are what is below zero: a condition says so, or the order; a net figure does not. */
export function lossesShow({ things, rank, relative, ops, saidTotal }: Parts, outline: Outline): boolean {
  const { having, order, where, metrics, subject } = outline;
  const below =
    having.some(
      ({ metric, comparison, value }) =>
        GAINS.includes(metric) && comparison.startsWith('<') && Number(value) <= 0,
    ) ||
    where.some(
      (filter) => filter.kind === 'threshold' && filter.signed === true && filter.comparison.startsWith('<'),
    );
  if (below) return true;
  if (order?.direction === 'asc' && (order.by === 'amount' || GAINS.includes(order.by))) return true;
  const said = [...things, ...(rank?.thing ? [rank.thing] : [])].map((thing) => thing.said);
  if (ops.has('under_water') && relative.length > 0) return false;
  if (said.some((words) => LOSSES.test(words) && !GAIN_WORD.test(words))) return false;
  const isLoss = said.some((words) => /\bloss$|^los[et]\b/.test(words) && !GAIN_WORD.test(words));
  if (!isLoss) return true;
  if (relative.length > 0 || having.length > 0) return false;
  if (subject === 'realized_gains') return false;
  // 'The total unrealized loss' adds up the losses alone.
  if (saidTotal && subject === 'figures' && metrics.some((metric) => /^(?:un)?realized_gain/.test(metric)))
    return false;
  return subject !== 'figures' || metrics.some((metric) => GAINS.includes(metric));
}
