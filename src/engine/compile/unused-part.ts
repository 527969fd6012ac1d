import { DIMENSIONS } from '../../model/index.ts';
import type { Dimension } from '../../vocabulary/plan.ts';

/** A part of a question that the rows of the answer cannot apply: it is refused in words, never left out. */
export class UnusedPart extends Error {
  /** What the part is, as a reader would call it: 'the kind of income'. */
  readonly part: string;

  constructor(part: string) {
    super(`nothing applies ${part}`);
    this.part = part;
  }
}

/** A dimension that the rows do not have. */
export function unusedDimension(dimension: Dimension): UnusedPart {
  return new UnusedPart(`the ${(DIMENSIONS.get(dimension)?.label ?? dimension).toLowerCase()}`);
}
