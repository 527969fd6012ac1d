import { rm } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { refresh } from '../etl/refresh.ts';
import type { DataVersion } from '../store/port.ts';
import { asProblem, Problem } from '../vocabulary/problem.ts';
import type { Call, FromChild } from './messages.ts';
import { problemOf, ToChild } from './messages.ts';

/**
 * The process that runs one refresh and ends. It has neither the store nor the records: it asks its parent for them.
 * When the parent is gone it ends at once; what it had staged by then is published by the next run.
 */

interface Waiting {
  readonly resolve: (value: DataVersion | null) => void;
  readonly reject: (problem: Problem) => void;
}

const waiting = new Map<number, Waiting>();
let calls = 0;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A signal for the whole group (Ctrl-C) is the parent's to handle.
process.on('SIGINT', () => undefined);
process.on('message', (raw) => receive(ToChild.parse(raw)));

function receive(message: ToChild): void {
  if (message.kind === 'start') return void work(message).catch(fail);
  if (message.kind === 'preview') return void look(message).catch(fail);
  if (message.kind === 'check') return void check(message).catch(fail);
  if (message.kind === 'recognise') return void recognise(message).catch(fail);
  if (message.kind === 'share') return void workOnShare(message).catch(fail);
  if (message.kind === 'reseal') return void reseal(message).catch(fail);
  const call = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'answer') call?.resolve(message.value);
  else call?.reject(problemOf(message.problem));
}

/** Its turn at the staged rows, which its parent gives to one process at a time. */
async function takeStage(): Promise<() => Promise<void>> {
  await ask({ name: 'takeStage' });
  return async () => void (await ask({ name: 'leaveStage' }));
}

async function work({ settings, run }: Extract<ToChild, { kind: 'start' }>): Promise<void> {
  const report = await refresh(
    {
      ...settings,
      clock: () => new Date(Date.now() + run.ahead_ms),
      takeStage,
      ...(settings.shareBookings === null
        ? {}
        : {
            shares: {
              bookings: settings.shareBookings,
              out: {
                begin: async (split) => void (await ask({ name: 'shareOut', split })),
                done: async () => void (await ask({ name: 'sharesDone' })),
              },
            },
          }),
      published: () => ask({ name: 'published' }),
      publish: async (parcel) => (await ask({ name: 'publish', parcel })) ?? parcel.version,
      journal: {
        begin: async (begun) => void (await ask({ name: 'begin', begun })),
        received: async (read, delivery) => void (await ask({ name: 'received', run: read, delivery })),
        setAside: async (rows) => void (await ask({ name: 'setAside', rows })),
        found: async (rows) => void (await ask({ name: 'found', rows })),
        publishes: async (publishing, version) =>
          void (await ask({ name: 'publishes', run: publishing, version })),
        finish: async (finished, end) => void (await ask({ name: 'finish', run: finished, end })),
      },
    },
    run,
    (progress) => send({ kind: 'progress', progress }),
  );
  // The parent ends this process as soon as it has the report: what was compiled is kept before that.
  flushCompileCache();
  send({ kind: 'done', report });
}

async function look({ settings, run }: Extract<ToChild, { kind: 'preview' }>): Promise<void> {
  const { preview } = await import('../etl/preview.ts');
  const { delivery, today } = run;
  send({
    kind: 'previewed',
    preview: await preview({ ...settings, takeStage, run: run.run, today }, delivery),
  });
}

async function workOnShare({ settings, split, share }: Extract<ToChild, { kind: 'share' }>): Promise<void> {
  const { workShare } = await import('../etl/transform/share.ts');
  await workShare(settings, split, share);
  send({ kind: 'shared' });
}

async function check({ run }: Extract<ToChild, { kind: 'check' }>): Promise<void> {
  const { checkSource } = await import('../etl/check-source.ts');
  send({ kind: 'checked', check: await checkSource(run.delivery) });
}

async function recognise({ settings, run }: Extract<ToChild, { kind: 'recognise' }>): Promise<void> {
  const { recogniseDelivery } = await import('../etl/extract/recognise/recognise.ts');
  const { scratchOf } = await import('../etl/extract/open-source.ts');
  const scratch = scratchOf(settings.home, run.run);
  try {
    send({ kind: 'recognised', recognition: await recogniseDelivery(run.delivery, scratch) });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function reseal({ settings }: Extract<ToChild, { kind: 'reseal' }>): Promise<void> {
  const { resealStage } = await import('../etl/stage/reseal-stage.ts');
  await resealStage({ ...settings, takeStage });
  send({ kind: 'resealed' });
}

function fail(error: unknown): void {
  const { code, message } = asProblem(error);
  if (code === 'internal') process.stderr.write(`${describe(error)}\n`);
  send({ kind: 'failed', problem: { code, message } });
}

function ask(call: Call): Promise<DataVersion | null> {
  const id = (calls += 1);
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    send({ kind: 'call', id, call });
  });
}

function send(message: FromChild): void {
  // A send that fails means that the parent is gone, and that ends this process.
  process.send?.(message, () => undefined);
}

/** For the parent's log: what went wrong, without the values that an engine's message may repeat. */
function describe(error: unknown): string {
  const cause = error instanceof Problem ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
