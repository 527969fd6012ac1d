import type { Installation } from '../test/end-to-end/askfolio.ts';
import type { Service } from '../test/monitoring/service.ts';
import { askFromOutside, type Asked } from './asking.ts';
import { eventLoopLateMs } from './event-loop.ts';
import { addClients, tokenOf } from './firm-people.ts';
import type { FirmSize } from './firm.ts';
import type { Measured } from './measured.ts';
import type { Askers, MixKind } from './mix.ts';
import { bytesHeldBy, cpuSecondsOf } from './processes.ts';
import { withFirm, withService } from './served-firm.ts';
import { percentile } from './statistics.ts';

const CLIENTS = 20;
const CONNECTIONS = 400;
/** From a first rate on by this factor, up to the one that is held for long. */
const FIRST_RATE = 10;
const STEP = 1.4;
const STEP_SECONDS = 6;
const SUSTAINED_SHARE = 0.95;
const TIMES = 10;
const CALM_SECONDS = 15;
/** More than any machine gets round to: every connection has something to send at any time. */
const FLOOD_RATE = 10_000;
const FLOOD_SECONDS = 10;
const MIB = 1024 ** 2;
const LOOK_MS = 500;

const GOODPUT_PERCENT_MIN = 80;
const TAIL_RATIO_MAX = 2;
const TAIL_MS_MAX = 3_000;
const REFUSAL_MS_MAX = 50;
const MEMORY_PERCENT_MAX = 20;
const RECOVERY_SECONDS_MAX = 5;

export interface OverloadBenchResult {
  readonly rows: readonly Measured[];
  /** Answers a second at each rate that was tried. */
  readonly tried: readonly { readonly perSecond: number; readonly answered: number; readonly p99: number }[];
  readonly failures: Readonly<Record<string, number>>;
}

/**
 * Ten times as much as can be answered, for a while: what is answered still, how fast the rest is refused, what that
 * takes in memory, and how soon all is as before. Whoever asks is a process of its own, on the same machine.
 */
export async function benchOverload(
  firm: FirmSize,
  seconds: number,
  say: (line: string) => void,
): Promise<OverloadBenchResult> {
  return withFirm(firm, { say, logLevel: 'silent' }, async ({ home, delivery }) => {
    await home.output('import', delivery);
    const users = await addClients(home, CLIENTS);
    return withService(home, (service) => measured({ home, service, users, seconds }, say));
  });
}

interface Overloaded {
  readonly home: Installation;
  readonly service: Service;
  readonly users: readonly string[];
  readonly seconds: number;
}

async function measured(
  { home, service, users, seconds }: Overloaded,
  say: (line: string) => void,
): Promise<OverloadBenchResult> {
  const askers: Askers = {
    url: `${service.address}/api/v1/ask`,
    clients: await Promise.all(users.map((user) => tokenOf(home, user))),
    desk: await tokenOf(home, 'desk'),
  };
  const ask = asking(askers, 'everyday');
  // Everybody's everyday questions are known by then, as they are after a while.
  await ask(FIRST_RATE, STEP_SECONDS);
  const tried: { perSecond: number; answered: number; p99: number }[] = [];
  const sustainedOf = (): number =>
    Math.max(
      FIRST_RATE,
      ...tried
        .filter(({ perSecond, answered }) => answered >= SUSTAINED_SHARE * perSecond)
        .map(({ perSecond }) => perSecond),
    );
  for (let perSecond = FIRST_RATE; perSecond <= TIMES * sustainedOf(); perSecond *= STEP) {
    const load = await ask(perSecond, STEP_SECONDS);
    tried.push({ perSecond, answered: rateOf(load), p99: percentile(timesOf(load.answered), 0.99) });
    say(`${perSecond.toFixed(0)} a second: ${rateOf(load).toFixed(0)} answered`);
  }
  const peak = Math.max(...tried.map(({ answered }) => answered));
  const sustained = sustainedOf();
  const calm = await ask(sustained, CALM_SECONDS);
  const pid = service.child.pid ?? 0;
  const memory: number[] = [];
  const looking = setInterval(() => memory.push(bytesHeldBy(pid) / MIB), LOOK_MS);
  await eventLoopLateMs(service);
  say(`and ${(TIMES * sustained).toFixed(0)} a second for ${String(seconds)} s`);
  const crowd = await ask(TIMES * sustained, seconds);
  const late = await eventLoopLateMs(service);
  clearInterval(looking);
  const after = await ask(sustained / 2, 2 * RECOVERY_SECONDS_MAX);
  const flooded = await floodRows(service, asking(askers, 'fresh'), say);
  const tail = percentile(timesOf(crowd.answered), 0.99);
  const calmTail = percentile(timesOf(calm.answered), 0.99);
  const settled = memory.slice(0, Math.ceil(memory.length / 3));
  return {
    tried,
    failures: { ...crowd.failures, unsent: crowd.unsent, unanswered: crowd.unanswered },
    rows: [
      {
        what: 'sustained: asked so often, 95 in 100 are answered',
        value: sustained,
        unit: '/s',
        limit: null,
      },
      { what: 'an answer then, 99th percentile', value: calmTail, unit: 'ms', limit: null },
      {
        what: 'the most that is answered at any rate up to ten times of that',
        value: peak,
        unit: '/s',
        limit: null,
      },
      {
        what: 'asked by another process on the same machine, times the sustained',
        value: TIMES,
        unit: '',
        limit: null,
      },
      { what: 'answered at ten times', value: rateOf(crowd), unit: '/s', limit: null },
      {
        what: 'answered at ten times, of the most',
        value: (100 * rateOf(crowd)) / peak,
        unit: '%',
        limit: null,
        least: GOODPUT_PERCENT_MIN,
      },
      { what: 'an answer at ten times, 99th percentile', value: tail, unit: 'ms', limit: TAIL_MS_MAX },
      {
        what: 'an answer at ten times, 99th percentile over that at the sustained',
        value: tail / calmTail,
        unit: '',
        limit: TAIL_RATIO_MAX,
      },
      {
        what: 'a refusal at ten times, 99th percentile',
        value: percentile(timesOf(crowd.refused), 0.99),
        unit: 'ms',
        limit: REFUSAL_MS_MAX,
      },
      {
        what: 'neither answered nor refused with a time to come back',
        value: crowd.unanswered + Object.values(crowd.failures).reduce((sum, count) => sum + count, 0),
        unit: '',
        limit: 0,
      },
      { what: 'not sent, for want of a connection', value: crowd.unsent, unit: '', limit: 0 },
      { what: 'memory, all processes, at the most', value: Math.max(...memory), unit: 'MiB', limit: null },
      {
        what: 'memory at the most, over the most of the first third',
        value: 100 * (Math.max(...memory) / Math.max(...settled) - 1),
        unit: '%',
        limit: MEMORY_PERCENT_MAX,
      },
      { what: 'event loop late meanwhile, 99th percentile', value: late, unit: 'ms', limit: null },
      {
        what: 'until all is as before',
        value: recoverySeconds(after, TAIL_RATIO_MAX * calmTail),
        unit: 's',
        limit: RECOVERY_SECONDS_MAX,
      },
      ...flooded,
    ],
  };
}

/**
 * Whoever is refused and asks the next thing at once, over every connection, whatever is told: never what was asked
 * before, about accounts of one's own.
 */
async function floodRows(
  { child }: Service,
  ask: (perSecond: number, seconds: number) => Promise<Asked>,
  say: (line: string) => void,
): Promise<readonly Measured[]> {
  say('and over every connection without a pause');
  const before = cpuSecondsOf(child.pid ?? 0);
  const flood = await ask(FLOOD_RATE, FLOOD_SECONDS);
  const cpuMs = 1_000 * (cpuSecondsOf(child.pid ?? 0) - before);
  const what = 'a flood without a pause';
  return [
    { what: `${what}: answered`, value: rateOf(flood), unit: '/s', limit: null },
    { what: `${what}: refused`, value: flood.refused.length / flood.seconds, unit: '/s', limit: null },
    {
      what: `${what}: processor time of the service for each reply`,
      value: cpuMs / (flood.answered.length + flood.refused.length),
      unit: 'ms',
      limit: null,
    },
  ];
}

/** Asks on in the mix, never the same again. */
function asking(askers: Askers, kind: MixKind): (perSecond: number, seconds: number) => Promise<Asked> {
  let from = 0;
  return (perSecond, seconds) => {
    const order = { askers, kind, from, perSecond, seconds, connections_max: CONNECTIONS };
    from += Math.ceil(perSecond * seconds);
    return askFromOutside(order);
  };
}

function rateOf({ answered, seconds }: Asked): number {
  return answered.length / seconds;
}

function timesOf(pairs: Asked['answered']): number[] {
  return pairs.map(([, took]) => took);
}

/** When the last question was due that was refused, or took longer than `usual_ms`. */
function recoverySeconds({ answered, refused }: Asked, usual_ms: number): number {
  const late = answered.filter(([, took]) => took > usual_ms);
  return Math.max(0, ...[...late, ...refused].map(([at]) => at)) / 1_000;
}
