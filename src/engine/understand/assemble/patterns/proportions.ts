import type { Thing } from '../../chart/items.ts';
import {
  ENTITY_SUBJECTS,
  GRAINS,
  type Outline,
  type Pattern,
  type Sense,
  isOnSecurities,
  namesSecurity,
} from '../outline.ts';
import { COUNTS } from '../row-counts.ts';
import { counts } from './counts.ts';

/** 'What percentage of accounts beat their benchmark': as many as 'how many' counts, of all of them. */
export const proportions: Pattern = (sense) => {
  const { parts, groups } = sense;
  const noun = parts.partOf;
  if (noun === null || parts.count || parts.rank || parts.which || parts.average || parts.ends) return null;
  if (groups.length > 0 || parts.shareWhole !== null) return null;
  const isOnHeld = sense.narrows.some(({ all }) => all.some(isOnSecurities));
  const isOfMembers = noun.dimension !== null && ENTITY_SUBJECTS[noun.dimension] !== undefined;
  // What part of my accounts is in bonds is told by value; how many hold any, by number.
  if (isOfMembers && isOnHeld && parts.bounds.length === 0 && !parts.ops.has('own')) return null;
  const made = counts(counting(sense, noun));
  const part = made === null || made === 'reject' ? null : asPart(made, noun, sense);
  // What part of the clients it is true of is no part of what they are worth.
  return part ?? (isOfMembers && isOnHeld ? 'reject' : null);
};

/** The same question with 'how many' in the place of 'what part of'. */
function counting(sense: Sense, thing: Thing): Sense {
  const { parts, nouns } = sense;
  return {
    ...sense,
    nouns: nouns.filter((noun) => noun !== thing),
    head: thing,
    parts: {
      ...parts,
      ops: new Set([...parts.ops].filter((op) => op !== 'share')),
      things: parts.things.filter((each) => each !== thing),
      count: { thing, different: false, open: null },
    },
  };
}

/** A count as a part of all; null where it is none, or where what is told of is weighed by its value. */
function asPart(made: Outline, { dimension, rows }: Thing, { narrows }: Sense): Outline | null {
  const isEntity = dimension !== null && ENTITY_SUBJECTS[dimension] !== undefined;
  const isCountable =
    isEntity || rows?.subject === 'holdings' || (dimension !== null && GRAINS.has(dimension));
  if (!isCountable) return null;
  if (made.derive === 'count' && made.having.length > 0) return { ...made, derive: 'proportion' };
  // Of what is open by definition all are open.
  if (made.where.some(({ kind }) => kind === 'open') || !isEntity || rows === null) return null;
  const metric = COUNTS[rows.subject];
  const isHolders =
    made.derive === 'count' && made.metrics.join() === 'quantity' && narrows.every(namesSecurity);
  if (isHolders && metric !== undefined) return { ...made, metrics: [metric], by: [], derive: 'share' };
  const isCount = made.metrics.length === 1 && made.metrics.every((name) => name.endsWith('_count'));
  const isLimited = made.narrows.length > 0 || made.where.length > 0;
  return made.derive === null && isCount && isLimited && made.by.length === 0
    ? { ...made, derive: 'share' }
    : null;
}
