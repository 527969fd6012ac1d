import { type Outline, type Pattern } from './outline.ts';
import type { Parts } from './parts.ts';
import { counts } from './patterns/counts.ts';
import { defaults } from './patterns/defaults.ts';
import { ends } from './patterns/ends.ts';
import { listings, yesNo } from './patterns/listings.ts';
import { named } from './patterns/named.ts';
import { averages } from './patterns/averages.ts';
import { ranks } from './patterns/ranks.ts';
import { ordered } from './patterns/ordered.ts';
import { shares } from './patterns/shares.ts';
import { netFlows } from './patterns/net-flows.ts';
import { singles } from './patterns/singles.ts';
import { whys } from './patterns/whys.ts';
import { answersWhether, whethers } from './patterns/whethers.ts';
import { whiches } from './patterns/whiches.ts';
import { senseOf } from './sense.ts';
import { isWhole } from './whole.ts';

/** What a question with these parts asks for; null where the parts make no whole. `choice` picks among a word's metrics. */
export function decide(parts: Parts, choice: number): Outline | null {
  const sense = senseOf(parts, choice);
  if (!sense) return null;
  for (const pattern of PATTERNS) {
    const outline = pattern(sense);
    if (outline === 'reject') return null;
    if (outline)
      return isWhole(sense.parts, outline, sense.nouns, sense.faint) ? answersWhether(sense, outline) : null;
  }
  return null;
}

const PATTERNS: readonly Pattern[] = [
  whys,
  whethers,
  singles,
  ends,
  counts,
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
