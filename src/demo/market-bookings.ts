import { minorUnits } from '../vocabulary/currency.ts';
import type { AccountBooks } from './books.ts';
import { isWithheld } from './firm.ts';
import type { MarketEvent } from './market-events.ts';
import { isOnOffer, type Market } from './market.ts';
import { QUANTITY_ONE, valueMinor, wholeMinor } from './scaled.ts';
import { sell } from './trading.ts';

const WITHHOLDING = 0.15;

/** Books what a market event does to an account that holds the security at the start of the day. */
export function bookEvent(
  books: AccountBooks,
  market: Market,
  event: MarketEvent,
  day: number,
  reinvests: boolean,
): void {
  const held = books.quantityOf(event.security);
  if (held === 0) return;
  const security = books.security(event.security);
  const { currency, symbol } = security;
  const none = { day, currency, amount: 0 } as const;
  switch (event.kind) {
    case 'dividend':
      return bookDividend(books, market, event.security, event.perShare, day, reinvests);
    case 'return_of_capital': {
      const amount = perShareMinor(books, event.security, event.perShare);
      if (amount > 0) {
        books.book({
          day,
          type: 'RETURN_OF_CAPITAL',
          currency,
          amount,
          security,
          description: `Return of capital ${symbol}`,
        });
      }
      return;
    }
    case 'coupon': {
      const one = 10 ** minorUnits(currency);
      const amount = wholeMinor((held / QUANTITY_ONE) * event.rate * one);
      books.book({
        day,
        type: 'INTEREST',
        currency,
        amount,
        security,
        description: `Coupon ${security.name}`,
      });
      return;
    }
    case 'redemption':
      return sell(books, security, held, day, `Redemption at maturity ${symbol}`);
    case 'split':
      books.book({
        ...none,
        type: 'SPLIT',
        security,
        quantity: held * (event.ratio - 1),
        description: `Stock split ${event.ratio} for 1`,
      });
      return;
    case 'spinoff': {
      const child = books.security(event.child);
      books.book({
        ...none,
        type: 'SPINOFF',
        security: child,
        quantity: Math.max(1, Math.floor((held * event.per) / QUANTITY_ONE)),
        related: security,
        costFraction: event.costFraction,
        description: `Spin-off of ${child.name}`,
      });
      return;
    }
    case 'merger': {
      const acquirer = books.security(event.acquirer);
      books.book({
        day,
        currency,
        type: 'MERGER',
        amount: wholeMinor((held / QUANTITY_ONE) * event.cash),
        security: acquirer,
        quantity: Math.max(1, Math.floor((held * event.per) / QUANTITY_ONE)),
        related: security,
        description: `Merger of ${security.name} into ${acquirer.name}`,
      });
    }
  }
}

function bookDividend(
  books: AccountBooks,
  market: Market,
  index: number,
  perShare: number,
  day: number,
  reinvests: boolean,
): void {
  const security = books.security(index);
  const { currency, priceDecimals, symbol } = security;
  const gross = perShareMinor(books, index, perShare);
  if (gross <= 0) return;
  const tax = isWithheld(books.account, security.country) ? wholeMinor(gross * WITHHOLDING) : 0;
  const price = books.close(index, day);
  const quantity = Math.floor(
    (gross * QUANTITY_ONE * 10 ** priceDecimals) / (price * 10 ** minorUnits(currency)),
  );
  if (reinvests && tax === 0 && quantity > 0 && isOnOffer(market, security, day)) {
    books.book({
      day,
      type: 'REINVEST',
      currency,
      amount: 0,
      security,
      quantity,
      price,
      description: `Dividend reinvested in ${symbol}`,
    });
    return;
  }
  books.book({
    day,
    type: 'DIVIDEND',
    currency,
    amount: gross - tax,
    security,
    tax,
    description: `Dividend ${symbol}`,
  });
}

/** `perShare` is in ten-thousandths of the major unit, as quantities are of a share. */
function perShareMinor(books: AccountBooks, index: number, perShare: number): number {
  const { currency } = books.security(index);
  return valueMinor(books.quantityOf(index), perShare, 4, currency);
}
