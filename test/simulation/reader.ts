import { boundedCache } from '../../src/cache/bounded-cache.ts';
import { cachedStore } from '../../src/store/cached-store.ts';
import { guarded, MAX } from '../../src/store/guarded.fixture.ts';
import { HeldMarks } from '../../src/store/held-marks.ts';
import type { Store } from '../../src/store/port.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import type { Content } from './home.ts';
import { Host } from './host.ts';
import type { Mistake } from './mistakes.ts';
import type { OutsideCache } from './outside-cache.ts';
import type { ProductStore } from './product-store.ts';
import type { World } from './world.ts';

const READ_EVERY_MS = 700;

/** What a reader was shown. */
export interface Shown {
  /** A source; null: all of them. */
  readonly of: string | null;
  readonly version: string;
  readonly content: Content;
}

export interface ReaderParts {
  readonly world: World;
  readonly store: ProductStore;
  readonly cache: OutsideCache;
  readonly sources: readonly [string, ...string[]];
  readonly mistake: Mistake | null;
  readonly onShown: (shown: Shown) => void;
}

/** A process that answers questions all the while, over its own ways to the store and to the cache in front of it. */
export function bootReader(name: string, parts: ReaderParts): Host {
  const { world, sources, onShown } = parts;
  const host = new Host(world, name);
  const store = storeOf(host, parts);
  let isAsking = false;
  const ask = async (): Promise<void> => {
    isAsking = true;
    const of = world.random.of([null, ...sources]);
    // A source stands for an account: what is published of it alone leaves the others as they are.
    const accounts = of === null ? 'all' : [of];
    try {
      const statement = guarded({ text: 'SELECT 1', scope: { accounts, currency: 'USD' } });
      const { version, results } = await store.read([statement], MAX);
      const rows = results.flatMap((each) => each.rows);
      const content = new Map(rows.map(([source, delivery]) => [String(source), Number(delivery)]));
      onShown({ of, version: version.id, content });
    } catch {
      // Away for a moment: whoever asks is told, and asks again.
    } finally {
      isAsking = false;
    }
  };
  host.timers.every(READ_EVERY_MS, () => {
    if (!isAsking) void ask();
  });
  return host;
}

function storeOf(host: Host, { store, cache, mistake }: ReaderParts): Store {
  const held = new HeldMarks();
  const reached: Store = {
    read: ([statement]) => host.call(() => store.read(statement?.scope.accounts ?? [])),
    version: () => host.call(() => store.version),
    marks: async () =>
      held.of(await host.call(() => store.version), (known) => host.call(() => store.readMarks(known))),
    publish: (parcel) => host.call(() => store.publish(parcel)),
    close: () => Promise.resolve(),
  };
  return cachedStore({
    store: reached,
    cache: boundedCache(cache.reachedFrom(host), {
      wait_ms_max: LIMITS.cache_wait_ms_max,
      pause_ms: LIMITS.cache_pause_ms,
      writes_waiting_max: LIMITS.cache_writes_waiting_max,
      timers: host.timers,
    }),
    digest: mistake === 'keeps by the question alone' ? withoutMarks : (text) => text,
  });
}

/** A key text (cache-key.ts) without what says that rows have changed. */
function withoutMarks(text: string): string {
  const [statements] = JSON.parse(text) as readonly [readonly (readonly [object, object])[]];
  return JSON.stringify(statements.map(([statement]) => statement));
}
