import { canGroup, canLimit, METRICS } from '../../../model/index.ts';
import type { Dimension, Filter, Plan } from '../../../vocabulary/plan.ts';

const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** Whether the figures have a meaning under these groups and conditions. */
export function isSound(plan: Plan): boolean {
  if (plan.by.filter((each) => GRAINS.has(each)).length > 1) return false;
  if (lacksInPart(plan) || isWholeOfItself(plan) || isOfBothTerms(plan)) return false;
  // 'Under 50,000, opened before 2022': when they were opened says nothing of when they are worth that.
  if (plan.having.length > 0 && plan.where.some(({ kind }) => kind === 'during')) return false;
  if (isTrueOfNone(plan)) return false;
  if (plan.subject !== 'figures') return listingIsSound(plan);
  if (plan.metrics.length === 0) return false;
  // What part of something is has no currency.
  if (plan.currency !== null && plan.metrics.every(isPart)) return false;
  return plan.metrics.every((name) => {
    const metric = METRICS.get(name);
    if (!metric || !canGroup(metric, plan.by)) return false;
    if (name === 'cash' && !(plan.where.every(fitsCash) && plan.by.every(splitsCash))) return false;
    if (name === 'dividends' && plan.where.some(isCash)) return false;
    return plan.where.every((filter) => filter.kind !== 'in' || canLimit(metric, filter.dimension));
  });
}

/** Short and long are all the terms there are: both are told apart, or nothing is said of them. */
function isOfBothTerms({ where, by }: Plan): boolean {
  const isBoth = where.some(
    (filter) => filter.kind === 'in' && filter.dimension === 'term' && filter.values.length > 1,
  );
  return isBoth && !by.includes('term');
}

/** The share of each year in that year: all of it. */
function isWholeOfItself({ derive, by, where, metrics }: Plan): boolean {
  const isOfAll = derive === 'share' && by.length > 0 && by.every((each) => GRAINS.has(each));
  return isOfAll && where.length === 0 && metrics[0] !== 'weight';
}

function isPart(name: string): boolean {
  return ['drift', 'weight', 'target_weight', 'fee_rate', 'turnover', 'yield'].includes(name);
}

const PARTS_OF_HOLDERS: ReadonlySet<string> = new Set([
  'account',
  'custodian',
  'account_type',
  'account_currency',
  'cost_method',
]);

/** 'Clients with no bonds at one bank' may hold some at another, which a condition on all of theirs does not say. */
function lacksInPart({ subject, by, where, metrics }: Plan): boolean {
  // What a holder has none of tells no holdings.
  if (where.some(({ kind }) => kind === 'without') && (subject === 'holdings' || by.includes('security')))
    return true;
  if (metrics.includes('account_count')) return false;
  // What accounts somebody has is asked of all of them.
  if (where.every((filter) => filter.kind !== 'without' || filter.rows === 'accounts')) return false;
  if (subject === 'accounts' || by.includes('account') || !where.some(({ kind }) => kind === 'without'))
    return false;
  return where.some((filter) => filter.kind === 'in' && PARTS_OF_HOLDERS.has(filter.dimension));
}

const OWNERS: ReadonlySet<string> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);
const OF_OWNERS: ReadonlySet<string> = new Set(['account', 'portfolio', 'client', 'advisor', 'custodian']);
const OF_HELD: ReadonlySet<string> = new Set(['security', 'asset_class', 'sector', 'country', 'currency']);

/** 'Clients with less than 10 % in bonds' are those without any, too, of whom no holding tells. */
function isTrueOfNone({ having, where, by, subject }: Plan): boolean {
  const isLess = having.some(({ metric, comparison }) => metric === 'weight' && comparison.startsWith('<'));
  const isOfOwners =
    OWNERS.has(subject) ||
    (subject === 'figures' && by.length > 0 && by.every((each) => OF_OWNERS.has(each)));
  return (
    isLess &&
    isOfOwners &&
    where.some((filter) => filter.kind === 'in' && OF_HELD.has(filter.dimension) && !isCash(filter))
  );
}

/** No cash pays a dividend. */
function isCash(filter: Filter): boolean {
  return (
    filter.kind === 'in' &&
    filter.dimension === 'asset_class' &&
    !filter.negated &&
    filter.values.every((value) => value === 'Cash')
  );
}

/** Cash is of a currency; it has no sector, country or other asset class. */
function fitsCash(filter: Filter): boolean {
  if (filter.kind !== 'in') return true;
  if (filter.dimension === 'asset_class') return filter.values.includes('Cash') && !filter.negated;
  return !['sector', 'country', 'security'].includes(filter.dimension);
}

function splitsCash(dimension: Dimension): boolean {
  return !['sector', 'country', 'security', 'asset_class'].includes(dimension);
}

/** Transaction types and the like limit only the rows that have them. */
function listingIsSound({ subject, where, currency, metrics }: Plan): boolean {
  const isRegister =
    subject === 'accounts' || subject === 'portfolios' || subject === 'clients' || subject === 'advisors';
  if (isRegister && currency !== null && metrics.length === 0) return false;
  return where.every((filter) => {
    // Bookings hold nothing: what has none of something is who they are of.
    if (filter.kind === 'without') return isRegister || filter.rows === 'findings';
    if (filter.kind !== 'in') return filter.kind !== 'description' || subject === 'transactions';
    if (
      isRegister &&
      subject !== 'accounts' &&
      filter.negated &&
      ['account_type', 'custodian', 'account', 'account_currency', 'cost_method'].includes(filter.dimension)
    )
      return false;
    if (
      isRegister &&
      filter.negated &&
      ['security', 'asset_class', 'sector', 'country', 'currency'].includes(filter.dimension)
    )
      return false;
    if (filter.dimension === 'transaction_type')
      return subject === 'transactions' || subject === 'cash_flows';
    if (filter.dimension === 'income_kind') return subject === 'income';
    if (filter.dimension === 'fee_kind') return subject === 'fees';
    return filter.dimension !== 'term' || subject === 'realized_gains';
  });
}
