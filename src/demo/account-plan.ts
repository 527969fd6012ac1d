import { partsOf } from '../vocabulary/day.ts';
import type { DemoAccount } from './firm.ts';
import type { Market } from './market.ts';
import { at, type Random } from './random.ts';
import { secondCurrency } from './trading.ts';
import type { DemoCurrency } from './universe.ts';

/** What an account's owner, advisor and custodian do of themselves; amounts in minor units. */
export type Action =
  | { readonly kind: 'deposit' | 'withdraw'; readonly amount: number; readonly description: string }
  /** Money or securities from another account of the same client. */
  | { readonly kind: 'receive_cash'; readonly currency: DemoCurrency; readonly amount: number }
  | {
      readonly kind: 'receive_shares';
      readonly security: number;
      readonly quantity: number;
      readonly price: number;
    }
  /** To the client's account with this number: a share of the cash, or a part of a position. */
  | { readonly kind: 'send_cash' | 'send_shares'; readonly to: number; readonly share: number }
  /** Securities that come from another firm. */
  | { readonly kind: 'bring_shares'; readonly amount: number }
  | { readonly kind: 'exchange'; readonly to: DemoCurrency; readonly share: number }
  | { readonly kind: 'invest'; readonly currency: DemoCurrency }
  | {
      readonly kind:
        'trim' | 'interest' | 'custody_fee' | 'account_fee' | 'tax' | 'correction' | 'close_down' | 'pay_out';
    }
  | { readonly kind: 'advisory_fee'; readonly yearly: number };

export interface Planned {
  readonly day: number;
  readonly action: Action;
}

export interface AccountPlan {
  readonly reinvests: boolean;
  readonly second: DemoCurrency | null;
  readonly actions: readonly Planned[];
}

/** Lays out an account's life from its opening to its end; what comes of it depends on the market. */
export function planOf(random: Random, account: DemoAccount, market: Market): AccountPlan {
  const { last } = market.time;
  const end = account.closed ?? last;
  const actions: Planned[] = [];
  const add = (day: number, action: Action): void => {
    // The two last days belong to closing down and paying out.
    if (day >= account.opened && day <= (account.closed === null ? last : end - 2))
      actions.push({ day, action });
  };
  const opening = Math.round(random.between(18, 90) ** 2) * 100 * 100;
  const second = secondCurrency(random, account.currency);
  add(account.opened, { kind: 'deposit', amount: opening, description: 'Opening deposit' });
  if (random.chance(0.06)) add(account.opened + 1, { kind: 'bring_shares', amount: opening * 0.2 });
  if (second !== null) {
    add(account.opened + 1, { kind: 'exchange', to: second, share: random.between(0.15, 0.35) });
    add(account.opened + 2, { kind: 'invest', currency: second });
  }
  add(account.opened + 2 + random.below(6), { kind: 'invest', currency: account.currency });
  habits(random, account, opening, end, second, add);
  calendar(random, account, market, end, add);
  if (account.closed !== null) {
    actions.push({ day: end - 1, action: { kind: 'close_down' } }, { day: end, action: { kind: 'pay_out' } });
  }
  return { reinvests: random.chance(0.3), second, actions };
}

/** What the owner and the advisor do again and again. */
function habits(
  random: Random,
  account: DemoAccount,
  opening: number,
  end: number,
  second: DemoCurrency | null,
  add: (day: number, action: Action) => void,
): void {
  const { opened, currency, type } = account;
  const saves = ['ira', 'roth', 'pension', 'other'].includes(type) ? random.chance(0.7) : random.chance(0.25);
  const draws = !saves && random.chance(0.3);
  const monthly = Math.max(10_000, Math.round((opening * random.between(0.002, 0.009)) / 5_000) * 5_000);
  const regular = saves || draws ? end : opened;
  for (let day = opened + 22; day < regular; day += 22) {
    if (saves) add(day, { kind: 'deposit', amount: monthly, description: 'Monthly contribution' });
    else add(day, { kind: 'withdraw', amount: monthly, description: 'Monthly distribution' });
  }
  for (let day = opened + 40 + random.below(60); day < end; day += 100 + random.below(160)) {
    if (random.chance(0.35)) {
      const amount = Math.round((opening * random.between(0.02, 0.2)) / 10_000) * 10_000;
      if (random.chance(0.55)) add(day, { kind: 'deposit', amount, description: 'Additional deposit' });
      else add(day, { kind: 'withdraw', amount, description: 'Withdrawal requested by client' });
    }
  }
  for (let day = opened + 60 + random.below(20); day < end; day += 55 + random.below(25)) {
    add(day, { kind: 'invest', currency });
    if (second !== null && random.chance(0.4)) add(day + 1, { kind: 'invest', currency: second });
  }
  for (let day = opened + 180 + random.below(90); day < end; day += 220 + random.below(80)) {
    add(day, { kind: 'trim' });
    add(day + 1, { kind: 'invest', currency });
  }
  if (random.chance(0.02)) add(opened + 100 + random.below(200), { kind: 'correction' });
}

/** What the calendar brings: interest at a month's end, the advisor's fee each quarter, the tax office in April. */
function calendar(
  random: Random,
  account: DemoAccount,
  market: Market,
  end: number,
  add: (day: number, action: Action) => void,
): void {
  const { days } = market.time;
  const yearly = random.between(0.004, 0.011);
  const pays = random.chance(0.85);
  const custody = account.custodian.id === 'CU-BANK';
  for (let day = account.opened + 1; day <= end; day += 1) {
    const [now, before] = [partsOf(at(days, day)), partsOf(at(days, day - 1))];
    if (now.month === before.month) {
      if (now.month === 4 && now.dayOfMonth >= 15 && before.dayOfMonth < 15 && account.type === 'taxable') {
        add(day, { kind: 'tax' });
      }
      continue;
    }
    add(day - 1, { kind: 'interest' });
    if (pays && now.month % 3 === 1) add(day, { kind: 'advisory_fee', yearly });
    if (custody && now.month === 1) add(day, { kind: 'custody_fee' });
    if (account.custodian.id === 'CU-TRUST' && now.month === 1) add(day, { kind: 'account_fee' });
  }
}
