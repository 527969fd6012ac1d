import type { RunJournal } from '../etl/run-journal.ts';
import type { SplitTransform } from '../etl/transform/share.ts';
import type { DataVersion, Parcel } from '../store/port.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Call } from './messages.ts';
import type { StageTurn, StageTurns } from './stage-turns.ts';

export interface AttendParts {
  readonly published: () => Promise<DataVersion | null>;
  readonly publish: (parcel: Parcel) => Promise<DataVersion>;
  readonly journal: RunJournal;
  readonly stageTurns: StageTurns;
  /** Has the shares of a transform done while the turn at the staged rows lasts; absent where one process has the home. */
  readonly shareOut?: (split: SplitTransform, turn: StageTurn, stop: AbortSignal) => Promise<void>;
  /** The run has lost its turn at the staged rows to another: whatever does it is to end at once. */
  readonly onLost: () => void;
}

/** What a run has of the store, the records and the staged rows, as long as it may. */
export interface Attendant {
  /** Does what the run asks for. Rejects with `already_running` what it may do no more. */
  answer(call: Call): Promise<DataVersion | null>;
  /** The run is over, however it ended: its turn ends with it. */
  over(): Promise<void>;
}

export function attendRun({
  published,
  publish,
  journal,
  stageTurns,
  shareOut,
  onLost,
}: AttendParts): Attendant {
  let turn: StageTurn | null = null;
  let isOver = false;
  let shares: Promise<void> | null = null;
  const ended = new AbortController();

  async function takeStage(): Promise<void> {
    const taken = await stageTurns.take();
    if (isOver) return taken.end();
    turn = taken;
    if (taken.lost.aborted) onLost();
    taken.lost.addEventListener('abort', onLost, { once: true });
  }

  async function leaveStage(): Promise<void> {
    const left = turn;
    turn = null;
    left?.lost.removeEventListener('abort', onLost);
    await left?.end();
  }

  function beginShares(split: SplitTransform): void {
    const held = assertTurn();
    if (!shareOut) throw new Problem('internal', 'Nobody is there to share this import with; run it again.');
    shares = shareOut(split, held, AbortSignal.any([held.lost, ended.signal]));
    // Whoever asks for their end hears of a failure; until then it must not count as unheard.
    shares.catch(() => undefined);
  }

  /** What changes the version is for whoever has the turn; the store besides takes nothing that is made upon another. */
  function assertTurn(): StageTurn {
    if (turn !== null && !turn.lost.aborted) return turn;
    throw new Problem('already_running', 'Another process has taken this import over; wait for its end.');
  }

  return {
    answer: async (call) => {
      switch (call.name) {
        case 'takeStage':
          await takeStage();
          return null;
        case 'leaveStage':
          await leaveStage();
          return null;
        case 'shareOut':
          beginShares(call.split);
          return null;
        case 'sharesDone':
          await shares;
          return null;
        case 'published':
          return published();
        case 'publish':
          assertTurn();
          return publish(call.parcel);
        case 'begin':
          await journal.begin(call.begun);
          return null;
        case 'received':
          await journal.received(call.run, call.delivery);
          return null;
        case 'setAside':
          await journal.setAside(call.rows);
          return null;
        case 'found':
          await journal.found(call.rows);
          return null;
        case 'publishes':
          assertTurn();
          await journal.publishes(call.run, call.version);
          return null;
        case 'finish':
          await journal.finish(call.run, call.end);
          return null;
        default:
          return call satisfies never;
      }
    },
    over: async () => {
      isOver = true;
      ended.abort();
      await leaveStage();
    },
  };
}
