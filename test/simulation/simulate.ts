import { DELIVERY_JOB, deliveryHandler, takenByJobs } from '../../src/desk/delivery-jobs.ts';
import { createJobs, type Jobs } from '../../src/queue/jobs.ts';
import { createLeader } from '../../src/queue/leader.ts';
import type { JobLedger } from '../../src/queue/ledger.ts';
import { jobsOf } from '../../src/state/jobs.ts';
import { leasesOf } from '../../src/state/leases.ts';
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
import { ProductStore } from './product-store.ts';
import { emptyRecords } from './records.ts';
import { simulatedRefresh } from './simulated-run.ts';
import { World } from './world.ts';

const TROUBLED_MS = 60_000;
const PATIENCE_MS = 20 * 60_000;
const WORKERS = 3;
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
 * One life of an installation: deliveries are asked for while its workers are killed and frozen, its servers away and
 * its broker forgetful; then the weather clears, and everything has to come to its end.
 */
export async function simulate(
  records: Records,
  seed: number,
  mistake: Mistake | null = null,
): Promise<Life> {
  await emptyRecords(records);
  const world = new World(seed);
  const home = new Home();
  const store = new ProductStore(world, home, mistake !== 'published upon anything');
  const carrier = new Carrier(world);
  const oracle = new Oracle(world, store);
  const faults = planFaults(world, TROUBLED_MS);
  faults.watchCarrier(carrier);
  // Leases and jobs go by the clock of the server that keeps them; a file's is the only process's.
  const served: Records = { ...records, now: new Host(world, 'records').now };
  let runs = 0;
  const parts = {
    world,
    home,
    store,
    carrier,
    oracle,
    records: served,
    faults,
    mistake,
    newRun: () => `run-${(runs += 1)}`,
  };

  await sourcesOf(served).add({
    name: NIGHTLY,
    address: '1',
    mapping: null,
    mode: null,
    schedule: { cron: '* * * * *', timeZone: 'UTC' },
    watch: false,
    secret: null,
  });
  for (let at = 0; at < WORKERS; at += 1) bootWorker(parts, at);
  const asked = askForDeliveries(parts);
  const isOver = await world.live(
    () => asked.left() === 0 && oracle.isQuiet && world.time_ms > TROUBLED_MS,
    PATIENCE_MS,
  );
  if (!isOver)
    oracle.accuse(`${asked.left()} deliveries were still under way after ${PATIENCE_MS / 60_000} minutes`);
  await oracle.judge(served, home);
  return { seed, wrong: oracle.wrong, story: oracle.story, lasted_ms: world.time_ms };
}

interface LifeParts {
  readonly world: World;
  readonly home: Home;
  readonly store: ProductStore;
  readonly carrier: Carrier;
  readonly oracle: Oracle;
  readonly records: Records;
  readonly faults: Faults;
  readonly mistake: Mistake | null;
  readonly newRun: () => string;
}

/** A process as far as jobs go, over its own way to the records and to the broker. */
function openJobs(parts: LifeParts, host: Host): Jobs {
  const { world, carrier, oracle, records } = parts;
  return createJobs({
    queue: carrier.queueOf(host, quiet),
    ledger: ledgerOf(parts, host, jobsOf(records)),
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
        if (turn.kind === 'held') oracle.held(host.name, turn);
        return turn;
      }),
    renew: (hold, lease_ms, progress) => host.call(() => kept.renew(hold, lease_ms, progress)),
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
        if (settled.counted) oracle.ended(host.name, hold, end);
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
  const { world, oracle, records, faults, mistake } = parts;
  const host = new Host(world, `worker-${at + 1}.${life}`);
  oracle.tell(`${host.name} starts`);
  const leases = leasesOf(records);
  const reached = {
    take: (name: string, lease_ms: number) => host.call(() => leases.take(name, lease_ms)),
    renew: (name: string, fence: number, lease_ms: number) =>
      host.call(() => leases.renew(name, fence, lease_ms)),
    release: (name: string, fence: number) => host.call(() => leases.release(name, fence)),
    holder: (name: string) => host.call(() => leases.holder(name)),
  };
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

function neverLost(turns: StageTurns): StageTurns {
  return { take: async () => ({ ...(await turns.take()), lost: new AbortController().signal }) };
}

function keepSchedule(
  { records }: LifeParts,
  host: Host,
  jobs: Jobs,
  leases: Parameters<typeof createLeader>[0],
): void {
  const sources = sourcesOf(records);
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
