import type { DataVersion, Parcel } from '../../src/store/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { Content, Home } from './home.ts';
import type { World } from './world.ts';

/** The product store as its port promises it: a publish takes a while, and moves on from the version that it was made upon. */
export class ProductStore {
  readonly #world: World;
  readonly #home: Home;
  /** Every version that there was, the newest last. */
  readonly versions: { readonly version: DataVersion; readonly content: Content }[] = [];
  /** A mistake to be found: whoever comes last wins. */
  readonly #looksAtParent: boolean;

  constructor(world: World, home: Home, looksAtParent: boolean) {
    this.#world = world;
    this.#home = home;
    this.#looksAtParent = looksAtParent;
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
    await new Promise<void>((resolve) => void this.#world.after(takes_ms, resolve));
    this.#assertParent(parcel);
    this.versions.push({ version: parcel.version, content });
    return parcel.version;
  }

  #assertParent({ parent }: Parcel): void {
    if (!this.#looksAtParent || (this.version?.id ?? null) === parent) return;
    throw new Problem('already_running', 'Another import was published while this one ran.');
  }
}
