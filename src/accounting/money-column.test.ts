import { expect } from 'vitest';
import { fc, test as property } from '@fast-check/vitest';
import { filled, moneyColumn, moneyOfDoubles, sumOf, withAdded, type MoneyColumn } from './money-column.ts';

const amount = fc.oneof(
  fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
);
const exact = fc.maxSafeInteger();

property.prop([fc.array(amount, { minLength: 1, maxLength: 8 })])(
  'a column gives back what was put in, whether it fits 64 bits or not',
  (values) => {
    const column = moneyColumn([...values]);
    expect([...column]).toEqual(values);
    expect(sumOf(column, 0, values.length - 1)).toBe(values.reduce((sum, value) => sum + value, 0n));
  },
);

property.prop([fc.array(exact, { maxLength: 8 })])(
  'integers in doubles become the same integers',
  (values) => {
    expect([...moneyOfDoubles(Float64Array.from(values))]).toEqual(values.map(BigInt));
  },
);

property.prop([fc.array(fc.tuple(fc.nat(3), amount), { maxLength: 12 }), amount])(
  'adding and filling go on past 64 bits',
  (added, level) => {
    const plain = Array<bigint>(4).fill(0n);
    let column: MoneyColumn = new BigInt64Array(4);
    for (const [n, value] of added) {
      plain[n] = (plain[n] ?? 0n) + value;
      column = withAdded(column, n, value);
    }
    expect([...column]).toEqual(plain);
    expect([...filled(column, level, 1, 3)]).toEqual(plain.fill(level, 1, 3));
  },
);
