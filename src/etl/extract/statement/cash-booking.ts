import type { TransactionType } from '../../../model/source-tables.ts';
import { isinInText, taxInText, tradeInText } from './booking-text.ts';
import { bareBooking, bareSecurity } from './statement.ts';
import type { StatementBooking, StatementSecurity } from './statement.ts';

/** A booking of a cash statement, before its text was read. */
export interface CashBooking {
  readonly id: string;
  readonly account: string;
  readonly tradeDate: string | null;
  readonly settleDate: string | null;
  /** What the custodian's code says; `trade` for the cash side of a purchase or sale. */
  readonly kind: Exclude<TransactionType, 'BUY' | 'SELL'> | 'trade';
  /** Signed effect on the account's cash. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly description: string | null;
  readonly line: number;
}

/**
 * A cash statement knows securities by its free text alone. Where that text names one and its figures make the amount,
 * the booking is the trade or the dividend; otherwise the cash side of a trade stays a correction of the cash.
 */
export function bookingOfCash(cash: CashBooking): {
  readonly booking: StatementBooking;
  readonly security: StatementSecurity | null;
} {
  const { kind, ...rest } = cash;
  const text = cash.description ?? '';
  if (kind === 'trade') {
    const trade = tradeInText(text, cash.amount);
    if (trade === null) return { booking: bareBooking({ ...rest, type: 'ADJUSTMENT' }), security: null };
    const { isin, name, quantity, price, fee } = trade;
    const type = quantity.startsWith('-') ? 'SELL' : 'BUY';
    const booking = bareBooking({ ...rest, type, security: isin, quantity, price, fee });
    return { booking, security: securityOf(isin, name, cash) };
  }
  if (kind !== 'DIVIDEND') return { booking: bareBooking({ ...rest, type: kind }), security: null };
  const isin = isinInText(text);
  const booking = bareBooking({ ...rest, type: kind, security: isin, tax: taxInText(text, cash.amount) });
  return { booking, security: isin === null ? null : securityOf(isin, null, cash) };
}

function securityOf(isin: string, name: string | null, { currency, line }: CashBooking): StatementSecurity {
  return bareSecurity({ key: isin, isin, name, currency, line });
}
