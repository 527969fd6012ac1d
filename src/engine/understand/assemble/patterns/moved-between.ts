import type { Filter } from '../../../../vocabulary/plan.ts';
import { listing } from '../builders.ts';
import type { Pattern } from '../outline.ts';

/** One side of what went from one account to another. */
const ARRIVED: Filter = { kind: 'threshold', field: 'amount', comparison: '>', value: '0', signed: true };

/** 'How much did I move between my accounts', 'how often': what arrived, which is what left the others. */
export const movedBetween: Pattern = (sense) => {
  const { parts, metrics, groups } = sense;
  const moved = [...parts.things, ...(parts.count ? [parts.count.thing] : [])].find(({ rows }) =>
    rows?.where.some(({ kind }) => kind === 'internal'),
  );
  const isTotal = parts.ops.has('how_much') || parts.saidTotal || parts.ops.has('total');
  const isCount = parts.count !== null || parts.ops.has('how_often') || parts.ops.has('how_many');
  if (!moved || !(isTotal || isCount)) return null;
  const isOther = parts.rank || parts.ends || parts.average || parts.which || (isTotal && isCount);
  if (isOther || groups.length > 0 || parts.bounds.length > 0 || metrics.length > 0) return 'reject';
  const where = [...sense.base, ...(moved.rows?.where ?? []), ARRIVED];
  return listing(sense, moved, { metrics: [], where, derive: isCount ? 'count' : 'total' });
};
