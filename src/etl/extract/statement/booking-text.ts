import { magnitude, near, negated, product, sum } from './decimal-text.ts';
import { isinOf } from './security-identifiers.ts';

/** What the free text of a cash booking tells of a trade, proved by its arithmetic. */
export interface TradeInText {
  readonly isin: string;
  readonly name: string | null;
  /** Positive for a purchase, negative for a sale. */
  readonly quantity: string;
  readonly price: string;
  readonly fee: string | null;
}

const CODE = /\b[A-Z]{2}[A-Z0-9]{9}\d\b/g;
const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const QUANTITY = new RegExp(
  String.raw`\b(?:buy|bought|purchase|sell|sold|sale|qty|quantity)\s+${NUMBER}\b`,
  'i',
);
const PRICE = new RegExp(String.raw`(?:\bat\b|price\b|@)\s*(?:[A-Z]{3}\s*)?${NUMBER}`, 'i');
const FEE = new RegExp(
  String.raw`(?:comm(?:ission)?|\bfees?|\bcharges?)\.?\s*(?:[A-Z]{3}\s*)?${NUMBER}`,
  'i',
);
const GROSS = new RegExp(String.raw`\bgross\s*(?:[A-Z]{3}\s*)?${NUMBER}`, 'i');
const TAX = new RegExp(
  String.raw`\b(?:withholding\s+)?tax\s*(?:\d+(?:\.\d+)?\s*%\s*)?(?:[A-Z]{3}\s*)?${NUMBER}(?!\s*%)`,
  'i',
);
const CENT = '0.011';

/** The one valid ISIN in a text; null where there is none, or more than one. */
export function isinInText(text: string): string | null {
  const found = new Set(
    [...text.toUpperCase().matchAll(CODE)].map(([code]) => isinOf(code)).filter((code) => code !== null),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

/**
 * The trade that a text describes, but only where quantity × price and fee make the booked amount to the cent: words
 * that do not add up are no trade. `amount` is the signed effect on the account's cash.
 */
export function tradeInText(text: string, amount: string | null): TradeInText | null {
  const isin = isinInText(text);
  const units = QUANTITY.exec(text)?.[1] ?? null;
  const price = PRICE.exec(text)?.[1] ?? null;
  if (isin === null || units === null || price === null || amount === null) return null;
  const fee = FEE.exec(text)?.[1] ?? null;
  const isSale = !amount.startsWith('-');
  const value = product(units, price);
  const net = isSale ? sum(value, negated(fee)) : sum(value, fee);
  if (!near(net, magnitude(amount), CENT)) return null;
  const name = new RegExp(`${isin}\\s+([^?,]*?)(?=\\s+at\\b|[?,]|$)`, 'i').exec(text)?.[1]?.trim();
  return { isin, name: name || null, quantity: isSale ? `-${units}` : units, price, fee };
}

/** The tax withheld from an income that a text describes, where gross − tax is the booked amount; otherwise null. */
export function taxInText(text: string, amount: string | null): string | null {
  const gross = GROSS.exec(text)?.[1] ?? null;
  const tax = TAX.exec(text)?.[1] ?? null;
  if (gross === null || tax === null) return null;
  return near(sum(gross, negated(tax)), amount, CENT) ? tax : null;
}
