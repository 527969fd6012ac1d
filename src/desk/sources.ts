import type { Sources } from '../state/sources.ts';
import type { DeliveryRequest, Refresh } from '../vocabulary/run.ts';
import type { TakeDelivery } from './delivery-jobs.ts';
import { Problem } from '../vocabulary/problem.ts';
import { isServerAddress } from '../vocabulary/source.ts';
import type {
  NewSource,
  SourceChange,
  SourceCheck,
  SourceOrder,
  SourceSchedule,
} from '../vocabulary/source.ts';

/** The work on registered sources: a name becomes the delivery that its source makes. */
export interface SourceDesk {
  /** Checks it first, unless told not to. */
  add(order: SourceOrder, check: boolean): Promise<SourceCheck | null>;
  check(name: string): Promise<SourceCheck>;
  /**
   * Rejects with `not_found`, and with `usage` for a schedule or a watch that cannot be kept. Another secret is tried
   * first, unless told not to.
   */
  change(name: string, change: SourceChange, check?: boolean): Promise<void>;
  /** Twice with the same `key` is once. */
  run(name: string, full: boolean, onProgress: Parameters<Refresh>[1], key?: string): ReturnType<Refresh>;
}

/** A schedule that can be kept; without a time zone in the firm's. Throws Problem `usage`. */
export type CheckedSchedule = (cron: string, timeZone: string | null) => SourceSchedule;

export function createSourceDesk(
  sources: Sources,
  take: TakeDelivery,
  check: (delivery: DeliveryRequest) => Promise<SourceCheck>,
  checkedSchedule: CheckedSchedule,
): SourceDesk {
  return {
    add: async (order, checked) => {
      const { schedule } = order;
      const source = { ...order, schedule: schedule && checkedSchedule(schedule.cron, schedule.timeZone) };
      refuseWatchedServer(source);
      const found = checked ? await check(deliveryOf(source, false)) : null;
      await sources.add(source);
      return found;
    },
    check: async (name) => check(deliveryOf(await sources.open(name), false)),
    change: async (name, { schedule, watch, paused, secret }, checked = true) => {
      const known = (await sources.list()).find((each) => each.name === name);
      if (!known) throw unknownSource(name);
      const when = {
        schedule:
          schedule === undefined
            ? known.schedule
            : schedule && checkedSchedule(schedule.cron, schedule.timeZone),
        watch: watch ?? known.watch,
        paused: paused ?? known.paused,
      };
      refuseWatchedServer({ ...known, ...when });
      if (secret !== undefined && checked) {
        await check(deliveryOf({ ...(await sources.open(name)), secret }, false));
      }
      const isOfWhen = [schedule, watch, paused].some((each) => each !== undefined);
      await sources.change(name, {
        ...(isOfWhen ? { when } : {}),
        ...(secret === undefined ? {} : { secret }),
      });
    },
    run: async (name, full, onProgress, key) =>
      take(deliveryOf(await sources.open(name), full), onProgress, key),
  };
}

function deliveryOf({ name, address, mapping, mode, secret }: NewSource, full: boolean): DeliveryRequest {
  return {
    path: address,
    source: name,
    mode: full ? 'full' : mode,
    mapping,
    ...(secret === null ? {} : { secret }),
  };
}

function unknownSource(name: string): Problem {
  return new Problem('not_found', `There is no source ${name}; reload the list of sources.`);
}

function refuseWatchedServer({ watch, address }: Pick<NewSource, 'watch' | 'address'>): void {
  if (!watch || !isServerAddress(address)) return;
  throw new Problem('usage', 'Only a folder or a file can be watched; give a server a schedule.');
}
