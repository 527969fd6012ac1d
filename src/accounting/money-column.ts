/**
 * Money day by day, at money scale: 64-bit integers where all of them fit (up to 92 billion units of a currency),
 * integers of any size otherwise.
 */
export type MoneyColumn = BigInt64Array | bigint[];

const LARGEST = 2n ** 63n - 1n;

export function fits(value: bigint): boolean {
  return value <= LARGEST && value >= -LARGEST;
}

/** The values as 64-bit integers where they fit. */
export function moneyColumn(values: bigint[]): MoneyColumn {
  return values.every(fits) ? BigInt64Array.from(values) : values;
}

/** Integers in doubles, each of them exact. */
export function moneyOfDoubles(values: Float64Array): MoneyColumn {
  const column = new BigInt64Array(values.length);
  const words = new Int32Array(column.buffer);
  for (let n = 0; n < values.length; n += 1) {
    const value = values[n] ?? 0;
    const upper = Math.floor(value / 4_294_967_296);
    words[n * 2] = value - upper * 4_294_967_296;
    words[n * 2 + 1] = upper;
  }
  return column;
}

/** Puts a value into a column that may have to make room: gives the column to go on with. */
export function withAdded(column: MoneyColumn, index: number, amount: bigint): MoneyColumn {
  const sum = (column[index] ?? 0n) + amount;
  const roomy = column instanceof BigInt64Array && !fits(sum) ? [...column] : column;
  roomy[index] = sum;
  return roomy;
}

/** Sets [from, to) to one value: gives the column to go on with. */
export function filled(column: MoneyColumn, value: bigint, from: number, to: number): MoneyColumn {
  const roomy = column instanceof BigInt64Array && !fits(value) ? [...column] : column;
  roomy.fill(value, from, to);
  return roomy;
}

/** Σ values of [from, to], both counted. Most days of most columns are zero, and looking at halves costs nothing. */
export function sumOf(column: MoneyColumn, from: number, to: number): bigint {
  let total = 0n;
  if (!(column instanceof BigInt64Array)) {
    for (let n = from; n <= to; n += 1) total += column[n] ?? 0n;
    return total;
  }
  const words = new Int32Array(column.buffer, column.byteOffset, column.length * 2);
  for (let n = from; n <= to; n += 1) {
    if (words[n * 2] !== 0 || words[n * 2 + 1] !== 0) total += column[n] ?? 0n;
  }
  return total;
}
