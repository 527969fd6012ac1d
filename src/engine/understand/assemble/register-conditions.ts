import type { Filter, InFilter } from '../../../vocabulary/plan.ts';
import { ENTITY_SUBJECTS, type Outline } from './outline.ts';
import type { Narrow, Parts } from './parts.ts';

const OF_HOLDINGS: ReadonlySet<string> = new Set([
  'security',
  'asset_class',
  'sector',
  'country',
  'currency',
]);

/** What conditions mean where members are listed: of accounts, and of those that have accounts of some kind. */
export function onMembers(
  filters: readonly Filter[],
  outline: Outline,
  narrow: Narrow | undefined,
  parts: Parts,
): readonly Filter[] {
  return heldBy(
    filters.map((filter) => onAccounts(filter, outline, parts)),
    outline,
    narrow,
  );
}

/** What somebody does not hold, or all that somebody holds, is a condition on the holder and not on the holdings. */
function heldBy(
  filters: readonly Filter[],
  { holders, subject }: Outline,
  narrow: Narrow | undefined,
): readonly Filter[] {
  if (!holders) return filters;
  return filters.flatMap((filter): readonly Filter[] => {
    if (filter.kind === 'in' && OF_ACCOUNTS.has(filter.dimension) && subject !== 'accounts')
      return ofAccounts(filter, narrow);
    if (filter.kind !== 'in' || !OF_HOLDINGS.has(filter.dimension)) return [filter];
    if (filter.negated) return [{ kind: 'without', rows: 'holdings', of: [{ ...filter, negated: false }] }];
    if (narrow?.each !== true) return [filter];
    return filter.values.map((value) => ({
      kind: 'without',
      rows: 'holdings',
      of: [{ ...filter, values: [value] }],
      negated: true,
    }));
  });
}

/** 'Clients not at that bank', 'clients with both an IRA and a Roth': what accounts they have, or have not. */
function ofAccounts(filter: InFilter, narrow: Narrow | undefined): readonly Filter[] {
  const one = { kind: 'without', rows: 'accounts' } as const;
  if (filter.negated) return [{ ...one, of: [{ ...filter, negated: false }] }];
  if (narrow?.each !== true) return [filter];
  return filter.values.map((value) => ({ ...one, of: [{ ...filter, values: [value] }], negated: true }));
}

/** The currency of accounts is another attribute than that of what they hold; 'clients with accounts in francs' too. */
function onAccounts(filter: Filter, { subject }: Outline, parts: Parts): Filter {
  const isOfAccounts = subject === 'accounts' || (subject === 'clients' && listsAccounts(parts));
  return isOfAccounts && filter.kind === 'in' && filter.dimension === 'currency'
    ? { ...filter, dimension: 'account_currency' }
    : filter;
}

/**
 * 'Which accounts are taxable', 'clients who have a trust account': the word says of which kind they are, and names no
 * account by itself.
 */
export function asKind(narrow: Narrow, outline: Outline, parts: Parts): Narrow {
  const isKind = narrow.from?.filter?.dimension === 'account_type' && !narrow.negated;
  const isCounted =
    outline.metrics.includes('account_count') ||
    outline.metrics.includes('client_count') ||
    outline.metrics.includes('portfolio_count');
  const isOfHolders = outline.subject === 'clients' || outline.subject === 'portfolios' || isCounted;
  const isOfEach =
    isOfHolders || (outline.subject === 'accounts' && (listsAccounts(parts) || outline.derive === 'holds'));
  return isKind && isOfEach ? { ...narrow, perMember: true } : narrow;
}

/** 'How much do clients with both an IRA and a Roth have': of those of each no condition on accounts tells. */
export function isOfEachKind({ each, all }: Narrow, { subject, metrics, holders }: Outline): boolean {
  if (holders && subject !== 'accounts') return false;
  const isOfHolders = subject === 'clients' || subject === 'portfolios' || metrics.includes('client_count');
  return each === true && namesAttribute(all) && isOfHolders;
}

/** 'The assets of clients not at that bank' are not those of accounts elsewhere, which some clients have beside. */
export function lacksInAccounts(
  { all, negated }: Narrow,
  { subject, holders, by }: Outline,
  { things }: Parts,
): boolean {
  const isOfOwners = things.some(({ dimension, plural }) => dimension === 'client' && plural);
  return negated && !holders && subject === 'figures' && by.length === 0 && isOfOwners && namesAttribute(all);
}

function namesAttribute(all: Narrow['all']): boolean {
  return all.some((one) =>
    one.kind === 'values'
      ? one.filters.some(({ dimension }) => OF_ACCOUNTS.has(dimension))
      : one.name.candidates.some(({ kind }) => OF_ACCOUNTS.has(kind)),
  );
}

const OF_ACCOUNTS: ReadonlySet<string> = new Set([
  'account_type',
  'custodian',
  'account_currency',
  'cost_method',
]);

/** 'Clients with an IRA', 'how many clients are at that bank': by the accounts that are open. */
export function byOpenAccounts(where: readonly Filter[], outline: Outline): readonly Filter[] {
  const { subject, metrics } = outline;
  const isOfHolders =
    subject === 'clients' ||
    subject === 'portfolios' ||
    metrics.some((metric) => HOLDERS_COUNTED.has(metric));
  const isSaid = where.some(({ kind }) => kind === 'open' || kind === 'during');
  const isOfKind = where.some(
    (filter) => filter.kind === 'in' && !filter.negated && OF_ACCOUNTS.has(filter.dimension),
  );
  const isByOpen = (isOfHolders && isOfKind) || isOfAccountsThatLack(where, outline);
  return isByOpen && !isSaid ? [...where, { kind: 'open', negated: false }] : where;
}

/** 'Accounts without any trades', 'accounts that hold no cash': those that are closed lack everything. */
function isOfAccountsThatLack(where: readonly Filter[], { subject, by, having }: Outline): boolean {
  if (subject !== 'accounts' && by.join() !== 'account') return false;
  return (
    where.some(
      (filter) => filter.kind === 'without' && filter.rows !== 'findings' && filter.negated !== true,
    ) || having.some(({ value, comparison }) => Number(value) === 0 && LACKING.has(comparison))
  );
}

const LACKING: ReadonlySet<string> = new Set(['=', '<=']);

const HOLDERS_COUNTED: ReadonlySet<string> = new Set(['client_count', 'portfolio_count', 'advisor_count']);

/** Accounts are spoken of as such: 'which accounts', 'accounts that'. */
function listsAccounts({ which, things, count }: Parts): boolean {
  const nouns = [which?.thing, count?.thing, ...things];
  return nouns.some(
    (noun) =>
      noun?.dimension === 'account' &&
      noun.rows?.subject === ENTITY_SUBJECTS.account &&
      (noun.plural || noun === which?.thing),
  );
}
