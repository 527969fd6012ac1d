import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { cusipOf, isCusip, isIsin, isinOf } from './security-identifiers.ts';

const ISINS = ['US0378331005', 'CH0038863350', 'GB0002634946', 'KY30744W1070', 'CA38501D5010'];
const CUSIPS = ['037833100', '30303M102', 'G7945E105', '912810RW0'];

test.each(ISINS)('%s is an ISIN', (code) => expect(isIsin(code)).toBe(true));
test.each(CUSIPS)('%s is a CUSIP', (code) => expect(isCusip(code)).toBe(true));

test.prop([fc.constantFrom(...ISINS), fc.integer({ min: 2, max: 11 }), fc.integer({ min: 1, max: 9 })])(
  'an ISIN with one digit changed is none',
  (code, place, by) => {
    const digit = code[place] ?? '';
    fc.pre(/\d/.test(digit));
    const changed = code.slice(0, place) + String((Number(digit) + by) % 10) + code.slice(place + 1);
    expect(isIsin(changed)).toBe(false);
  },
);

test('identifiers are taken in any case and with blanks, and only with a right check digit', () => {
  expect(isinOf(' us0378331005 ')).toBe('US0378331005');
  expect(cusipOf('7.55E+105')).toBeNull();
  expect(cusipOf(null)).toBeNull();
});
