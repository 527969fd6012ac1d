import type { ACCOUNT_TYPES, CostMethod } from '../model/source-tables.ts';
import { emailOf, personOf, type Person } from './invented-names.ts';
import type { Market } from './market.ts';
import { at, randomOf, type Random } from './random.ts';
import { type AssetClass, type DemoCurrency, HOME_COUNTRY } from './universe.ts';

export type AccountType = (typeof ACCOUNT_TYPES)[number];

export interface Custodian {
  readonly id: string;
  readonly name: string;
  /** Commission: a flat sum, or a fraction with a least sum; in major units. */
  readonly flat: number | null;
  readonly fraction: number;
  readonly least: number;
}

export const CUSTODIANS: readonly Custodian[] = [
  { id: 'CU-NORTH', name: 'Northgate Securities', flat: 4.95, fraction: 0, least: 0 },
  { id: 'CU-CLEAR', name: 'Clearharbour Brokerage', flat: 0, fraction: 0, least: 0 },
  { id: 'CU-BANK', name: 'Handelsbank Brandt & Cie', flat: null, fraction: 0.0012, least: 9 },
  { id: 'CU-TRUST', name: 'Old Mill Trust Company', flat: null, fraction: 0.0008, least: 6.5 },
];

/** How a portfolio is meant to be made up; the rest is cash. */
export interface Profile {
  readonly name: string;
  readonly weights: Readonly<Partial<Record<AssetClass, number>>>;
  readonly benchmark: string;
}

const PROFILES: readonly Profile[] = [
  {
    name: 'Growth',
    weights: { Equity: 0.75, Fund: 0.15, 'Real Estate': 0.05, Commodity: 0.02 },
    benchmark: 'BM-WORLD',
  },
  {
    name: 'Balanced',
    weights: { Equity: 0.45, 'Fixed Income': 0.3, Fund: 0.15, 'Real Estate': 0.07 },
    benchmark: 'BM-6040',
  },
  {
    name: 'Income',
    weights: { Equity: 0.3, 'Fixed Income': 0.45, 'Real Estate': 0.15, Fund: 0.05 },
    benchmark: 'BM-6040',
  },
  { name: 'Reserve', weights: { 'Fixed Income': 0.7, Fund: 0.1, Commodity: 0.05 }, benchmark: 'BM-BOND' },
  {
    name: 'Opportunities',
    weights: { Equity: 0.6, Alternative: 0.1, Commodity: 0.1, Fund: 0.15 },
    benchmark: 'BM-WORLD',
  },
];
const GOALS = ['Retirement', 'Family', 'Education', 'House', 'Legacy', 'Travel'];

export interface DemoClient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly advisorId: string;
  readonly portfolios: readonly DemoPortfolio[];
}

export interface DemoPortfolio {
  readonly id: string;
  readonly name: string;
  readonly currency: DemoCurrency;
  readonly profile: Profile;
  readonly benchmark: string | null;
  readonly accounts: readonly DemoAccount[];
}

export interface DemoAccount {
  /** From 1, over the whole firm. */
  readonly number: number;
  readonly id: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: DemoCurrency;
  readonly costMethod: CostMethod | null;
  readonly custodian: Custodian;
  readonly profile: Profile;
  /** Trading days. */
  readonly opened: number;
  readonly closed: number | null;
}

export function advisorCount(accounts: number): number {
  return Math.max(3, Math.min(400, Math.round(accounts / 70)));
}

/** A person's number is far from the clients', so that hardly anybody shares a name. */
export function advisorOf(number: number): { id: string; name: string; email: string } {
  const person = personOf(number, 31);
  return {
    id: `AD-${String(number + 1).padStart(3, '0')}`,
    name: `${person.given} ${person.family}`,
    email: emailOf(person, number + 1).replace('example.com', 'advisors.example'),
  };
}

/** The firm's clients one after another, until they have `accounts` accounts between them. */
export function* clientsOf(seed: number, accounts: number, market: Market): Generator<DemoClient> {
  const advisors = advisorCount(accounts);
  let [number, nextAccount, nextPortfolio] = [0, 1, 1];
  while (nextAccount <= accounts) {
    const random = randomOf(seed, `client ${number}`);
    const person = personOf(number, 977);
    const home = homeCurrency(random);
    const portfolios: DemoPortfolio[] = [];
    const names = new Set<string>();
    const wanted = 1 + (random.chance(0.45) ? 1 : 0) + (random.chance(0.2) ? 1 : 0);
    for (let count = 0; count < wanted && nextAccount <= accounts; count += 1) {
      const portfolio = inventPortfolio(random, market, {
        number: nextPortfolio,
        firstAccount: nextAccount,
        accountsLeft: accounts - nextAccount + 1,
        person,
        currency: count > 0 && random.chance(0.15) ? homeCurrency(random) : home,
        goal: at(GOALS, (number + count) % GOALS.length),
        names,
      });
      nextPortfolio += 1;
      nextAccount += portfolio.accounts.length;
      portfolios.push(portfolio);
    }
    number += 1;
    yield {
      id: `CL-${String(number).padStart(5, '0')}`,
      name: random.chance(0.15)
        ? `${person.given} & ${personOf(number * 7 + 3, 11).given} ${person.family}`
        : `${person.given} ${person.family}`,
      email: emailOf(person, number),
      advisorId: advisorOf(random.below(advisors)).id,
      portfolios,
    };
  }
}

interface PortfolioOrder {
  readonly number: number;
  readonly firstAccount: number;
  readonly accountsLeft: number;
  readonly person: Person;
  readonly currency: DemoCurrency;
  readonly goal: string;
  /** Names of the client's accounts so far: a client's accounts are told apart by theirs. */
  readonly names: Set<string>;
}

function inventPortfolio(random: Random, market: Market, order: PortfolioOrder): DemoPortfolio {
  const profile = random.pick(PROFILES);
  const count = Math.min(order.accountsLeft, 1 + (random.chance(0.5) ? 1 : 0) + (random.chance(0.2) ? 1 : 0));
  const accounts = Array.from({ length: count }, (_, index) =>
    inventAccount(random, market, order, profile, order.firstAccount + index, index),
  );
  const local: Partial<Record<DemoCurrency, string>> = { USD: 'BM-US', EUR: 'BM-EUROPE' };
  const benchmark =
    profile.benchmark === 'BM-WORLD' ? (local[order.currency] ?? 'BM-WORLD') : profile.benchmark;
  return {
    id: `PF-${String(order.number).padStart(5, '0')}`,
    name: random.chance(0.5) ? order.goal : profile.name,
    currency: order.currency,
    profile,
    benchmark: random.chance(0.9) ? benchmark : null,
    accounts,
  };
}

function inventAccount(
  random: Random,
  market: Market,
  order: PortfolioOrder,
  profile: Profile,
  number: number,
  index: number,
): DemoAccount {
  const { first, last } = market.time;
  const span = last - first;
  const early = random.chance(0.6) ? Math.min(45, span / 4) : span * 0.7;
  const opened = first + Math.floor(random.next() * early);
  const closes = random.chance(0.05) && last - opened > 200;
  const type = typeOf(random, order.currency, index);
  return {
    number,
    id: `A-${String(number).padStart(6, '0')}`,
    accountNumber: `${random.pick(['N', 'C', 'H', 'M'])}${100 + random.below(900)}-${100_000 + ((number * 7_919) % 900_000)}`,
    name: freshName(accountName(order.person, type), order.names),
    type,
    currency: order.currency,
    costMethod: random.chance(0.1)
      ? null
      : random.pick(['FIFO', 'FIFO', 'FIFO', 'FIFO', 'LIFO', 'HIFO', 'AVERAGE'] as const),
    custodian: random.pick(order.currency === 'USD' ? CUSTODIANS : CUSTODIANS.slice(1)),
    profile,
    opened,
    closed: closes ? opened + 120 + random.below(last - opened - 130) : null,
  };
}

function typeOf(random: Random, currency: DemoCurrency, index: number): AccountType {
  const american: readonly AccountType[] = ['taxable', 'ira', 'roth', 'trust', 'joint', 'ira', 'taxable'];
  const elsewhere: readonly AccountType[] = ['taxable', 'pension', 'joint', 'trust', 'other'];
  const types = currency === 'USD' ? american : elsewhere;
  return index === 0 ? random.pick(types) : at(types, (index + random.below(3)) % types.length);
}

function accountName(person: Person, type: AccountType): string {
  const names: Readonly<Record<AccountType, string>> = {
    taxable: `${person.given} Brokerage`,
    ira: `${person.given} IRA`,
    roth: `${person.given} Roth IRA`,
    trust: `${person.family} Family Trust`,
    joint: `${person.family} Joint Account`,
    pension: `${person.given} Pension`,
    other: `${person.family} Savings Plan`,
  };
  return names[type];
}

function freshName(name: string, taken: Set<string>): string {
  let fresh = name;
  for (let number = 2; taken.has(fresh); number += 1) fresh = `${name} ${number}`;
  taken.add(fresh);
  return fresh;
}

function homeCurrency(random: Random): DemoCurrency {
  const place = random.next();
  if (place < 0.7) return 'USD';
  if (place < 0.83) return 'EUR';
  if (place < 0.91) return 'GBP';
  return place < 0.97 ? 'CHF' : 'CAD';
}

/** Dividends from abroad bear withholding tax, but not in an account for old age. */
export function isWithheld(account: DemoAccount, country: string): boolean {
  return !['ira', 'roth', 'pension'].includes(account.type) && country !== HOME_COUNTRY[account.currency];
}
