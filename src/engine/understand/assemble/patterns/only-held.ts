import type { InFilter } from '../../../../vocabulary/plan.ts';
import { ENTITY_SUBJECTS, type Pattern, type Sense, isOnSecurities, outline } from '../outline.ts';
import type { Narrow } from '../parts.ts';

/** 'Which accounts hold only cash': that hold some of it, and nothing of any other kind. */
export const onlyHeld: Pattern = (sense) => {
  const { parts, narrows, metrics, groups, faint } = sense;
  const only = narrows.find(
    (narrow) =>
      !narrow.negated && (narrow.only === true || (parts.ops.has('only') && narrow.all.some(isOnSecurities))),
  );
  const owners = [parts.which?.thing, parts.count?.thing, ...sense.nouns].flatMap((noun) => noun ?? []);
  const [owner, ...others] = owners.filter(({ plural }) => plural || parts.which !== null);
  const subject = owner?.rows?.subject;
  const isOwner = owner?.dimension ? ENTITY_SUBJECTS[owner.dimension] === subject : false;
  const asks = parts.ops.has('own') || parts.ops.has('who') || parts.which !== null;
  if (!only || !asks || !only.all.some(isOnSecurities)) return null;
  // 'Do I own only stocks' asks whether there is anything else.
  if (!isOwner || subject === undefined) return parts.ops.has('who') || parts.whether ? 'reject' : null;
  const isBare = metrics.every((metric) => metric === 'cash') && groups.length + faint.length === 0;
  // Whoever holds only bonds has some cash beside them, too.
  if (!isOfCash(only) || others.length > 0 || !isBare || isMore(sense)) return 'reject';
  return outline(sense, {
    subject,
    narrows: narrows.filter((narrow) => narrow !== only),
    where: [
      ...sense.base,
      { kind: 'without', rows: 'holdings', of: [CASH], negated: true },
      { kind: 'without', rows: 'holdings', of: [{ ...CASH, negated: true }] },
    ],
    derive: parts.count ? 'count' : null,
    holders: true,
  });
};

const CASH: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: false };

function isOfCash({ all }: Narrow): boolean {
  return all.every(
    (each) =>
      each.kind === 'values' &&
      each.filters.every(({ dimension, values }) => dimension === 'asset_class' && values.join() === 'Cash'),
  );
}

/** More is asked than which they are. */
function isMore({ parts }: Sense): boolean {
  const { bounds, rank, ends, average, ops } = parts;
  return bounds.length > 0 || Boolean(rank ?? ends ?? average) || ops.has('how_much') || ops.has('share');
}
