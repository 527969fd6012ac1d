import type { Hold, Settlement } from '../../src/queue/ledger.ts';
import type { Records } from '../../src/state/records.ts';
import type { Content, Home } from './home.ts';
import type { ProductStore } from './product-store.ts';
import type { Shown } from './reader.ts';
import type { World } from './world.ts';

/** Clocks say whole milliseconds. */
const CLOCK_STEP_MS = 1;

/** Knows what was asked for, sees what is done, and says what must not be. */
export class Oracle {
  readonly wrong: string[] = [];
  readonly story: string[] = [];
  readonly #world: World;
  readonly #store: ProductStore;
  readonly #fences = new Map<string, number>();
  readonly #heldUntil = new Map<string, { readonly fence: number; readonly ms: number }>();
  readonly #asked = new Map<string, { readonly source: string; readonly delivery: number }>();
  readonly #failed = new Set<string>();
  readonly #underWay = new Set<string>();
  readonly #seen = new Map<string, number>();

  constructor(world: World, store: ProductStore) {
    this.#world = world;
    this.#store = store;
  }

  tell(what: string): void {
    this.story.push(`${(this.#world.time_ms / 1_000).toFixed(3).padStart(9)} ${what}`);
  }

  accuse(what: string): void {
    this.wrong.push(what);
    this.tell(`WRONG: ${what}`);
  }

  expects(key: string, source: string, delivery: number): void {
    this.#asked.set(key, { source, delivery });
  }

  held(by: string, { lane, fence, job }: Hold): void {
    const before = this.#fences.get(lane) ?? 0;
    if (fence <= before) this.accuse(`${lane} was given out twice under fence ${fence}`);
    this.#fences.set(lane, fence);
    this.#underWay.add(lane);
    this.tell(`${by} holds ${lane} for ${job.key}, fence ${fence}`);
  }

  /** Somebody was told that a lease is his for so long. */
  leased(name: string, fence: number, lease_ms: number): void {
    const now_ms = this.#world.time_ms;
    const before = this.#heldUntil.get(name);
    if (before && before.fence !== fence && before.ms > now_ms + CLOCK_STEP_MS)
      this.accuse(`${name} was lent under fence ${fence} while fence ${before.fence} was still good`);
    this.#heldUntil.set(name, { fence, ms: now_ms + lease_ms });
  }

  released(name: string, fence: number): void {
    if (this.#heldUntil.get(name)?.fence === fence) this.#heldUntil.delete(name);
  }

  forgetsHolds(): void {
    this.#heldUntil.clear();
  }

  fenceOf(lane: string): number {
    return this.#fences.get(lane) ?? 0;
  }

  ended(by: string, { lane, fence, job }: Hold, { status }: Settlement): void {
    this.tell(`${by} ends ${job.key} as ${status}, fence ${fence}`);
    if (fence !== this.fenceOf(lane))
      this.accuse(`an end of ${job.key} counted though another had taken over`);
    if (status === 'waiting') return;
    this.#underWay.delete(lane);
    if (status !== 'done') this.#failed.add(keyOf(job.key));
  }

  /** Nothing that was begun is to be ended. */
  get isQuiet(): boolean {
    return this.#underWay.size === 0;
  }

  hasFailed(key: string): boolean {
    return this.#failed.has(key);
  }

  /** A reader was shown something: what one version has of it, and never of an older one than before. */
  shown(reader: string, { of, version, content }: Shown): void {
    const at = this.#store.versions.findIndex((known) => known.version.id === version);
    const whole = [...(this.#store.versions[at]?.content ?? [])];
    const right = new Map(whole.filter(([source]) => of === null || source === of));
    if (
      content.size !== right.size ||
      [...right].some(([source, delivery]) => content.get(source) !== delivery)
    )
      this.accuse(`${reader} was shown something else of ${of ?? 'everything'} than ${version} has`);
    if (at < (this.#seen.get(reader) ?? -1)) this.accuse(`${reader} was shown ${version} again`);
    this.#seen.set(reader, at);
  }

  /** Whoever asked was told that it is done: then everybody reads it. */
  answered(source: string, delivery: number): void {
    this.tell(`the asker hears that ${source}:${delivery} is done`);
    const isIn = this.#store.versions.some(({ content }) => content.get(source) === delivery);
    if (!isIn) this.accuse(`${source}:${delivery} was told to be done and was never published`);
  }

  /** At the end: everything asked for was done, once, in its order, and is what readers see. */
  async judge({ db }: Records, home: Home): Promise<void> {
    const jobs = await db.selectFrom('jobs').select(['key', 'status', 'tries']).orderBy('ordinal').execute();
    const asked = jobs.filter(({ key }) => !key.includes('schedule:'));
    if (asked.length !== this.#asked.size)
      this.accuse(`${this.#asked.size} deliveries were asked for and ${asked.length} jobs made`);
    for (const { key, status, tries } of asked)
      if (status !== 'done') this.accuse(`${key} is ${status} after ${tries} tries`);
    const order = asked.flatMap(({ key }) => this.#asked.get(keyOf(key)) ?? []);
    const last = new Map(order.map(({ source, delivery }) => [source, delivery]));
    for (const [source, delivery] of last) {
      this.#mustBe('the store', this.#store.content, source, delivery);
      this.#mustBe('the staged rows', home.content, source, delivery);
    }
    if (home.books.pending) this.accuse('something staged was never published');
    this.#judgeHistory(order);
  }

  #mustBe(where: string, content: Content, source: string, delivery: number): void {
    const found = content.get(source);
    if (found !== delivery)
      this.accuse(`${where} has ${source}:${found ?? 'nothing'} for ${source}:${delivery}`);
  }

  #judgeHistory(order: readonly { readonly source: string; readonly delivery: number }[]): void {
    const place = new Map(order.map(({ source, delivery }, at) => [`${source}:${delivery}`, at]));
    const seen = new Map<string, number>();
    for (const { version, content } of this.#store.versions) {
      for (const [source, delivery] of content) {
        const at = place.get(`${source}:${delivery}`) ?? -1;
        if (at < (seen.get(source) ?? -1)) this.accuse(`${source} went back to ${delivery} in ${version.id}`);
        seen.set(source, at);
      }
    }
  }
}

/** `delivery:alpine:2` → `alpine:2`. */
function keyOf(key: string): string {
  return key.split(':').slice(1, 3).join(':');
}
