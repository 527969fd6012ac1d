import type { Token } from '../tokens.ts';
import { LIGHT } from '../lexicon/fillers.ts';
import type { Item, Sem } from './items.ts';

/** One place of a rule: which items fit there. */
export interface Slot {
  readonly fits: (sem: Sem) => boolean;
  /** May be left out. */
  readonly optional: boolean;
  /** No article or possessive stands before it. */
  readonly adjacent?: true;
}

/** Items that follow one another make a larger one. `make` may still say no. */
export interface Rule {
  readonly name: string;
  readonly slots: readonly Slot[];
  readonly make: (parts: readonly (Sem | null)[]) => Sem | null;
  readonly bonus: number;
}

const ITEMS_AT_MAX = 120;

/**
 * Bottom-up chart parsing: what starts last is finished first, so a rule finds everything to its right complete.
 * Between the parts of a phrase may stand articles and possessives.
 */
export function fillChart(
  tokens: readonly Token[],
  lexical: readonly (readonly Item[])[],
  rules: readonly Rule[],
): readonly (readonly Item[])[] {
  const chart: Item[][] = tokens.map(() => []);
  for (let start = tokens.length - 1; start >= 0; start--) {
    const agenda = [...(lexical[start] ?? [])];
    const here = chart[start] ?? [];
    for (let item = agenda.shift(); item !== undefined && here.length < ITEMS_AT_MAX; item = agenda.shift()) {
      here.push(item);
      for (const rule of rules) {
        const [head] = rule.slots;
        if (head?.fits(item.sem)) agenda.push(...completions(rule, item, tokens, chart));
      }
    }
  }
  return chart;
}

function completions(
  rule: Rule,
  head: Item,
  tokens: readonly Token[],
  chart: readonly (readonly Item[])[],
): readonly Item[] {
  const made: Item[] = [];
  const extend = (slot: number, end: number, parts: readonly (Sem | null)[], score: number): void => {
    const next = rule.slots[slot];
    if (!next) {
      const sem = rule.make(parts);
      if (sem) made.push({ start: head.start, end, sem, score: score + rule.bonus });
      return;
    }
    if (next.optional) extend(slot + 1, end, [...parts, null], score);
    for (let at = end; at < tokens.length; at++) {
      for (const item of chart[at] ?? []) {
        if (next.fits(item.sem)) extend(slot + 1, item.end, [...parts, item.sem], score + item.score);
      }
      if (next.adjacent || !LIGHT.has(tokens[at]?.norm ?? '')) break;
    }
  };
  extend(1, head.end, [head.sem], head.score);
  return made;
}
