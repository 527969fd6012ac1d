import { plainName } from './column-words.ts';
import type { ColumnProfile } from './profile-column.ts';
import { isDated, isNumeric } from './profile-column.ts';
import type { DecimalMark } from './read-values.ts';
import { sizeOf } from './read-values.ts';

/** Three columns of which one is, in most rows, about the product of the other two. */
export interface MultipliedColumns {
  readonly quantity: ColumnProfile;
  readonly price: ColumnProfile;
  readonly amount: ColumnProfile;
}

const COLUMNS_MAX = 14;
const ROWS_MAX = 400;
const ROWS_MIN = 2;
/** Fees and accrued interest part an amount from quantity × price. */
const NEAR = 0.03;
const SHARE_MIN = 0.6;

/** The mark before decimals that the numbers of a table have, the more frequent one. */
export function decimalMarkOf(columns: readonly ColumnProfile[]): DecimalMark {
  const numbers = columns.filter(isNumeric).map((column) => column.numbers?.marks ?? { '.': 0, ',': 0 });
  const votes = (mark: DecimalMark): number => numbers.reduce((sum, marks) => sum + marks[mark], 0);
  return votes(',') > votes('.') ? ',' : '.';
}

/** Finds quantity, price and amount by what they are to each other, whatever the columns are called. */
export function multipliedColumns(columns: readonly ColumnProfile[]): MultipliedColumns | null {
  const mark = decimalMarkOf(columns);
  const sizes = columns
    .filter((column) => isNumeric(column) && !isDated(column) && column.counts.size > 1)
    .slice(0, COLUMNS_MAX)
    .map((column) => ({
      column,
      sizes: column.values.slice(0, ROWS_MAX).map((value) => Math.abs(sizeOf(value ?? '', mark) ?? 0)),
    }));
  let best: { readonly found: MultipliedColumns; readonly share: number } | null = null;
  for (const [place, left] of sizes.entries()) {
    for (const right of sizes.slice(place + 1)) {
      for (const amount of sizes) {
        if (amount === left || amount === right) continue;
        const share = sharedBy(left.sizes, right.sizes, amount.sizes);
        if (share < SHARE_MIN || (best !== null && share <= best.share)) continue;
        const [quantity, price] = inOrder(left.column, right.column);
        best = { share, found: { quantity, price, amount: amount.column } };
      }
    }
  }
  return best?.found ?? null;
}

function sharedBy(left: readonly number[], right: readonly number[], amount: readonly number[]): number {
  let rows = 0;
  let near = 0;
  for (const [row, quantity] of left.entries()) {
    const price = right[row] ?? 0;
    const sum = amount[row] ?? 0;
    // One of them is all that a product with 1 says.
    if (quantity === 0 || price === 0 || sum === 0 || quantity === 1 || price === 1) continue;
    rows += 1;
    if (Math.abs(quantity * price - sum) <= NEAR * sum) near += 1;
  }
  return rows < ROWS_MIN ? 0 : near / rows;
}

/** Which of two factors is the quantity: the one that is called so, has a sign, or is whole more often. */
function inOrder(left: ColumnProfile, right: ColumnProfile): readonly [ColumnProfile, ColumnProfile] {
  return weight(left) >= weight(right) ? [left, right] : [right, left];
}

function weight({ name, numbers }: ColumnProfile): number {
  const plain = plainName(name);
  const called = /pri[cxz]|kurs|preis|quote|cours|koers|rate|\bpx\b|\bnav\b/.test(plain) ? -3 : 0;
  const counted = /qty|quant|share|unit|stuck|menge|anzahl|nominal|cantidad|aantal/.test(plain) ? 3 : 0;
  const filled = Math.max(1, (numbers?.negative ?? 0) + (numbers?.positive ?? 0));
  return called + counted + ((numbers?.negative ?? 0) > 0 ? 2 : 0) + (numbers?.whole ?? 0) / filled;
}
