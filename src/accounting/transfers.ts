import type { TransactionType } from '../model/source-tables.ts';
import { compareText } from './booking.ts';

/** Only a booking of these types can be a side of a transfer: of any other one, no other account's figures depend. */
export const LEG_TYPES: readonly TransactionType[] = ['WITHDRAWAL', 'DEPOSIT', 'TRANSFER_OUT', 'TRANSFER_IN'];

/** A booking that may be one side of a transfer between two accounts of one client. */
export interface TransferLeg {
  readonly transactionId: string;
  readonly accountId: string;
  /** What both sides share: client, day, and security with quantity or currency with amount, without their sign. */
  readonly key: string;
  readonly direction: 'out' | 'in';
}

export interface TransferPair {
  readonly transferId: string;
  readonly out: TransferLeg;
  readonly in: TransferLeg;
}

/**
 * Pairs legs of two different accounts within each key, in the order of transaction_id (as text): each leg that goes
 * out takes the first one that comes in and is still free.
 */
export function pairTransfers(legs: readonly TransferLeg[]): TransferPair[] {
  const byKey = Map.groupBy(
    legs.toSorted(
      (a, b) => compareText(a.transactionId, b.transactionId) || compareText(a.accountId, b.accountId),
    ),
    (leg) => leg.key,
  );
  const pairs: TransferPair[] = [];
  for (const group of byKey.values()) {
    const free = group.filter((leg) => leg.direction === 'in');
    for (const out of group.filter((leg) => leg.direction === 'out')) {
      const index = free.findIndex((leg) => leg.accountId !== out.accountId);
      const [taken] = index < 0 ? [] : free.splice(index, 1);
      if (taken) pairs.push({ transferId: `${out.transactionId}>${taken.transactionId}`, out, in: taken });
    }
  }
  return pairs;
}
