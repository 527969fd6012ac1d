import type { Token } from '../tokens.ts';
import type { Item } from './items.ts';

/** A way to take the whole question: items side by side, and the words between them that mean nothing. */
export interface Cover {
  readonly items: readonly Item[];
  readonly skipped: readonly number[];
  readonly score: number;
}

const COVERS_KEPT = 16;
const ITEM_COST = 0.3;
const UNKNOWN_COST = 100;

interface Path {
  readonly score: number;
  readonly last: Item | null;
  readonly skipped: number | null;
  readonly before: Path | null;
}

/** The best covers, best first. A word that may not be skipped costs so much that it shows only where nothing else is left. */
export function bestCovers(
  tokens: readonly Token[],
  chart: readonly (readonly Item[])[],
  skipCost: (token: Token, at: number) => number | null,
  standsAlone: (item: Item) => boolean,
): readonly Cover[] {
  const at: Path[][] = Array.from({ length: tokens.length + 1 }, () => []);
  at[0]?.push({ score: 0, last: null, skipped: null, before: null });
  for (let here = 0; here < tokens.length; here++) {
    const paths = (at[here] ?? []).toSorted((a, b) => b.score - a.score).slice(0, COVERS_KEPT);
    const token = tokens[here];
    if (!token) continue;
    const cost = skipCost(token, here) ?? UNKNOWN_COST;
    for (const path of paths) {
      at[here + 1]?.push({ score: path.score - cost, last: null, skipped: here, before: path });
    }
    for (const item of chart[here] ?? []) {
      if (!standsAlone(item)) continue;
      for (const path of paths) {
        at[item.end]?.push({
          score: path.score + item.score - ITEM_COST,
          last: item,
          skipped: null,
          before: path,
        });
      }
    }
  }
  return (at[tokens.length] ?? [])
    .toSorted((a, b) => b.score - a.score)
    .slice(0, COVERS_KEPT)
    .map(coverOf);
}

function coverOf(path: Path): Cover {
  const items: Item[] = [];
  const skipped: number[] = [];
  for (let step: Path | null = path; step !== null; step = step.before) {
    if (step.last) items.push(step.last);
    if (step.skipped !== null) skipped.push(step.skipped);
  }
  return { items: items.toReversed(), skipped: skipped.toReversed(), score: path.score };
}
