/**
 * Identifiers of securities, checked by their check digit.
 *
 * ISIN: ISO 6166, letters as 10 to 35, Luhn over the digits. CUSIP: ANSI X9.6, letters as 10 to 35, `*@#` as 36 to 38,
 * every second value doubled, digit sums.
 */

const ISIN = /^[A-Z]{2}[A-Z0-9]{9}\d$/;
const CUSIP = /^[0-9A-Z*@#]{8}\d$/;
const SPECIAL = '*@#';

export function isIsin(text: string): boolean {
  if (!ISIN.test(text)) return false;
  const digits = Array.from(text, (letter) => parseInt(letter, 36).toString()).join('');
  let total = 0;
  for (const [place, digit] of digits.split('').toReversed().entries()) {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    total += value > 9 ? value - 9 : value;
  }
  return total % 10 === 0;
}

export function isCusip(text: string): boolean {
  if (!CUSIP.test(text)) return false;
  let total = 0;
  for (const [place, letter] of text.slice(0, -1).split('').entries()) {
    const special = SPECIAL.indexOf(letter);
    const value = (special >= 0 ? 36 + special : parseInt(letter, 36)) * (place % 2 === 1 ? 2 : 1);
    total += Math.floor(value / 10) + (value % 10);
  }
  return (10 - (total % 10)) % 10 === Number(text.at(-1));
}

/** The text as an ISIN, or null where its check digit is wrong or it is none. */
export function isinOf(text: string | null | undefined): string | null {
  const code = text?.trim().toUpperCase() ?? '';
  return isIsin(code) ? code : null;
}

export function cusipOf(text: string | null | undefined): string | null {
  const code = text?.trim().toUpperCase() ?? '';
  return isCusip(code) ? code : null;
}
