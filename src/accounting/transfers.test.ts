import { expect, test } from 'vitest';
import { pairTransfers, type TransferLeg } from './transfers.ts';

const leg = (transactionId: string, accountId: string, direction: 'out' | 'in', key = 'k'): TransferLeg => ({
  transactionId,
  accountId,
  direction,
  key,
});

const paired = (legs: readonly TransferLeg[]): string[] =>
  pairTransfers(legs).map(({ transferId }) => transferId);

test('legs pair in the order of transaction_id as text, whatever order they come in', () => {
  const legs = [leg('T10', 'A', 'out'), leg('T9', 'A', 'out'), leg('T2', 'B', 'in'), leg('T11', 'B', 'in')];
  expect(paired(legs)).toEqual(['T10>T11', 'T9>T2']);
  expect(paired(legs.toReversed())).toEqual(['T10>T11', 'T9>T2']);
});

test('both legs in one account are no transfer', () => {
  expect(paired([leg('T1', 'A', 'out'), leg('T2', 'A', 'in')])).toEqual([]);
  expect(paired([leg('T1', 'A', 'out'), leg('T2', 'A', 'in'), leg('T3', 'B', 'in')])).toEqual(['T1>T3']);
});

test('each leg pairs once, and only under its own key', () => {
  expect(paired([leg('T1', 'A', 'out'), leg('T2', 'B', 'in'), leg('T3', 'C', 'in')])).toEqual(['T1>T2']);
  expect(paired([leg('T1', 'A', 'out', 'x'), leg('T2', 'B', 'in', 'y')])).toEqual([]);
});
