import type { Rule } from '../chart.ts';
import type { InFilter, Thing } from '../items.ts';
import { rule, thing, thingOf } from './slots.ts';

/** Kinds of booking: 'dividend transactions', 'fee bookings'. */
export const BOOKINGS: readonly Rule[] = [
  rule(
    'a kind of booking',
    [
      thing((each) => bookingTypes(each) !== null),
      thing(({ said }) => /^(transactions?|bookings?|entry|entries|activity)$/.test(said)),
    ],
    ([kind, noun]) => {
      const filter = bookingTypes(thingOf(kind));
      const of = thingOf(noun);
      return filter && of
        ? { cat: 'thing', thing: { ...of, rows: { subject: 'transactions', where: [filter] } } }
        : null;
    },
    0.3,
  ),
];

/** The transaction types that a noun for bookings stands for. */
export function bookingTypes(noun: Thing | null): InFilter | null {
  const rows = noun?.rows;
  if (!rows) return null;
  const filter = rows.where.find((each) => each.kind === 'in');
  if (rows.subject === 'transactions') return filter?.dimension === 'transaction_type' ? filter : null;
  const types =
    rows.subject === 'fees' && rows.where.length === 0
      ? ['FEE']
      : rows.subject === 'income'
        ? INCOME_TYPES[filter?.values[0] ?? '']
        : undefined;
  return types ? { kind: 'in', dimension: 'transaction_type', values: types, negated: false } : null;
}

const INCOME_TYPES: Readonly<Record<string, readonly string[]>> = {
  '': ['DIVIDEND', 'REINVEST', 'INTEREST'],
  dividend: ['DIVIDEND', 'REINVEST'],
  interest: ['INTEREST'],
};
