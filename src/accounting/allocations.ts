import { SCALES } from '../model/product-tables.ts';
import type { Amounts } from './booking.ts';
import { rescale } from './decimal.ts';
import type { CashStep } from './ledger.ts';
import type { Converter } from './market.ts';
import type { Pocket } from './pockets.ts';
import { SUM_SCALE } from './position-sums.ts';

const CASH = 'Cash';

/**
 * Value by asset class at the end of each of some days, ascending indexes into the days from `firstDay`, in each
 * reporting currency; cash counts as Cash. A class of which something is held is there even where it has no value.
 */
export function allocationsOn(
  pockets: readonly Pocket[],
  convert: Converter,
  firstDay: number,
  days: readonly number[],
): readonly ReadonlyMap<string, Amounts>[] {
  const results = days.map(() => new Map<string, Amounts>());
  for (const pocket of pockets) {
    const classes = new Set([...pocket.turns.keys(), ...(pocket.cash.length > 0 ? [CASH] : [])]);
    for (const assetClass of classes) {
      const held = heldOn(pocket.turns.get(assetClass), days);
      const cash = assetClass === CASH ? balancesOn(pocket.cash, firstDay, days) : null;
      const sums = pocket.positions.get(assetClass);
      for (const [i, n] of days.entries()) {
        const balance = cash?.[i] ?? 0n;
        if ((held[i] ?? 0) === 0 && balance === 0n) continue;
        const exact = (sums?.at(n) ?? 0n) + rescale(balance, SCALES.money, SUM_SCALE);
        addTo(results[i], assetClass, convert.values(exact, 1n, pocket.currency, firstDay + n));
      }
    }
  }
  return results;
}

function addTo(result: Map<string, Amounts> | undefined, assetClass: string, amounts: Amounts): void {
  const known = result?.get(assetClass);
  result?.set(assetClass, known ? known.map((amount, k) => amount + (amounts[k] ?? 0n)) : amounts);
}

/** How many positions are held at the end of each day. */
function heldOn(turns: Int32Array | undefined, days: readonly number[]): readonly number[] {
  if (!turns) return [];
  let held = 0;
  let at = 0;
  return days.map((day) => {
    for (; at <= day; at += 1) held += turns[at] ?? 0;
    return held;
  });
}

function balancesOn(
  steps: readonly CashStep[],
  firstDay: number,
  days: readonly number[],
): readonly bigint[] {
  let at = -1;
  return days.map((n) => {
    while ((steps[at + 1]?.day ?? Infinity) <= firstDay + n) at += 1;
    return steps[at]?.balance ?? 0n;
  });
}
