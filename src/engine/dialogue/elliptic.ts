import { METRICS } from '../../model/index.ts';
import type { Dimension, Plan } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/sound.ts';

const RANKED =
  /^(?:and |so |but )?(?:(who)|which(?: (?:one|ones|of (?:them|those|these)|(account|portfolio|client|advisor|custodian|sector|country|month|quarter|year|week)))?)(?: (?:has|have|had|is|was|are|were|did|got|pays?|paid|made|does))?(?: the)? (most|least|highest|lowest|largest|smallest|biggest|fewest|best|worst)(?: (?:one|ones))?\s*[?.!]*$/i;

const PARTIES: ReadonlySet<string> = new Set(['account', 'portfolio', 'client']);

const GRAINS: ReadonlySet<string> = new Set(['month', 'quarter', 'year', 'week']);

const LOW = /least|lowest|smallest|fewest|worst/i;

/** 'Who has the most?', 'which one was the lowest?': of the groups that the last answer told, by the figure that it told. */
export function rankOfLast(text: string, last: Plan): Plan | null {
  const match = RANKED.exec(text.trim());
  const [metric] = last.metrics;
  if (!match || last.subject !== 'figures' || metric === undefined) return null;
  const grain = match[2]?.toLowerCase() as Dimension | undefined;
  if (grain && GRAINS.has(grain) && !last.by.some((each) => GRAINS.has(each))) {
    const isOver = last.periods.length === 1 && last.periods.every(({ pointInTime }) => !pointInTime);
    return isOver && last.by.length === 0 && last.derive === null
      ? rankOfLast(text, { ...last, by: [grain] })
      : null;
  }
  if (last.by.length === 0) {
    const isOfOne = last.where.some((filter) => filter.kind === 'in' && PARTIES.has(filter.dimension));
    return match[1] && !isOfOne && METRICS.get(metric)?.unit === 'money'
      ? rankOfLast(text, { ...last, by: ['client'] })
      : null;
  }
  if (last.periods.length > 1) return null;
  if (last.derive !== null && last.derive !== 'share' && last.derive !== 'extreme') return null;
  const kind = match[1] ? 'client' : (match[2]?.toLowerCase() ?? null);
  if (kind !== null && !last.by.includes(kind as Dimension)) return null;
  if (/best|worst/i.test(match[3] ?? '') && METRICS.get(metric)?.additivity === 'stock') return null;
  const direction = LOW.test(match[3] ?? '') ? 'asc' : 'desc';
  const { place: _place, limitPer: _per, ...rest } = last;
  return {
    ...rest,
    order: { by: metric, direction },
    limit: 1,
    derive: last.by.length === 1 ? 'extreme' : null,
  };
}

const AGAINST =
  /^(?:and |but |so )?(?:how (?:does|did|do|is|was) (?:that|this|it|those|they)\b.{0,30}\b|is (?:that|this|it) (?:better|worse|more|less) than |(?:compared (?:to|with)|versus|vs\.?|against|relative to) |did (?:that|it|i|we|they) (?:beat|outperform|underperform|lag) |what about |how about )(?:the |my |our |its |their )?(?:benchmarks?|index|market)\s*[?.!]*$/i;

const RETURNS: ReadonlySet<string> = new Set([
  'twr',
  'twr_gross',
  'gain',
  'benchmark_return',
  'excess_return',
]);

/** 'How does that compare with the benchmark?': the last return beside its benchmark's, over the same time. */
export function againstBenchmark(text: string, last: Plan): Plan | null {
  if (!AGAINST.test(text.trim()) || last.subject !== 'figures') return null;
  if (!last.metrics.every((metric) => RETURNS.has(metric)) || last.derive !== null) return null;
  const plan: Plan = {
    ...last,
    metrics: ['twr', 'benchmark_return', 'excess_return'],
    order: last.order === null ? null : { ...last.order, by: 'twr' },
  };
  return isSound(plan) ? plan : null;
}

const BY_NAME =
  /^(?:and |please |now )?(?:can you )?(?:sort|order|rank|list)(?:ed)?(?: (?:it|them|this|that|these|those))?(?: by)?(?: the)? (?:names?|alphabet|alphabetical(?:ly)?(?: order)?|a to z|a-z)\s*[?.!]*$/i;

/** 'Sort by name': tables are put in order by their figures, and by name with a click on the column. */
export function asksForNameOrder(text: string): boolean {
  return BY_NAME.test(text.trim());
}
