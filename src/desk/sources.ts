import type { Sources } from '../state/sources.ts';
import type { DeliveryRequest, Refresh } from '../vocabulary/run.ts';
import type { TakeDelivery } from './delivery-jobs.ts';
import { Problem } from '../vocabulary/problem.ts';
import { isServerAddress } from '../vocabulary/source.ts';
import type { NewSource, SourceCheck, SourceOrder, SourceSchedule } from '../vocabulary/source.ts';

/** The work on registered sources: a name becomes the delivery that its source makes. */
export interface SourceDesk {
  /** Checks it first, unless told not to. */
  add(order: SourceOrder, check: boolean): Promise<SourceCheck | null>;
  check(name: string): Promise<SourceCheck>;
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

function refuseWatchedServer({ watch, address }: NewSource): void {
  if (!watch || !isServerAddress(address)) return;
  throw new Problem('usage', 'Only a folder or a file can be watched; give a server a schedule.');
}
