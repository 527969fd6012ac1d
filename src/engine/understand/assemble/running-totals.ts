import { METRICS } from '../../../model/index.ts';
import { GRAINS, type Outline } from './outline.ts';
import type { Parts } from './parts.ts';

/** 'Cumulative dividends by month': beside each of them what they came to by then. */
export function withRunningTotal({ ops }: Parts, made: Outline): Outline {
  const { subject, metrics, by, derive, order, limit, having } = made;
  const [metric = '', ...more] = metrics;
  const isSeries = subject === 'figures' && by.some((each) => GRAINS.has(each));
  const isPlain = derive === null && order === null && limit === null && having.length + more.length === 0;
  return ops.has('running') && isSeries && isPlain && METRICS.get(metric)?.additivity === 'flow'
    ? { ...made, derive: 'running' }
    : made;
}
