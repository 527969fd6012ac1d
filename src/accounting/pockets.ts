import type { Books } from './books.ts';
import type { CashStep, Ledger, Step } from './ledger.ts';
import type { Market } from './market.ts';
import { positionSums, type PositionSums } from './position-sums.ts';

/** What an account holds in one currency: its positions, by asset class, and its cash. */
export interface Pocket {
  readonly currency: string;
  readonly positions: ReadonlyMap<string, PositionSums>;
  /** For each asset class, on how many positions each day begins to hold (+) or ends to (−); by day's index. */
  readonly turns: ReadonlyMap<string, Int32Array>;
  readonly cash: readonly CashStep[];
  /** The first day on which it holds anything. */
  readonly start: number;
}

interface OpenPocket extends Pocket {
  readonly positions: Map<string, PositionSums>;
  readonly turns: Map<string, Int32Array>;
  cash: readonly CashStep[];
  start: number;
}

/** The asset class of what no source puts into one. */
const UNCLASSED = 'Other';

/** An account's pockets over `count` days. Notes positions on days before their first close. */
export function fillPockets(
  ledger: Ledger,
  market: Market,
  ownCurrency: string,
  firstDay: number,
  count: number,
  note: Books['note'],
): readonly Pocket[] {
  const pockets = new Map<string, OpenPocket>();
  const pocketOf = (currency: string): OpenPocket => {
    const known = pockets.get(currency);
    if (known) return known;
    const fresh = { currency, positions: new Map(), turns: new Map(), cash: [], start: Infinity };
    pockets.set(currency, fresh);
    return fresh;
  };
  for (const [id, steps] of ledger.steps) {
    const start = steps.find((step) => step.quantity !== 0n)?.day;
    if (start === undefined) continue;
    const closes = market.closesOf(id);
    if (!closes || closes.firstDay > start) note('position_without_price', 'error', start, id);
    const pocket = pocketOf(market.currencyOf(id) ?? ownCurrency);
    const assetClass = market.assetClassOf(id) ?? UNCLASSED;
    addTurns(
      entryOf(pocket.turns, assetClass, () => new Int32Array(count)),
      steps,
      firstDay,
    );
    if (!closes) continue;
    entryOf(pocket.positions, assetClass, () => positionSums(firstDay, count)).add(steps, closes);
    pocket.start = Math.min(pocket.start, start);
  }
  for (const [currency, steps] of ledger.cash) {
    const pocket = pocketOf(currency);
    pocket.cash = steps;
    pocket.start = Math.min(pocket.start, steps[0]?.day ?? Infinity);
  }
  return [...pockets.values()];
}

function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}

function addTurns(turns: Int32Array, steps: readonly Step[], firstDay: number): void {
  let held = 0;
  for (const { day, quantity } of steps) {
    const holds = quantity === 0n ? 0 : 1;
    if (holds !== held) turns[day - firstDay] = (turns[day - firstDay] ?? 0) + holds - held;
    held = holds;
  }
}
