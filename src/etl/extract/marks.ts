/** What the engine's cast to a number passes over, and no number has. */
export const MARKS: readonly string[] = ['_', ' ', '\t', '\n', '\v', '\f', '\r'];

/** Where nothing is known of the rows. */
export const NO_MARKS: ReadonlySet<string> = new Set();

/**
 * Which of the marks a text does not have: to look through it as a whole takes a small part of what it takes to look
 * through every number in it.
 */
export function marksAbsent(text: string): ReadonlySet<string> {
  return new Set(MARKS.filter((mark) => !text.includes(mark)));
}

/** Finds the same of a file of single lines, piece by piece. */
export class MarksOfLines {
  readonly #sought = new Map(
    MARKS.filter((mark) => !'\n\r'.includes(mark)).map((mark) => [mark, mark.charCodeAt(0)]),
  );

  take(chunk: Buffer): void {
    for (const [mark, byte] of this.#sought) if (chunk.includes(byte)) this.#sought.delete(mark);
  }

  /** Ends of lines are no part of a field there. */
  get absent(): ReadonlySet<string> {
    return new Set(['\n', '\r', ...this.#sought.keys()]);
  }
}
