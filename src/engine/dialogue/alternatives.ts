import type { Turn } from '../../vocabulary/conversation.ts';
import { ENTITY_DIMENSIONS, type Dimension, type Plan } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/sound.ts';
import type { InFilter } from './context.ts';
import { rankOfLast } from './elliptic.ts';

const TOGETHER =
  /^(?:and |so )?(?:what (?:is|was|are|were) )?(?:both|the two|all (?:three|four|five)|all of them)(?: of them)?(?: (?:together|combined|in total|added up))?\s*[?.!]*$/i;
const SIDE_BY_SIDE =
  /^(?:and |so |please |now )?(?:(?:can you )?compare (?:them|both|those|these|the two|all of them)|(?:them |both |all of them )?side by side)\s*[?.!]*$/i;
const BETTER =
  /^(?:and |so )?(?:(?:which|who)(?: one)?(?: of (?:them|those|the two|these))?) (?:did|does|was|is|has|had|made|earned|paid|got)(?: the)? (better|worse|more|less|higher|lower|best|worst|most|least|highest|lowest|fewest|biggest|largest|smallest)\s*[?.!]*$/i;

const SUPERLATIVE: Readonly<Record<string, string>> = {
  better: 'best',
  worse: 'worst',
  more: 'most',
  less: 'least',
  higher: 'highest',
  lower: 'lowest',
};

/**
 * 'Compare them', 'both together', 'who did best?' after the same was asked of one thing after another; null where it
 * was not, or something else is asked.
 */
export function ofAlternatives(text: string, turns: readonly Turn[]): Plan | null {
  const said = text.trim();
  const word = BETTER.exec(said)?.[1]?.toLowerCase();
  const isTogether = TOGETHER.test(said);
  if (!isTogether && word === undefined && !SIDE_BY_SIDE.test(said)) return null;
  const all = alternatives(turns);
  if (!all) return null;
  const { plan, dimension } = all;
  if (isTogether) return isSound(plan) ? plan : null;
  const each: Plan = { ...plan, by: [dimension] };
  if (!isSound(each)) return null;
  return word === undefined ? each : rankOfLast(`which is the ${SUPERLATIVE[word] ?? word}`, each);
}

interface Alternatives {
  /** The last plan, of all the things that were asked about. */
  readonly plan: Plan;
  readonly dimension: Dimension;
}

/** The things that the last questions asked the same about, one thing each. */
function alternatives(turns: readonly Turn[]): Alternatives | null {
  const answered = turns.filter(({ plan, answer }) => plan !== null && answer.kind === 'answer').toReversed();
  const [last] = answered;
  if (!last?.plan || last.plan.subject !== 'figures' || last.plan.by.length > 0) return null;
  const filter = last.plan.where.find(isThing);
  if (!filter) return null;
  const { dimension } = filter;
  const rest = without(last.plan, filter);
  const values: (string | null)[] = [];
  for (const { plan } of answered) {
    const own = plan?.where.find(isThing);
    if (!plan || own?.dimension !== dimension || without(plan, own) !== rest) break;
    values.push(...own.values);
  }
  const distinct = [...new Set(values.toReversed())];
  if (distinct.length < 2) return null;
  const where = last.plan.where.map((each) => (each === filter ? { ...filter, values: distinct } : each));
  return { plan: { ...last.plan, where, order: null, limit: null }, dimension };
}

function isThing(filter: Plan['where'][number]): filter is InFilter {
  return (
    filter.kind === 'in' &&
    !filter.negated &&
    ENTITY_DIMENSIONS.some((each) => each === filter.dimension) &&
    filter.values.length === 1
  );
}

/** All that a plan means besides which thing it is of. */
function without({ where, periods, ...plan }: Plan, filter: InFilter): string {
  const others = where.filter((each) => each !== filter);
  return JSON.stringify([plan, others, periods.map(({ from, to, pointInTime }) => [from, to, pointInTime])]);
}
