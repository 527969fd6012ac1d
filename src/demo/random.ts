/**
 * Chance that is the same for the same seed on every machine: only additions, multiplications, divisions and square
 * roots, which IEEE 754 defines to the bit. Each subject (the market, a client) has a stream of its own, so that the
 * tenth client is the same however many follow.
 */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** A number in [from, to). */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** About a standard normal: the sum of twelve even ones, less six. */
  normal(): number;
  /** Throws RangeError for an empty list. */
  pick<T>(from: readonly T[]): T;
  /** `count` different members in a random order, or all where there are fewer. */
  sample<T>(from: readonly T[], count: number): T[];
}

export function randomOf(seed: number, subject: string): Random {
  const next = sfc32(hash(`${seed}/${subject}`));
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (from, to) => from + (to - from) * next(),
    chance: (probability) => next() < probability,
    normal: () => {
      let sum = -6;
      for (let count = 0; count < 12; count += 1) sum += next();
      return sum;
    },
    pick: (from) => at(from, below(from.length)),
    sample: (from, count) => {
      const left = [...from];
      const taken = [];
      while (left.length > 0 && taken.length < count) taken.push(...left.splice(below(left.length), 1));
      return taken;
    },
  };
}

/** A member of a list that is known to be there. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no member ${index} in a list of ${list.length}`);
  return value;
}

/** xmur3, public domain: spreads a text over four 32-bit numbers. */
function hash(text: string): [number, number, number, number] {
  let h = 1779033703 ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    h = Math.imul(h ^ text.charCodeAt(index), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  const word = (): number => {
    h = Math.imul(h ^ (h >>> 16), 2246822507);
    h = Math.imul(h ^ (h >>> 13), 3266489909);
    h ^= h >>> 16;
    return h >>> 0;
  };
  return [word(), word(), word(), word()];
}

/** Small Fast Counter, 32 bits (C. Doty-Humphrey, public domain). */
function sfc32([a0, b0, c0, d0]: [number, number, number, number]): () => number {
  let [a, b, c, d] = [a0, b0, c0, d0];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 15; warm += 1) next();
  return next;
}
