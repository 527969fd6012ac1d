/** A part of a question that the rows of the answer cannot apply: it is refused in words, never left out. */
export class UnusedPart extends Error {
  /** What the part is, as a reader would call it: 'the kind of income'. */
  readonly part: string;

  constructor(part: string) {
    super(`nothing applies ${part}`);
    this.part = part;
  }
}
