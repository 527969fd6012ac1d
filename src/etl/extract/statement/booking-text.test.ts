import { describe, expect, test } from 'vitest';
import { isinInText, taxInText, tradeInText } from './booking-text.ts';

describe('a trade in the text of a cash booking', () => {
  test('is taken where its figures make the amount', () => {
    expect(tradeInText('BUY 100 CH0038863350 NESTLE AG?21PRICE CHF 84.0715 COMM 25.00', '-8432.15')).toEqual({
      isin: 'CH0038863350',
      name: 'NESTLE AG',
      quantity: '100',
      price: '84.0715',
      fee: '25.00',
    });
    expect(
      tradeInText('Sale 60 CH0038863350 Nestle AG at 102.4208, commission 25.00', '6120.25')?.quantity,
    ).toBe('-60');
  });

  test.each([
    ['whose figures make another amount', 'BUY 100 CH0038863350 PRICE CHF 84.0715 COMM 25.00', '-8432.99'],
    ['without a price', 'BUY 100 CH0038863350', '-8432.15'],
    ['whose ISIN has a wrong check digit', 'BUY 100 CH0038863351 PRICE CHF 84.0715 COMM 25.00', '-8432.15'],
    [
      'that names two securities',
      'BUY 100 CH0038863350 AND CH0012032048 PRICE CHF 84.0715 COMM 25.00',
      '-8432.15',
    ],
  ])('%s is none', (_what, text, amount) => {
    expect(tradeInText(text, amount)).toBeNull();
  });
});

test('the tax of an income is taken where gross less tax is the amount', () => {
  expect(taxInText('QTY 50 GROSS 477.69 TAX 35% 167.19', '310.50')).toBe('167.19');
  expect(taxInText('gross 1050.00, withholding tax 367.50', '682.50')).toBe('367.50');
  expect(taxInText('gross 1050.00, withholding tax 367.50', '700.00')).toBeNull();
});

test('the one ISIN in a text is found, however often it is written', () => {
  expect(isinInText('us0378331005 US0378331005')).toBe('US0378331005');
  expect(isinInText('no identifier here')).toBeNull();
});
