import { type Carrier, GOOD_MANNERS } from './carrier.ts';
import { FAIR, type Host } from './host.ts';
import type { Oracle } from './oracle.ts';
import { GOOD_CACHE, type OutsideCache } from './outside-cache.ts';
import type { World } from './world.ts';

/** A job that ends whoever takes it is set aside after so many (LIMITS.job_cut_offs_max): chance must not look like one. */
const KILLS_MAX = 4;
const CHILD_KILLS_MAX = 3;
const HOUR_MS = 3_600_000;
/** Worse than any machine's: half a minute an hour. */
const DRIFT_MAX = 0.01;

/** What goes wrong in a life, until the weather clears. */
export interface Faults {
  watchWorker(host: Host, oracle: Oracle): void;
  watchChild(child: Host): void;
  watchAsker(host: Host): void;
  watchCarrier(carrier: Carrier): void;
  watchCache(cache: OutsideCache): void;
  /** The server that keeps the records: its clock may be set while others go by it. */
  watchServer(server: Host, oracle: Oracle): void;
}

/** Draws a life's faults: how many of each, and when. */
export function planFaults(world: World, until_ms: number): Faults {
  const { random } = world;
  let kills = random.whole(0, KILLS_MAX);
  let childKills = random.whole(0, CHILD_KILLS_MAX);
  const freezes = random.chance();
  const storms = random.chance();
  const sometime = (): number => random.between(0, until_ms);
  const isTroubled = (): boolean => world.time_ms < until_ms;

  /** Most clocks are right to some seconds; the others are wrong by minutes or hours. */
  function wrongBy(): number {
    const most_ms = random.of([10_000, 10_000, 15 * 60_000, 3 * HOUR_MS]);
    return random.between(-most_ms, most_ms);
  }

  function storm(host: Host): void {
    if (!isTroubled()) return;
    host.weather = {
      lost: random.between(0, 0.4) * storms,
      unanswered: random.between(0, 0.4) * storms,
      slow_ms: random.between(20, 4_000) * storms,
    };
    world.after(random.between(1_000, 30_000), () => {
      host.weather = FAIR;
      world.after(random.between(1_000, 30_000), () => storm(host));
    });
  }

  return {
    watchWorker: (host, oracle) => {
      host.setClock(wrongBy(), random.between(-DRIFT_MAX, DRIFT_MAX));
      storm(host);
      const at_ms = sometime();
      if (random.is(0.6)) {
        world.after(at_ms, () => {
          if (!isTroubled() || kills === 0) return;
          kills -= 1;
          host.kill();
        });
      }
      if (random.is(freezes)) {
        world.after(sometime(), () => {
          if (!isTroubled() || host.isGone) return;
          const ms = random.between(1_000, 60_000);
          oracle.tell(`${host.name} is frozen for ${Math.round(ms)} ms`);
          host.freeze(ms);
        });
      }
      if (random.is(0.2)) world.after(sometime(), () => host.setClock(wrongBy()));
    },
    watchServer: (server, oracle) => {
      if (!random.is(0.2)) return;
      world.after(sometime(), () => {
        const ms = wrongBy();
        oracle.tell(`the clock of ${server.name} is set by ${Math.round(ms)} ms`);
        // Set forward it ends what is held before its time, and what is held by then is told apart by its fence alone.
        if (ms > 0) oracle.forgetsHolds();
        server.setClock(ms);
      });
    },
    watchChild: (child) => {
      if (!isTroubled() || childKills === 0 || !random.is(0.2)) return;
      childKills -= 1;
      world.after(random.between(0, 15_000), () => child.kill());
    },
    watchAsker: (host) => storm(host),
    watchCache: (cache) => {
      const sometimes = (most: number): number => (random.is(0.5) ? random.between(0, most) : 0);
      cache.manners = {
        away: sometimes(0.4),
        forgets: sometimes(0.4),
        mistakes: sometimes(0.3),
        cuts: sometimes(0.3),
        slow_ms: random.of([5, 30, 300]),
      };
      world.after(until_ms, () => {
        cache.manners = GOOD_CACHE;
      });
    },
    watchCarrier: (carrier) => {
      carrier.manners = {
        loses: random.is(0.5) ? random.between(0, 0.5) : 0,
        doubles: random.between(0, 0.4),
        late_ms: random.between(10, 20_000),
      };
      world.after(until_ms, () => {
        carrier.manners = GOOD_MANNERS;
      });
    },
  };
}
