/** The values asked for last, by key: at most `entries_max`; the one that nobody asked for longest goes first. */
export class Recent<T> {
  readonly #entries_max: number;
  readonly #values = new Map<string, T>();

  constructor(entries_max: number) {
    this.#entries_max = entries_max;
  }

  get(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  set(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#entries_max && oldest !== undefined) this.#values.delete(oldest);
  }
}
