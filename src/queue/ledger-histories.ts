import {
  assert,
  type AsyncCommand,
  asyncModelRun,
  asyncProperty,
  commands,
  constant,
  constantFrom,
  nat,
  readConfigureGlobal,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';
import { type JobReason, URGENCIES, type Urgency } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Hold, JobLedger, Settlement } from './ledger.ts';
import { type ModelEnd, type ModelHold, ModelLedger } from './ledger-model.ts';

/** A ledger whose clock stands still until it is moved. */
export interface HistoryPlace {
  readonly ledger: JobLedger;
  /** What its clock says, in milliseconds since 1970. */
  readonly now_ms: () => number;
  readonly forward: (ms: number) => void;
  /** Takes everything out of it. */
  readonly empty: () => Promise<void>;
}

interface Real {
  readonly place: HistoryPlace;
  /** What was ever given to somebody, who may still do something with it: also long after. */
  readonly holds: { readonly real: Hold; readonly model: ModelHold }[];
}
type Step = AsyncCommand<ModelLedger, Real>;

const LEASE_MS = LIMITS.job_lease_seconds * 1_000;
const REASON: JobReason = { code: 'busy', message: 'Not now.' };
const LANES = ['alpine', 'harbor', 'orchard'];
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const SPANS_MS = [1, 499, 500, 2_000, LEASE_MS - 1, LEASE_MS, LEASE_MS + 1, 60_000, 600_000];
const ENDS: readonly ModelEnd[] = [
  { status: 'done' },
  { status: 'failed' },
  { status: 'set_aside' },
  { status: 'cancelled' },
  { status: 'waiting', after_ms: 0, isTry: false },
  { status: 'waiting', after_ms: 500, isTry: true },
  { status: 'waiting', after_ms: 600_000, isTry: true },
];

function step(name: string, run: Step['run'], check: Step['check'] = () => true): Step {
  return { toString: () => name, run, check };
}

/** Does something to both and compares what they say, then how every job stands by now. */
function compared(
  name: string,
  both: (model: ModelLedger, real: Real) => Promise<readonly [unknown, unknown]>,
  check?: Step['check'],
): Step {
  return step(
    name,
    async (model, real) => {
      const [said, expected] = await both(model, real);
      expect(said).toEqual(expected);
      const jobs = await real.place.ledger.list(KEYS.length);
      const stand = jobs.map(({ key, status, tries, dueAt }) => ({ key, status, tries, dueAt }));
      expect(stand.toReversed()).toEqual(
        model.jobs.map(({ key, status, tries, due_ms }) => {
          return { key, status, tries, dueAt: new Date(due_ms).toISOString() };
        }),
      );
    },
    check,
  );
}

const put = (key: string, lane: string, urgency: Urgency, twins: number): Step =>
  compared(`put ${key} in ${lane} ${urgency} ${twins} times at once`, async (model, { place }) => {
    const order = { key, kind: 'note', lane, urgency, tries_max: 3, payload: JSON.stringify(key) };
    const jobs = await Promise.all(Array.from({ length: twins }, () => place.ledger.put(order)));
    const expected = model.put(key, lane, urgency);
    return [
      jobs.map((job) => [job.key, job.lane, job.urgency, job.status]),
      jobs.map(() => [expected.key, expected.lane, expected.urgency, expected.status]),
    ];
  });

const take = (lane: string): Step =>
  compared(`take ${lane}`, async (model, { place, holds }) => {
    const [turn, expected] = [await place.ledger.take(lane, LEASE_MS), model.take(lane, LEASE_MS)];
    if (turn.kind === 'held' && expected.kind === 'held') {
      holds.push({ real: turn, model: { lane, ...expected, tries: expected.job.tries } });
      const { key } = expected.job;
      return [
        [turn.fence, turn.job.key, turn.payload],
        [expected.fence, key, JSON.stringify(key)],
      ];
    }
    const { kind } = expected;
    return [
      turn.kind === 'later' ? [turn.kind, turn.in_ms] : [turn.kind],
      kind === 'later' ? [kind, expected.in_ms] : [kind],
    ];
  });

/** What becomes of one that was taken at some time: whoever has it may have slept since, and another may have it. */
const withHold = (
  name: string,
  which: number,
  both: (
    model: ModelLedger,
    ledger: JobLedger,
    hold: Real['holds'][number],
  ) => Promise<readonly [unknown, unknown]>,
): Step =>
  compared(`${name} of hold ${which}`, async (model, { place, holds }) => {
    const hold = holds.at(-1 - (which % Math.max(1, holds.length)));
    return hold ? both(model, place.ledger, hold) : [null, null];
  });

const settle = (which: number, end: ModelEnd, times: number): Step =>
  withHold(`end ${JSON.stringify(end)} told ${times} times`, which, async (model, ledger, hold) => {
    const [said, expected]: [unknown[], unknown[]] = [[], []];
    for (let time = 0; time < times; time += 1) {
      said.push(await ledger.settle(hold.real, settlementOf(end)));
      expected.push(model.settle(hold.model, end));
    }
    return [said, expected];
  });

const renew = (which: number): Step =>
  withHold('renewal', which, async (model, ledger, hold) => [
    await ledger.renew(hold.real, LEASE_MS, null),
    model.renew(hold.model, LEASE_MS),
  ]);

const pass = (ms: number): Step =>
  step(`${ms} ms pass`, (model, { place }) => {
    place.forward(ms);
    model.now_ms += ms;
    return Promise.resolve();
  });

/** Whoever takes it is gone: nobody ends what was begun, and its time runs out. */
const lose = (lane: string): Step =>
  step(`whoever takes ${lane} is gone`, async (model, real) => {
    await take(lane).run(model, real);
    await pass(LEASE_MS).run(model, real);
  });

const withJob = (name: 'cancel' | 'putBack', key: string): Step =>
  compared(
    `${name} ${key}`,
    async (model, { place }) => {
      const job = model.find(key);
      const found = (await place.ledger.list(KEYS.length)).find((each) => each.key === key);
      if (!job || !found) return [found, job];
      const said = await place.ledger[name](found.id);
      model[name](job);
      return [said.status, job.status];
    },
    (model) => model.find(key) !== undefined,
  );

const look = (): Step =>
  compared('look for idle lanes', async (model, { place }) => [
    await place.ledger.idleLanes(),
    model.idleLanes(),
  ]);

const count = (): Step =>
  compared('count', async (model, { place }) => {
    const { waiting, running, setAside } = await place.ledger.standing();
    const expected = [model.count('waiting'), model.count('running'), model.count('set_aside')];
    return [[waiting, running, setAside], expected];
  });

const reopen = (): Step =>
  compared('reopen', async (model, { place }) => [await place.ledger.reopen(), model.reopen()]);

function settlementOf(end: ModelEnd): Settlement {
  if (end.status === 'done') return { status: 'done', result: '1' };
  if (end.status !== 'waiting') return { status: end.status, reason: REASON };
  return { status: 'waiting', after_ms: end.after_ms, reason: end.isTry ? REASON : null };
}

const key = constantFrom(...KEYS);
const lane = constantFrom(...LANES);
const which = nat({ max: 5 });
const STEPS = [
  tuple(key, lane, constantFrom(...URGENCIES), constantFrom(1, 1, 3)).map((each) => put(...each)),
  lane.map(take),
  lane.map(lose),
  tuple(which, constantFrom(...ENDS), constantFrom(1, 1, 2)).map((each) => settle(...each)),
  which.map(renew),
  constantFrom(...SPANS_MS).map(pass),
  key.map((each) => withJob('cancel', each)),
  key.map((each) => withJob('putBack', each)),
  constant(null).map(look),
  constant(null).map(count),
  constant(null).map(reopen),
];

/** Holds a ledger against the model, in random histories of so many takers as there are holds. */
export function ledgerHistories(place: () => HistoryPlace, histories: number): void {
  test('jobs stand as the simple model of them says, whatever is done with them, by whom and when', async () => {
    await assert(
      asyncProperty(commands(STEPS, { maxCommands: 60, size: 'max' }), async (history) => {
        await place().empty();
        const model = new ModelLedger(place().now_ms());
        await asyncModelRun(() => ({ model, real: { place: place(), holds: [] } }), history);
      }),
      { numRuns: readConfigureGlobal().numRuns ?? histories },
    );
  }, 300_000);
}
