import { isContinued, type KnownMarks, type ReadMarks } from '../../src/store/held-marks.ts';
import { type KeptMarks, markOf, marksAfter } from '../../src/store/marks.ts';
import type { DataVersion, Parcel, Snapshot } from '../../src/store/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { Content, Home } from './home.ts';
import type { Mistake } from './mistakes.ts';
import type { World } from './world.ts';

/** How likely a publish ends in its middle. */
const FAILS = 0.1;

/** The product store as its port promises it: a publish takes a while, and moves on from the version that it was made upon. */
export class ProductStore {
  readonly #world: World;
  readonly #home: Home;
  /** Every version that there was, the newest last. */
  readonly versions: { readonly version: DataVersion; readonly content: Content }[] = [];
  readonly #troubled_until_ms: number;
  readonly #mistake: Mistake | null;
  /** What readers see besides whole versions; null: nothing, unless by mistake. */
  #half: Content | null = null;
  #marks: KeptMarks | null = null;
  readonly #sourceMarks = new Map<string, { readonly mark: string; readonly step: number }>();

  constructor(world: World, home: Home, troubled_until_ms: number, mistake: Mistake | null) {
    this.#world = world;
    this.#home = home;
    this.#troubled_until_ms = troubled_until_ms;
    this.#mistake = mistake;
  }

  /** What somebody who asks now is shown of some sources. */
  read(sources: 'all' | ReadonlySet<string> | readonly string[]): Snapshot {
    const { version } = this;
    if (version === null) throw new Problem('no_data', 'No data have been imported yet.');
    const isAsked = (source: string): boolean => sources === 'all' || new Set(sources).has(source);
    const rows = [...(this.#half ?? this.content)].filter(([source]) => isAsked(source));
    const columns = ['source', 'delivery'].map((name) => ({ name, type: 'VARCHAR' }));
    return { version, results: [{ columns, rows: rows.map((row) => [...row]), cut: false }] };
  }

  /** The marks of the version of now, as the stores give them: those of single sources from what is known on. */
  readMarks(known: KnownMarks | null): ReadMarks | null {
    const { version } = this;
    const kept = this.#marks;
    if (version === null || kept === null) return null;
    const wasPublished = this.versions.some((each) => each.version.id === known?.version.id);
    const since = isContinued(known, kept) && wasPublished ? known.step : null;
    const accounts = [...this.#sourceMarks]
      .filter(([, { step }]) => step > (since ?? 0))
      .map(([source, { mark }]) => [source, mark] as const);
    return { version, kept, accounts, continued: since !== null };
  }

  get version(): DataVersion | null {
    return this.versions.at(-1)?.version ?? null;
  }

  get content(): Content {
    return this.versions.at(-1)?.content ?? new Map();
  }

  async publish(parcel: Parcel): Promise<DataVersion> {
    const known = this.versions.find(({ version }) => version.id === parcel.version.id);
    if (known) return known.version;
    this.#assertParent(parcel);
    const content = this.#home.parcels.get(parcel.path);
    if (!content) throw new Problem('store_unavailable', 'The parcel is not there any more.');
    const { random } = this.#world;
    const takes_ms = random.is(0.2) ? random.between(3_000, 40_000) : random.between(5, 3_000);
    const pass = (ms: number): Promise<void> => new Promise((resolve) => void this.#world.after(ms, resolve));
    await pass(takes_ms / 2);
    const isTroubled = this.#world.time_ms < this.#troubled_until_ms;
    if (this.#mistake === 'shows half a publish')
      this.#half = new Map([...this.content, ...[...content].slice(0, 1)]);
    // In the middle of it the server may go away; then nothing of it stays.
    if (random.is(isTroubled ? FAILS : 0))
      throw new Problem('store_unavailable', 'The server went away; try again.');
    await pass(takes_ms / 2);
    this.#assertParent(parcel);
    this.#half = null;
    this.#mark(parcel, content);
    this.versions.push({ version: parcel.version, content });
    return parcel.version;
  }

  /** As the stores do in the transaction that moves the version on (store/marks.ts). */
  #mark({ version }: Parcel, content: Content): void {
    const before = this.content;
    const touched = [...content]
      .filter(([source, of]) => before.get(source) !== of)
      .map(([source]) => source);
    const tables = { transactions: 'replace_accounts' } as const;
    const { kept, voidsAccounts } = marksAfter(
      this.#marks,
      { version, tables },
      new Map(),
      touched.length > 0,
    );
    this.#marks = kept;
    if (voidsAccounts) this.#sourceMarks.clear();
    else
      for (const source of touched) this.#sourceMarks.set(source, { mark: markOf(version), step: kept.step });
  }

  #assertParent({ parent }: Parcel): void {
    if (this.#mistake === 'published upon anything' || (this.version?.id ?? null) === parent) return;
    throw new Problem('already_running', 'Another import was published while this one ran.');
  }
}
