import type { Dimension, Filter } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { figures } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import { ENTITY_SUBJECTS, type Pattern } from '../outline.ts';

const SINGLE = /^(?:any )?(?:one |single )+|^any /;

/** Cash is no single investment. */
const NO_CASH: Filter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: true };

function isSingle(noun: Thing | null): boolean {
  return noun?.dimension === 'security' && SINGLE.test(noun.said);
}

/** 'More than 10 % in one stock' is a condition on each security that an account, client … holds, not on all together. */
export const singles: Pattern = (sense) => {
  const { parts, narrows, nouns } = sense;
  const carried = narrows.find(({ thing, from }) => isSingle(thing) || isSingle(from));
  const noun = [...nouns, ...parts.things].find(isSingle) ?? null;
  if ((!carried && !noun) || parts.bounds.length === 0) return null;
  const heads = [parts.which?.thing ?? null, sense.head, ...nouns];
  // 'Of my portfolio' is the whole that is asked about; 'which portfolio' and 'portfolios with' are each.
  const entity = heads.find(
    (head) =>
      head?.dimension && ENTITY_SUBJECTS[head.dimension] && (head.plural || head === parts.which?.thing),
  )?.dimension;
  const holder = entity ?? (parts.ops.has('who') ? 'client' : null);
  if (
    parts.bounds.length > 1 ||
    sense.groups.length > 0 ||
    sense.metrics.length > 0 ||
    parts.rank ||
    parts.count
  )
    return 'reject';
  const filters = nounFilters(carried?.from ?? carried?.thing ?? noun);
  const rest = narrows.filter((narrow) => narrow !== carried);
  const groups: readonly Dimension[] = holder === null ? ['security'] : [holder, 'security'];
  const held = { ...sense, groups, narrows: rest, head: null, nouns: nouns.filter((each) => each !== noun) };
  return figures(held, ['weight'], {
    by: groups,
    where: [...sense.base, ...filters, ...(filters.length === 0 ? [NO_CASH] : [])],
    shareOf: holder === null ? null : 'group',
    narrows: rest,
  });
};
