import { Problem } from '../../vocabulary/problem.ts';
import type { Filter, InFilter } from '../../vocabulary/plan.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import type { Catalog, CatalogAccount } from '../catalog.ts';
import {
  accountsUnder,
  type Holder,
  inViewOf,
  resolveScope,
  scopeOfAccounts,
  type ResolvedScope,
} from '../scope.ts';
import { plainLabel } from '../scope-label.ts';

const OF_ACCOUNT: Readonly<Record<string, (account: CatalogAccount) => string | null>> = {
  account: (account) => account.id,
  portfolio: (account) => account.portfolioId,
  client: (account) => account.clientId,
  advisor: (account) => account.advisorId,
  custodian: (account) => account.custodianId,
  account_type: (account) => account.type,
  cost_method: (account) => account.costMethod ?? 'FIFO',
  account_currency: (account) => account.currency,
};

/** What a question is about: what was picked, and what its own words leave of that. */
export interface NarrowedScope {
  /** What was picked: statements read these accounts. */
  readonly picked: ResolvedScope;
  /** What the conditions on accounts leave: it decides currency, first booking and how the answer speaks. */
  readonly asked: ResolvedScope;
}

/**
 * Throws `not_permitted` for a scope, or a thing that a condition names, which the actor cannot see: in the same words
 * whether it exists or not.
 */
export function narrowScope(
  actor: Actor,
  choice: ScopeChoice,
  where: readonly Filter[],
  catalog: Catalog,
): NarrowedScope {
  const picked = resolveScope(actor, choice, catalog);
  const filters = where.filter((filter) => filter.kind === 'in' && filter.dimension in OF_ACCOUNT);
  const conditions = filters.filter((filter) => filter.kind === 'in');
  if (conditions.length === 0) return { picked, asked: picked };
  const isInView = inViewOf(actor.accounts);
  for (const condition of conditions) assertInView(condition, catalog, isInView);
  const members = picked.members.filter((account) =>
    conditions.every((condition) => passes(condition, account)),
  );
  const asked = scopeOfAccounts(members, kindAfter(picked.kind, conditions), catalog);
  if (asked.kind === 'everything' && asked.members.length > 1 && members.length < picked.members.length) {
    return { picked, asked: { ...asked, label: plainLabel('the accounts in view') } };
  }
  const partly = asked.kind === 'advisor' && !seesBooks(conditions, catalog, isInView);
  // Not to be read as the advisor's whole book.
  return { picked, asked: partly ? { ...asked, label: plainLabel('the accounts in your view') } : asked };
}

/** Whether every account of the advisors that are named is in view. */
function seesBooks(
  conditions: readonly InFilter[],
  catalog: Catalog,
  isInView: (account: CatalogAccount) => boolean,
): boolean {
  return conditions
    .filter(({ dimension, negated }) => dimension === 'advisor' && !negated)
    .flatMap(({ values }) => values)
    .every((id) => id === null || accountsUnder('advisor', id, catalog).every(isInView));
}

function passes({ dimension, values, negated }: InFilter, account: CatalogAccount): boolean {
  const value = OF_ACCOUNT[dimension]?.(account) ?? null;
  return values.includes(value) !== negated;
}

const HOLDERS: readonly Holder[] = ['account', 'portfolio', 'client', 'advisor'];

function assertInView(
  { dimension, values }: InFilter,
  catalog: Catalog,
  isInView: (account: CatalogAccount) => boolean,
): void {
  const holder = HOLDERS.find((each) => each === dimension);
  if (holder === undefined) return;
  if (values.every((id) => id === null || accountsUnder(holder, id, catalog).some(isInView))) return;
  throw new Problem(
    'not_permitted',
    'You have no access to that, or there is no such thing; ask about accounts that you can see.',
  );
}

/** The narrowest kind of thing that scope and conditions name. */
function kindAfter(kind: ResolvedScope['kind'], conditions: readonly InFilter[]): ResolvedScope['kind'] {
  const named = new Set(
    conditions
      .filter(({ negated, values }) => !negated && !values.includes(null))
      .map(({ dimension }) => dimension),
  );
  if (kind === 'account' || kind === 'accounts' || named.has('account')) return 'accounts';
  if (kind === 'portfolio' || named.has('portfolio')) return 'portfolio';
  if (kind === 'client' || named.has('client')) return 'client';
  return named.has('advisor') ? 'advisor' : kind;
}
