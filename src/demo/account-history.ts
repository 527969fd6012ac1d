import { minorUnits } from '../vocabulary/currency.ts';
import type { Action, AccountPlan, Planned } from './account-plan.ts';
import { AccountBooks, type TextRow } from './books.ts';
import type { DemoAccount } from './firm.ts';
import { bookEvent } from './market-bookings.ts';
import type { Market } from './market.ts';
import { at, type Random } from './random.ts';
import { QUANTITY_ONE, valueMinor, wholeMinor } from './scaled.ts';
import { invest, preferencesOf, raiseCash, sell, trim, type Preferences } from './trading.ts';
import type { DemoCurrency } from './universe.ts';

/** What goes from one account of a client to another. */
export interface Transfer {
  readonly to: number;
  readonly planned: Planned;
}

export interface HistoryOutput {
  readonly booking: (row: TextRow) => void;
  /** At the end of a calendar month (its index) in which the account lives. */
  readonly monthEnd: (books: AccountBooks, month: number) => void;
  readonly transfer: (transfer: Transfer) => void;
}

interface History {
  readonly books: AccountBooks;
  readonly market: Market;
  readonly random: Random;
  readonly plan: AccountPlan;
  readonly preferences: Preferences;
  readonly output: HistoryOutput;
}

/** Tells an account's history day by day: the market's events, its own plan, and what other accounts sent. */
export function tellHistory(
  random: Random,
  account: DemoAccount,
  plan: AccountPlan,
  received: readonly Planned[],
  market: Market,
  monthEnds: readonly { readonly trading: number }[],
  output: HistoryOutput,
): void {
  const books = new AccountBooks(account, market, output.booking);
  const history: History = {
    books,
    market,
    random,
    plan,
    preferences: preferencesOf(random, market),
    output,
  };
  const actions = [...plan.actions, ...received].toSorted((a, b) => a.day - b.day);
  const end = account.closed ?? market.time.last;
  let nextAction = 0;
  let month = monthEnds.findIndex(({ trading }) => trading >= account.opened);
  for (let day = account.opened; day <= end; day += 1) {
    for (const event of at(market.events, day)) bookEvent(books, market, event, day, plan.reinvests);
    for (; actions[nextAction]?.day === day; nextAction += 1)
      perform(history, at(actions, nextAction).action, day);
    while (month >= 0 && monthEnds[month]?.trading === day) output.monthEnd(books, month++);
  }
}

function perform(history: History, action: Action, day: number): void {
  const { books, random, preferences } = history;
  const home = books.account.currency;
  switch (action.kind) {
    case 'deposit':
      return books.book({
        day,
        type: 'DEPOSIT',
        currency: home,
        amount: action.amount,
        description: action.description,
      });
    case 'withdraw':
      return withdraw(books, action.amount, day, action.description);
    case 'receive_cash':
      return books.book({
        day,
        type: 'DEPOSIT',
        currency: action.currency,
        amount: action.amount,
        description: 'Transfer from another account of the client',
      });
    case 'receive_shares':
      return bookShares(books, 'TRANSFER_IN', action, day, 'Securities from another account of the client');
    case 'send_cash':
    case 'send_shares':
      return send(history, action, day);
    case 'bring_shares':
      return bringShares(history, action.amount, day);
    case 'exchange':
      return exchange(books, action.to, action.share, day);
    case 'invest':
      return invest(books, preferences, random, action.currency, day);
    case 'trim':
      trim(books, random, day);
      return;
    case 'interest':
      return interest(books, day);
    case 'advisory_fee':
      return charge(books, 'FEE', (books.worth(day) * action.yearly) / 4, day, 'Advisory fee');
    case 'custody_fee':
      return charge(books, 'FEE', books.worth(day) * 0.0012, day, 'Custody fee');
    case 'account_fee':
      return charge(books, 'FEE', 45 * 10 ** minorUnits(home), day, 'Account fee');
    case 'tax':
      return tax(history, day);
    case 'correction':
      return books.book({
        day,
        type: 'ADJUSTMENT',
        currency: home,
        amount: random.below(9_000) + 100,
        description: 'Correction by the custodian',
      });
    case 'close_down':
      for (const index of books.held.keys()) sell(books, books.security(index), books.quantityOf(index), day);
      return;
    case 'pay_out':
      for (const [currency, amount] of books.balances) {
        books.book({ day, type: 'WITHDRAWAL', currency, amount: -amount, description: 'Closing payment' });
      }
  }
}

function withdraw(books: AccountBooks, amount: number, day: number, description: string): void {
  const { currency } = books.account;
  // Nobody takes out more than a third at once.
  const bounded = Math.min(amount, Math.floor(books.worth(day) / 3));
  if (bounded <= 0 || !raiseCash(books, currency, bounded, day)) return;
  books.book({ day, type: 'WITHDRAWAL', currency, amount: -bounded, description });
}

function charge(
  books: AccountBooks,
  type: 'FEE' | 'TAX',
  wish: number,
  day: number,
  description: string,
): void {
  const { currency } = books.account;
  const amount = wholeMinor(wish);
  if (amount <= 0 || !raiseCash(books, currency, amount, day)) return;
  books.book({ day, type, currency, amount: -amount, description });
}

function tax({ books, random }: History, day: number): void {
  const wish = books.worth(day) * random.between(0.001, 0.004);
  if (random.chance(0.85)) return charge(books, 'TAX', wish, day, 'Estimated tax payment');
  const amount = wholeMinor(wish / 4);
  if (amount > 0) {
    books.book({ day, type: 'TAX', currency: books.account.currency, amount, description: 'Tax refund' });
  }
}

/** A month's credit interest on every balance: 1.2 % a year. */
function interest(books: AccountBooks, day: number): void {
  for (const [currency, balance] of books.balances) {
    const amount = wholeMinor((balance * 0.012) / 12);
    if (amount > 0) books.book({ day, type: 'INTEREST', currency, amount, description: 'Credit interest' });
  }
}

function exchange(books: AccountBooks, to: DemoCurrency, share: number, day: number): void {
  const from = books.account.currency;
  const one = 10 ** minorUnits(from);
  const sold = Math.floor((books.cash(from) * share) / (100 * one)) * 100 * one;
  const bought = wholeMinor(books.convert(sold, from, to, day) * 0.998);
  if (sold <= 0 || bought <= 0) return;
  books.book({ day, type: 'FX', currency: from, amount: -sold, description: `Sold ${from} for ${to}` });
  books.book({ day, type: 'FX', currency: to, amount: bought, description: `Bought ${to} with ${from}` });
}

function bringShares({ books, preferences, random }: History, amount: number, day: number): void {
  const { currency } = books.account;
  const offered = preferences(currency, 'Equity', day);
  if (offered.length === 0) return;
  const security = random.pick(offered);
  const price = books.close(security.index, day);
  const one = valueMinor(QUANTITY_ONE, price, security.priceDecimals, currency);
  const quantity = Math.max(1, Math.floor(amount / one)) * QUANTITY_ONE;
  bookShares(
    books,
    'TRANSFER_IN',
    { security: security.index, quantity, price },
    day,
    'Securities received from another firm',
  );
}

function send(
  { books, random, output }: History,
  action: Extract<Action, { kind: 'send_cash' | 'send_shares' }>,
  day: number,
): void {
  const { currency } = books.account;
  if (action.kind === 'send_cash') {
    const one = 10 ** minorUnits(currency);
    const amount = Math.floor((books.worth(day) * action.share) / (100 * one)) * 100 * one;
    if (amount <= 0 || !raiseCash(books, currency, amount, day)) return;
    const description = 'Transfer to another account of the client';
    books.book({ day, type: 'WITHDRAWAL', currency, amount: -amount, description });
    output.transfer({ to: action.to, planned: { day, action: { kind: 'receive_cash', currency, amount } } });
    return;
  }
  const shares = [...books.held.keys()].filter((index) => books.security(index).coupon === null);
  if (shares.length === 0) return;
  const security = random.pick(shares);
  const lot = Math.max(QUANTITY_ONE, books.security(security).lot);
  const quantity = Math.floor((books.quantityOf(security) * action.share) / lot) * lot;
  if (quantity <= 0) return;
  const moved = { security, quantity, price: books.close(security, day) };
  bookShares(books, 'TRANSFER_OUT', moved, day, 'Securities to another account of the client');
  output.transfer({ to: action.to, planned: { day, action: { kind: 'receive_shares', ...moved } } });
}

function bookShares(
  books: AccountBooks,
  type: 'TRANSFER_IN' | 'TRANSFER_OUT',
  moved: { readonly security: number; readonly quantity: number; readonly price: number },
  day: number,
  description: string,
): void {
  const security = books.security(moved.security);
  const quantity = type === 'TRANSFER_IN' ? moved.quantity : -moved.quantity;
  books.book({
    day,
    type,
    currency: security.currency,
    amount: 0,
    security,
    quantity,
    price: moved.price,
    description,
  });
}
