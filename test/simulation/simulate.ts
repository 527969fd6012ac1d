import { DELIVERY_JOB, deliveryHandler, takenByJobs } from '../../src/desk/delivery-jobs.ts';
import { createJobs, type Jobs } from '../../src/queue/jobs.ts';
import { createLeader, type Leases } from '../../src/queue/leader.ts';
import type { JobLedger } from '../../src/queue/ledger.ts';
import { jobsOf } from '../../src/state/jobs.ts';
import { laneLease, leasesOf } from '../../src/state/leases.ts';
import type { Records } from '../../src/state/records.ts';
import { sourcesOf } from '../../src/state/sources.ts';
import { asProblem } from '../../src/vocabulary/problem.ts';
import { Scheduler } from '../../src/worker/scheduler.ts';
import { type StageTurns, turnsByLease } from '../../src/worker/stage-turns.ts';
import { Carrier } from './carrier.ts';
import { type Faults, planFaults } from './faults.ts';
import { Home } from './home.ts';
import { Host } from './host.ts';
import type { Mistake } from './mistakes.ts';
import { Oracle } from './oracle.ts';
import { OutsideCache } from './outside-cache.ts';
import { ProductStore } from './product-store.ts';
import { bootReader, type Shown } from './reader.ts';
import { emptyRecords } from './records.ts';
import { simulatedRefresh } from './simulated-run.ts';
import { World } from './world.ts';

const TROUBLED_MS = 60_000;
const PATIENCE_MS = 20 * 60_000;
const WORKERS = 3;
const READERS = 2;
const SOURCES = ['alpine', 'harbor', 'orchard'] as const;
const NIGHTLY = 'nightly';

/** Trouble is what a life is about: its end tells whether it did harm. */
const quiet = (): void => undefined;

/** What a life came to: nothing, or what was wrong with it. */
export interface Life {
  readonly seed: number;
  readonly wrong: readonly string[];
  /** What happened, line by line: the same for the same seed. */
  readonly story: readonly string[];
  readonly lasted_ms: number;
}

/**
 * One life of an installation: deliveries are asked for and read while its workers are killed and frozen, its servers
 * away, its broker forgetful and its cache wrong; then the weather clears, and everything has to come to its end.
 */
export async function simulate(
  records: Records,
  seed: number,
  mistake: Mistake | null = null,
): Promise<Life> {
  await emptyRecords(records);
  const world = new World(seed);
  const home = new Home();
  const store = new ProductStore(world, home, TROUBLED_MS, mistake);
  const carrier = new Carrier(world);
  const oracle = new Oracle(world, store);
  const faults = planFaults(world, TROUBLED_MS);
  faults.watchCarrier(carrier);
  const server = new Host(world, 'the records');
  faults.watchServer(server, oracle);
  let runs = 0;
  const parts = {
    world,
    home,
    store,
    carrier,
    oracle,
    recordsOf: ({ now }: Host): Records => {
      const commonTime = mistake === 'goes by own clock' ? now : server.now;
      return { ...records, now, commonTime: () => Promise.resolve(commonTime()) };
    },
    faults,
    mistake,
    newRun: () => `run-${(runs += 1)}`,
  };

  await sourcesOf(parts.recordsOf(server)).add({
    name: NIGHTLY,
    address: '1',
    mapping: null,
    mode: null,
    schedule: { cron: '* * * * *', timeZone: 'UTC' },
    watch: false,
    secret: null,
  });
  for (let at = 0; at < WORKERS; at += 1) bootWorker(parts, at);
  const cache = new OutsideCache(world);
  faults.watchCache(cache);
  for (let at = 1; at <= READERS; at += 1) {
    const name = `reader-${at}`;
    const onShown = (shown: Shown): void => oracle.shown(name, shown);
    faults.watchAsker(
      bootReader(name, { world, store, cache, sources: [...SOURCES, NIGHTLY], mistake, onShown }),
    );
  }
  const asked = askForDeliveries(parts);
  const isOver = await world.live(
    () => asked.left() === 0 && oracle.isQuiet && world.time_ms > TROUBLED_MS,
    PATIENCE_MS,
  );
  if (!isOver)
    oracle.accuse(`${asked.left()} deliveries were still under way after ${PATIENCE_MS / 60_000} minutes`);
  await oracle.judge(records, home);
  return { seed, wrong: oracle.wrong, story: oracle.story, lasted_ms: world.time_ms };
}

interface LifeParts {
  readonly world: World;
  readonly home: Home;
  readonly store: ProductStore;
  readonly carrier: Carrier;
  readonly oracle: Oracle;
  /** The records as a process has them, on their server. */
  readonly recordsOf: (host: Host) => Records;
  readonly faults: Faults;
  readonly mistake: Mistake | null;
  readonly newRun: () => string;
}

/** A process as far as jobs go, over its own way to the records and to the broker. */
function openJobs(parts: LifeParts, host: Host): Jobs {
  const { world, carrier, oracle, recordsOf } = parts;
  return createJobs({
    queue: carrier.queueOf(host, quiet),
    ledger: ledgerOf(parts, host, jobsOf(recordsOf(host))),
    timers: host.timers,
    chance: () => world.random.chance(),
    onTrouble: quiet,
    observe: (kind, { status }) => oracle.tell(`${host.name}: a ${kind} ended ${status}`),
  });
}

function ledgerOf({ oracle, mistake }: LifeParts, host: Host, kept: JobLedger): JobLedger {
  return {
    put: (order, traceparent) => host.call(() => kept.put(order, traceparent)),
    find: (id) => host.call(() => kept.find(id)),
    list: (limit) => host.call(() => kept.list(limit)),
    take: (lane, lease_ms) =>
      host.call(async () => {
        const turn = await kept.take(lane, lease_ms);
        if (turn.kind !== 'held') return turn;
        oracle.held(host.name, turn);
        oracle.leased(laneLease(lane), turn.fence, lease_ms);
        return turn;
      }),
    renew: (hold, lease_ms, progress) =>
      host.call(async () => {
        const state = await kept.renew(hold, lease_ms, progress);
        if (state !== 'lost') oracle.leased(laneLease(hold.lane), hold.fence, lease_ms);
        return state;
      }),
    settle: (hold, end) =>
      host.call(async () => {
        const counts =
          mistake === 'ends without fence' ? { ...hold, fence: oracle.fenceOf(hold.lane) } : hold;
        const settled = await kept.settle(
          counts,
          mistake === 'never tries again' && end.status === 'waiting' && end.reason
            ? { status: 'failed', reason: end.reason }
            : end,
        );
        if (settled.counted) {
          oracle.ended(host.name, hold, end);
          oracle.released(laneLease(hold.lane), hold.fence);
        }
        return settled;
      }),
    cancel: (id) => host.call(() => kept.cancel(id)),
    putBack: (id) => host.call(() => kept.putBack(id)),
    idleLanes: () =>
      mistake === 'never looks again' ? Promise.resolve([]) : host.call(() => kept.idleLanes()),
    standing: () => host.call(() => kept.standing()),
    reopen: () => kept.reopen(),
  };
}

function bootWorker(parts: LifeParts, at: number, life = 1): void {
  const { world, oracle, recordsOf, faults, mistake } = parts;
  const host = new Host(world, `worker-${at + 1}.${life}`);
  oracle.tell(`${host.name} starts`);
  const reached = leasesFrom(parts, host, leasesOf(recordsOf(host)));
  const stageTurns = turnsByLease(reached, host.timers, quiet);
  const refresh = simulatedRefresh({
    ...parts,
    parent: host,
    stageTurns: mistake === 'goes on without its turn' ? neverLost(stageTurns) : stageTurns,
    onChild: (child) => faults.watchChild(child),
  });
  const handler = deliveryHandler(
    mistake === 'done before it is'
      ? (request, onProgress, stop) => {
          void refresh(request, onProgress, stop).catch(quiet);
          return Promise.resolve({
            run: '',
            status: 'done',
            dataVersion: null,
            seconds: 0,
            accounts: { touched: 0, total: 0 },
            tables: {},
            findings: [],
          });
        }
      : refresh,
  );
  const jobs = openJobs(parts, host);
  void jobs.work({ [DELIVERY_JOB]: handler }, 2).catch(quiet);
  keepSchedule(parts, host, jobs, reached);
  faults.watchWorker(host, oracle);
  host.whenGone(() => {
    oracle.tell(`${host.name} is killed`);
    world.after(world.random.between(500, 10_000), () => bootWorker(parts, at, life + 1));
  });
}

function leasesFrom({ oracle }: LifeParts, host: Host, kept: Leases): Leases {
  return {
    take: (name, lease_ms) =>
      host.call(async () => {
        const fence = await kept.take(name, lease_ms);
        if (fence !== null) oracle.leased(name, fence, lease_ms);
        return fence;
      }),
    renew: (name, fence, lease_ms) =>
      host.call(async () => {
        const isHeld = await kept.renew(name, fence, lease_ms);
        if (isHeld) oracle.leased(name, fence, lease_ms);
        return isHeld;
      }),
    release: (name, fence) =>
      host.call(async () => {
        await kept.release(name, fence);
        oracle.released(name, fence);
      }),
    holder: (name) => host.call(() => kept.holder(name)),
  };
}

function neverLost(turns: StageTurns): StageTurns {
  return { take: async () => ({ ...(await turns.take()), lost: new AbortController().signal }) };
}

function keepSchedule({ recordsOf }: LifeParts, host: Host, jobs: Jobs, leases: Leases): void {
  const sources = sourcesOf(recordsOf(host));
  const take = takenByJobs(jobs);
  const leader = createLeader(leases, 'schedule');
  new Scheduler({
    leads: () => leader.leads(),
    sources: () => host.call(() => sources.scheduled()),
    run: async (name, turn) => {
      const delivery = { path: '1', source: name, mode: null, mapping: null };
      await take(delivery, () => undefined, `schedule:${name}:${turn}`);
    },
    note: (name, run) => host.call(() => sources.note(name, run)),
    look: () => Promise.resolve(null),
    now: host.now,
    timers: host.timers,
    onTrouble: () => undefined,
  }).start();
}

/** Somebody asks for deliveries of several sources, and asks again under the same key when no answer comes. */
function askForDeliveries(parts: LifeParts): { left(): number } {
  const { world, oracle, faults, mistake } = parts;
  const host = new Host(world, 'asker');
  faults.watchAsker(host);
  const take = takenByJobs(openJobs(parts, host));
  let left = 0;
  for (const source of SOURCES) {
    const deliveries = world.random.whole(1, 3);
    for (let delivery = 1; delivery <= deliveries; delivery += 1) {
      left += 1;
      const key = `${source}:${delivery}`;
      const ask = async (): Promise<void> => {
        const used = mistake === 'keys by time' ? `${key}:${world.time_ms}` : key;
        try {
          await take({ path: String(delivery), source, mode: null, mapping: null }, quiet, used);
          oracle.answered(source, delivery);
          left -= 1;
        } catch (error) {
          const { code } = asProblem(error);
          oracle.tell(`the asker hears of ${key}: ${code}`);
          if (code === 'store_unavailable' && !oracle.hasFailed(key)) {
            host.timers.after(1_000, () => void ask());
            return;
          }
          oracle.accuse(`${key} ended with ${code}`);
          left -= 1;
        }
      };
      oracle.expects(key, source, delivery);
      world.after(world.random.between(0, TROUBLED_MS * 0.7), () => void ask());
    }
  }
  return { left: () => left };
}
