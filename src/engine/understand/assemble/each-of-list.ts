import { METRICS } from '../../../model/index.ts';
import type { Outline } from './outline.ts';
import type { Narrow, Parts } from './parts.ts';

/** 'Compare A and B', 'list the income of A, B and C': a figure of each, and not of all of them together. */
export function setsBeside({ ops }: Parts, { subject, by, derive }: Outline): boolean {
  const isListed = ops.has('list') || ops.has('each');
  return ops.has('compare') || (isListed && subject === 'figures' && by.length === 0 && derive === null);
}

/** 'Hanna and Niall: returns': a return of each, for of people who share nothing there is none in common. */
export function isRateOfEach(
  { all, joined, negated }: Narrow,
  { ops, saidTotal }: Parts,
  outline: Outline,
): boolean {
  const { subject, metrics, by, derive } = outline;
  const isOfPeople = all.every(
    (each) => each.kind === 'name' && each.name.candidates.some(({ kind }) => kind === 'client'),
  );
  const isRate = subject === 'figures' && metrics.some((name) => METRICS.get(name)?.additivity === 'linked');
  const isWhole = ops.has('total') || saidTotal || by.length > 0 || derive !== null;
  return isRate && isOfPeople && joined === 'and' && !negated && !isWhole;
}
