import { METRICS } from '../../../../model/index.ts';
import { figures } from '../builders.ts';
import { type Outline, type Sense, outline } from '../outline.ts';
import { pairOf } from './named.ts';

/** 'More dividends in 2016 than in 2015' compares two periods and ranks nothing. */
export function comparedPeriods(sense: Sense): Outline | 'reject' | null {
  const { parts, groups } = sense;
  const { rank = null, thing = null } = parts.rank ?? {};
  const isPair = (rank?.tone === 'quality' || rank?.tone === 'amount') && parts.time?.periods.length === 2;
  if (rank === null || rank.limit !== null || parts.which) return null;
  if (parts.time?.compared !== true && !isPair) return null;
  if (rank.tone === 'quality') return thing === null ? judgedPeriods(sense) : 'reject';
  if (rank.tone === 'size' && (thing !== null || parts.order || sense.nouns.length > 0)) return null;
  const metrics = [...new Set([...(thing?.metrics.slice(0, 1) ?? []), ...sense.metrics])];
  return metrics.length === 0 || groups.length > 0 ? 'reject' : outline(sense, { metrics, derive: 'change' });
}

/** 'Was 2020 better than 2019': of two periods, better is the one with the higher return. */
export function judgedPeriods(sense: Sense): Outline | 'reject' {
  // 'Did I do better': the verb says no more than the word for better.
  const isBare =
    sense.groups.length === 0 && sense.faint.every((verb) => verb === 'twr') && sense.nouns.length === 0;
  const isReturn = sense.metrics.length === 0 || sense.metrics.join() === 'twr';
  return isBare && isReturn ? outline(sense, { metrics: ['twr'], derive: 'change' }) : 'reject';
}

/** 'How did this year compare to last year': by what came of them. */
export function comparedAlone({ parts, ...sense }: Sense): Outline | null {
  const isBare =
    sense.nouns.every(
      ({ dimension, plural }) => !plural && (dimension === 'portfolio' || dimension === 'account'),
    ) &&
    sense.groups.length + sense.narrows.length + parts.bounds.length === 0 &&
    sense.faint.every((verb) => verb === 'twr');
  const isPair = parts.time?.compared === true && parts.time.periods.every(({ kind }) => kind === 'range');
  return isBare && isPair && parts.ops.has('how_did')
    ? outline({ parts, ...sense }, { metrics: ['twr'], derive: 'change' })
    : null;
}

/** 'How much more did I make in 2024 than in 2023', 'how much more do I have in A than in B'. */
export function howMuchMore(sense: Sense): Outline | 'reject' {
  const [verb, ...more] = sense.faint.filter((metric) => metric !== 'market_value');
  const isOfPeriods = (sense.parts.time?.periods.length ?? 0) > 1 && sense.narrows.length === 0;
  if (verb !== undefined && more.length === 0 && isOfPeriods && sense.groups.length === 0)
    return METRICS.get(verb)?.additivity === 'flow' || verb === 'gain'
      ? figures(sense, [verb], { derive: 'change' })
      : 'reject';
  const isPair = sense.narrows.some(({ joined, all }) => joined === 'vs' && all.length > 1);
  return sense.parts.ops.has('own') || (isPair && verb === undefined)
    ? (pairOf(sense, ['market_value']) ?? 'reject')
    : 'reject';
}
