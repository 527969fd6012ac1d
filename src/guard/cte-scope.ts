import { lowerName } from './lower-name.ts';

/**
 * The WITH names that can be seen at one place, innermost first. Each query gets a name of its own in the printed
 * statement, so that the engine's reading of who shadows whom cannot differ from the guard's.
 */
export class CteScope {
  static readonly EMPTY = new CteScope(null, '', '');
  readonly #outer: CteScope | null;
  readonly #name: string;
  readonly #printedAs: string;

  private constructor(outer: CteScope | null, name: string, printedAs: string) {
    this.#outer = outer;
    this.#name = name;
    this.#printedAs = printedAs;
  }

  /** This scope with one more name, which hides an outer one like it. */
  with(name: string, printedAs: string): CteScope {
    return new CteScope(this, lowerName(name), printedAs);
  }

  /** The name in the printed statement, or null where no WITH defines it here. */
  find(name: string): string | null {
    if (this.#outer === null) return null;
    return this.#name === lowerName(name) ? this.#printedAs : this.#outer.find(name);
  }
}
