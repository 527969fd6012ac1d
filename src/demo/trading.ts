import { minorUnits } from '../vocabulary/currency.ts';
import type { AccountBooks } from './books.ts';
import { isOnOffer, type Market } from './market.ts';
import { at, type Random } from './random.ts';
import { QUANTITY_ONE, valueMinor, wholeMinor } from './scaled.ts';
import type { AssetClass, DemoCurrency, DemoSecurity } from './universe.ts';

/** Of the cash, what an investment leaves over for fees. */
const RESERVE = 0.03;
/** Purchases smaller than this, in major units, are not worth their commission. */
const PURCHASE_LEAST = 400;
const STAMP_DUTY = 0.005;

/** What an account likes to hold: by currency and asset class, in order of preference. */
export type Preferences = (currency: DemoCurrency, assetClass: AssetClass, day: number) => DemoSecurity[];

/** Draws an account's own list once, then gives what of it is on offer, and something else where nothing is. */
export function preferencesOf(random: Random, market: Market): Preferences {
  const lists = new Map<string, DemoSecurity[]>();
  return (currency, assetClass, day) => {
    const key = `${currency} ${assetClass}`;
    let list = lists.get(key);
    if (list === undefined) {
      const all = market.securities.filter(
        (security) => security.currency === currency && security.assetClass === assetClass,
      );
      list = random.sample(all, all.length);
      lists.set(key, list);
    }
    const wanted = assetClass === 'Equity' ? 9 : assetClass === 'Fixed Income' ? 4 : 2;
    return list.filter((security) => isOnOffer(market, security, day)).slice(0, wanted);
  };
}

/** Spends a currency's free cash along the profile; what a class lacks in this currency goes to the others. */
export function invest(
  books: AccountBooks,
  preferences: Preferences,
  random: Random,
  currency: DemoCurrency,
  day: number,
): void {
  const free = books.cash(currency) * (1 - RESERVE);
  const orders = Object.entries(books.account.profile.weights).flatMap(([assetClass, weight]) => {
    const offered = preferences(currency, assetClass as AssetClass, day);
    const some = random.sample(offered, Math.max(1, Math.ceil(offered.length * 0.7)));
    return some.map((security) => ({ security, weight: weight / some.length }));
  });
  const total = Object.values(books.account.profile.weights).reduce((sum, weight) => sum + weight, 0);
  const placed = orders.reduce((sum, { weight }) => sum + weight, 0);
  for (const { security, weight } of orders) {
    buy(books, security, wholeMinor((free * weight * Math.min(1, total)) / Math.max(placed, 0.01)), day);
  }
}

/** Buys for about `minor`, as many whole lots as that pays for, commission included. */
export function buy(books: AccountBooks, security: DemoSecurity, minor: number, day: number): void {
  const { currency, priceDecimals, lot } = security;
  const least = PURCHASE_LEAST * 10 ** minorUnits(currency) * yenScale(currency);
  if (minor < least || minor > books.cash(currency)) return;
  const price = books.close(security.index, day);
  const dutiable = currency === 'GBP' && security.assetClass === 'Equity';
  const perLot = valueMinor(lot, price, priceDecimals, currency) * (1 + (dutiable ? STAMP_DUTY : 0));
  const fee = commission(books, security, minor);
  // A fund's lot is a thousandth and rounds to little: reckoned by its price instead.
  const lots = Math.floor(
    security.assetClass === 'Fund'
      ? ((minor - fee) * 10 ** priceDecimals * QUANTITY_ONE) / (price * 10 ** minorUnits(currency) * lot) - 1
      : (minor - fee) / perLot,
  );
  if (lots <= 0) return;
  const quantity = lots * lot;
  const gross = valueMinor(quantity, price, priceDecimals, currency);
  const tax = dutiable ? wholeMinor(gross * STAMP_DUTY) : 0;
  books.book({
    day,
    type: 'BUY',
    currency,
    amount: -(gross + fee + tax),
    security,
    quantity,
    price,
    fee,
    tax,
    description: `Bought ${security.symbol}`,
  });
}

/** Sells a quantity of what is held at the close. */
export function sell(
  books: AccountBooks,
  security: DemoSecurity,
  quantity: number,
  day: number,
  description = `Sold ${security.symbol}`,
): void {
  if (quantity <= 0) return;
  const { currency, priceDecimals } = security;
  const price = books.close(security.index, day);
  const gross = valueMinor(quantity, price, priceDecimals, currency);
  const fee = description.startsWith('Redemption') ? 0 : Math.min(commission(books, security, gross), gross);
  books.book({
    day,
    type: 'SELL',
    currency,
    amount: gross - fee,
    security,
    quantity: -quantity,
    price,
    fee,
    description,
  });
}

/** Sells from the largest positions of a currency until there is enough cash; true when there is. */
export function raiseCash(books: AccountBooks, currency: DemoCurrency, minor: number, day: number): boolean {
  const positions = [...books.held.keys()]
    .map((index) => ({ security: books.security(index), value: books.value(index, day) }))
    .filter(({ security, value }) => security.currency === currency && value > 0)
    .toSorted((a, b) => b.value - a.value || a.security.index - b.security.index);
  for (const { security, value } of positions) {
    const missing = minor - books.cash(currency);
    if (missing <= 0) return true;
    const held = books.quantityOf(security.index);
    const share = Math.min(1, (missing * 1.01 + commission(books, security, missing)) / value);
    const lots = Math.ceil((held * share) / security.lot);
    sell(books, security, Math.min(held, lots * security.lot), day);
  }
  return books.cash(currency) >= minor;
}

/** Trims what has grown most and what is held twice over: a tenth to a third of two or three positions. */
export function trim(books: AccountBooks, random: Random, day: number): Set<DemoCurrency> {
  const currencies = new Set<DemoCurrency>();
  const shares = [...books.held.keys()]
    .map((index) => books.security(index))
    .filter(({ coupon }) => coupon === null);
  for (const security of random.sample(shares, 2 + random.below(2))) {
    const held = books.quantityOf(security.index);
    const lots = Math.floor((held * random.between(0.1, 0.33)) / security.lot);
    sell(books, security, lots * security.lot, day);
    currencies.add(security.currency);
  }
  return currencies;
}

/** In minor units of the security's currency. */
export function commission(books: AccountBooks, security: DemoSecurity, gross: number): number {
  if (security.assetClass === 'Fund') return 0;
  const { flat, fraction, least } = books.account.custodian;
  const one = 10 ** minorUnits(security.currency);
  const scale = yenScale(security.currency);
  if (flat !== null) return wholeMinor(flat * scale * one);
  return wholeMinor(Math.max(least * scale * one, gross * fraction));
}

/** The currency that an account's second pocket is in, where it has one. */
export function secondCurrency(random: Random, home: DemoCurrency): DemoCurrency | null {
  if (!random.chance(0.15)) return null;
  const others: readonly DemoCurrency[] = ['USD', 'EUR', 'GBP', 'CHF', 'JPY'];
  return at(
    others.filter((currency) => currency !== home),
    random.below(4),
  );
}

/** A yen is worth about a hundredth of the others. */
function yenScale(currency: DemoCurrency): number {
  return currency === 'JPY' ? 100 : 1;
}
