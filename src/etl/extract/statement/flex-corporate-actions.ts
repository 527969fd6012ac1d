import { magnitude, plainNumber, quotient, signOf, sum } from './decimal-text.ts';
import { attribute, dayOf, securityKey } from './flex-row.ts';
import { isinOf } from './security-identifiers.ts';
import { bareBooking } from './statement.ts';
import type { StatementBooking } from './statement.ts';
import type { XmlElement } from './xml-tree.ts';

/**
 * Corporate actions of a Flex statement. An exchange comes as two rows, what goes and what comes, with the same words
 * up to the last bracket: together they are one MERGER. A row by itself is a split, a stock dividend, a spin-off, a
 * redemption for cash, or else a correction of the position.
 */
export function actionsOf(rows: readonly XmlElement[]): readonly StatementBooking[] {
  const groups = Map.groupBy(rows, (row) =>
    [attribute(row, 'accountId'), wordsOf(row), attribute(row, 'dateTime')].join('|'),
  );
  return [...groups.values()].flatMap((group) => {
    const gone = group.filter((row) => signOf(attribute(row, 'quantity')) < 0);
    const come = group.filter((row) => signOf(attribute(row, 'quantity')) > 0);
    const [out] = gone;
    const [into] = come;
    const isExchange =
      gone.length === 1 && come.length === 1 && out && into && securityKey(out) !== securityKey(into);
    return isExchange ? [exchangeOf(out, into)] : group.map(aloneOf);
  });
}

function exchangeOf(out: XmlElement, into: XmlElement): StatementBooking {
  return bareBooking({
    ...baseOf(into),
    type: 'MERGER',
    security: securityKey(into),
    relatedSecurity: securityKey(out),
    quantity: plainNumber(attribute(into, 'quantity')),
    amount: sum(attribute(out, 'proceeds'), attribute(into, 'proceeds')) ?? '0',
  });
}

function aloneOf(row: XmlElement): StatementBooking {
  const base = { ...baseOf(row), security: securityKey(row) };
  const quantity = plainNumber(attribute(row, 'quantity'));
  const cash = plainNumber(attribute(row, 'proceeds')) ?? '0';
  const words = attribute(row, 'description') ?? '';
  if (/\bSPLIT\b|STOCK DIVIDEND/i.test(words) && signOf(quantity) !== 0) {
    return bareBooking({ ...base, type: 'SPLIT', quantity, amount: '0' });
  }
  const parent = isinOf(/\(([A-Z0-9]{12})\)/.exec(words)?.[1]);
  if (/SPIN-?OFF/i.test(words) && signOf(quantity) > 0 && parent !== null && parent !== base.security) {
    // The broker does not say how much of the cost moves; without it staging sets the row aside rather than guess.
    const spun = { ...base, relatedSecurity: parent, quantity, amount: '0' };
    return bareBooking({ ...spun, type: 'SPINOFF' });
  }
  if (signOf(quantity) < 0 && signOf(cash) > 0) {
    const price = quotient(cash, magnitude(quantity));
    return bareBooking({ ...base, type: 'SELL', quantity, price, amount: cash });
  }
  return bareBooking({ ...base, type: 'ADJUSTMENT', quantity, amount: cash });
}

function baseOf(
  row: XmlElement,
): Pick<StatementBooking, 'id' | 'account' | 'tradeDate' | 'currency' | 'description' | 'line'> {
  const day = dayOf(attribute(row, 'dateTime') ?? attribute(row, 'reportDate'));
  const own = attribute(row, 'transactionID') ?? attribute(row, 'actionID');
  const id = own ?? `${day ?? ''} ${securityKey(row) ?? ''} ${attribute(row, 'quantity') ?? ''}`;
  return {
    id: `${id}/CorporateAction`,
    account: attribute(row, 'accountId') ?? '',
    tradeDate: day,
    currency: attribute(row, 'currency'),
    description: attribute(row, 'description'),
    line: row.line,
  };
}

/** The words of an action without the bracket that names the row's own security. */
function wordsOf(row: XmlElement): string {
  return (attribute(row, 'description') ?? '').replace(/\s*\([^()]*\)\s*$/, '');
}
