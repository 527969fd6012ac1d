import type { Token } from '../tokens.ts';

/** Behind these stands what something is broken down by. */
const PARTING: ReadonlySet<string> = new Set(['by', 'per', 'into', 'across']);

/** 'Break my fees down by type': the two words that are one verb; null where there is none. */
export function brokenDown(tokens: readonly Token[]): readonly [number, number] | null {
  const verb = tokens.findIndex(({ norm }) => norm === 'break' || norm === 'split');
  const way = tokens.findIndex(({ norm }, at) => at > verb + 1 && WAYS.has(norm));
  if (verb < 0 || way < 0) return null;
  return PARTING.has(tokens[way + 1]?.norm ?? '') ? [verb, way] : null;
}

const WAYS: ReadonlySet<string> = new Set(['down', 'up', 'out']);
