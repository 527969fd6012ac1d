interface Made<T> {
  readonly parts: readonly unknown[];
  readonly value: T;
}

/** What is made of the same parts again and again is made once, for as long as the object is there that it belongs to. */
export class MadeOnce<T> {
  readonly #made = new WeakMap<object, Made<T>>();

  /** What `make` gave for `owner` and these parts before, the very same values in the same order; or gives now. */
  of(owner: object, parts: readonly unknown[], make: () => T): T {
    const known = this.#made.get(owner);
    if (known && isSame(known.parts, parts)) return known.value;
    const value = make();
    this.#made.set(owner, { parts, value });
    return value;
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((part, at) => Object.is(part, other[at]));
}
