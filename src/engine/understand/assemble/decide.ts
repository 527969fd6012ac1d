import { type Outline, type Pattern } from './outline.ts';
import type { Parts } from './parts.ts';
import { closedLots } from './patterns/closed-lots.ts';
import { counts } from './patterns/counts.ts';
import { defaults } from './patterns/defaults.ts';
import { ends } from './patterns/ends.ts';
import { exceeds } from './patterns/exceeds.ts';
import { findings } from './patterns/findings.ts';
import { growths } from './patterns/growths.ts';
import { listings, yesNo } from './patterns/listings.ts';
import { movedBetween } from './patterns/moved-between.ts';
import { named, ratios } from './patterns/named.ts';
import { maturities } from './patterns/maturities.ts';
import { averages } from './patterns/averages.ts';
import { onlyHeld } from './patterns/only-held.ts';
import { lots } from './patterns/lots.ts';
import { proportions } from './patterns/proportions.ts';
import { ranks } from './patterns/ranks.ts';
import { ordered } from './patterns/ordered.ts';
import { registers } from './patterns/registers.ts';
import { shares } from './patterns/shares.ts';
import { netFlows } from './patterns/net-flows.ts';
import { singles } from './patterns/singles.ts';
import { unpaid } from './patterns/unpaid.ts';
import { sums } from './patterns/sums.ts';
import { whys } from './patterns/whys.ts';
import { answersWhether, whethers } from './patterns/whethers.ts';
import { whiches } from './patterns/whiches.ts';
import { withRunningTotal } from './running-totals.ts';
import { senseOf } from './sense.ts';
import { isWhole } from './whole.ts';
import { withTimeOfHaving } from './time-of-having.ts';

/** What a question with these parts asks for; null where the parts make no whole. `choice` picks among a word's metrics. */
export function decide(parts: Parts, choice: number): Outline | null {
  const sense = senseOf(parts, choice);
  if (!sense) return null;
  for (const pattern of PATTERNS) {
    const outline = pattern(sense);
    if (outline === 'reject') return null;
    if (!outline) continue;
    const timed = withRunningTotal(sense.parts, withTimeOfHaving(sense.parts, outline));
    return isWhole(sense.parts, timed, sense.nouns, sense.faint) ? answersWhether(sense, timed) : null;
  }
  return null;
}

const PATTERNS: readonly Pattern[] = [
  whys,
  findings,
  movedBetween,
  onlyHeld,
  unpaid,
  exceeds,
  ratios,
  whethers,
  singles,
  maturities,
  lots,
  closedLots,
  registers,
  ends,
  growths,
  sums,
  counts,
  proportions,
  shares,
  ranks,
  ordered,
  netFlows,
  whiches,
  averages,
  yesNo,
  listings,
  named,
  defaults,
];
