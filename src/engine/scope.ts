import { earlier, type Day } from '../vocabulary/day.ts';
import type { Grant } from '../vocabulary/person.ts';
import { MadeOnce } from '../vocabulary/made-once.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { AccountSet, Actor, Role, ScopeChoice } from '../vocabulary/scope.ts';
import type { Catalog, CatalogAccount } from './catalog.ts';
import { labelOfNames, plainLabel, type ScopeLabel } from './scope-label.ts';

/** What a person's role alone says about what he or she may see. */
export interface RoleFacts {
  readonly role: Role;
  readonly advisorId: string | null;
  readonly clientId: string | null;
}

/** A ScopeChoice worked out: which accounts a question is about, and in which currency its figures are. */
export interface ResolvedScope {
  /** For the guard. */
  readonly accounts: AccountSet;
  /** The same accounts, by name; sorted by id. */
  readonly members: readonly CatalogAccount[];
  /** The reporting currency by the dictionary's rules. */
  readonly currency: string;
  /** 'the account Eleanor IRA', 'the portfolio Retirement', 'all 240 accounts in view'. */
  readonly label: ScopeLabel;
  /** What was picked: decides how the sentence speaks of it. */
  readonly kind: 'account' | 'accounts' | 'portfolio' | 'client' | 'advisor' | 'everything';
  readonly firstBooking: Day | null;
  /** The benchmark that all portfolios share; null where they do not. */
  readonly benchmarkId: string | null;
}

/** The accounts that a role opens: everything to owner and firm, an advisor's clients', a client's own, else none. */
export function accountsOf(facts: RoleFacts, catalog: Catalog): AccountSet {
  const { role, advisorId, clientId } = facts;
  if (role === 'owner' || role === 'firm') return 'all';
  if (role === 'advisor') return idsOf(catalog.accountsOfAdvisor.get(advisorId ?? ''));
  if (role === 'client') return idsOf(catalog.accountsOfClient.get(clientId ?? ''));
  return [];
}

/** The accounts that a grant names, as the data have them now; none where its target is not there. */
export function accountsOfGrant(
  { kind, target }: Pick<Grant, 'kind' | 'target'>,
  catalog: Catalog,
): readonly string[] {
  return idsOf(accountsUnder(kind === 'book' ? 'advisor' : kind, target, catalog));
}

/** What accounts can be named by. */
export type Holder = 'account' | 'portfolio' | 'client' | 'advisor';

/** The accounts that something holds, whoever may see them; none where there is no such thing. */
export function accountsUnder(holder: Holder, id: string, catalog: Catalog): readonly CatalogAccount[] {
  if (holder === 'account') {
    const account = catalog.accounts.get(id);
    return account ? [account] : [];
  }
  const { accountsOfPortfolio, accountsOfClient, accountsOfAdvisor } = catalog;
  const held = { portfolio: accountsOfPortfolio, client: accountsOfClient, advisor: accountsOfAdvisor };
  return held[holder].get(id) ?? [];
}

/** Tells of an account whether it is one of these. */
export function inViewOf(accounts: AccountSet): (account: CatalogAccount) => boolean {
  if (accounts === 'all') return () => true;
  const ids = new Set(accounts);
  return ({ id }) => ids.has(id);
}

/** Every account that the actor may see. */
export function accountsInView(actor: Actor, catalog: Catalog): readonly CatalogAccount[] {
  if (actor.accounts === 'all') return [...catalog.accounts.values()];
  return actor.accounts.flatMap((id) => catalog.accounts.get(id) ?? []);
}

/**
 * The accounts that the actor picked, if he or she may see all that was named. Throws `not_permitted` in the same
 * words for a thing that does not exist and for one that belongs to somebody else.
 */
export function resolveScope(actor: Actor, choice: ScopeChoice, catalog: Catalog): ResolvedScope {
  if (catalog.accounts.size === 0)
    throw new Problem('no_data', 'There are no accounts yet; run an import first.');
  const { accounts } = actor;
  if (accounts !== 'all' && !accounts.some((id) => catalog.accounts.has(id)))
    throw new Problem('not_permitted', 'There are no accounts that you may see; ask for access to some.');
  const kind = kindOf(choice);
  if (kind === 'everything' && accounts === 'all') return everythingIn(catalog);
  const isInView = inViewOf(accounts);
  const [first = accountsInView(actor, catalog), ...others] = pickedBy(choice, catalog, isInView);
  const members = others.reduce((left, right) => {
    const both = new Set(right);
    return left.filter((account) => both.has(account));
  }, first);
  return scopeOfAccounts(members, kind, catalog);
}

/** What each part of a choice names, limited to what is in view; nothing where nothing was picked. */
function pickedBy(
  choice: ScopeChoice,
  catalog: Catalog,
  isInView: (account: CatalogAccount) => boolean,
): readonly (readonly CatalogAccount[])[] {
  const picked: (readonly CatalogAccount[])[] = [];
  if (choice.accounts !== undefined && choice.accounts.length > 0) {
    const wanted = new Set(choice.accounts);
    const found = [...wanted].flatMap((id) => accountsUnder('account', id, catalog)).filter(isInView);
    if (found.length < wanted.size) throw outOfReach();
    picked.push(found);
  }
  for (const holder of ['portfolio', 'client', 'advisor'] as const) {
    const id = choice[holder];
    if (id === undefined) continue;
    const found = accountsUnder(holder, id, catalog).filter(isInView);
    if (found.length === 0) throw outOfReach();
    picked.push(found);
  }
  return picked;
}

/** The scope of everything is the same for all who see everything: worked out once for each catalog. */
const everything = new WeakMap<Catalog, ResolvedScope>();

function everythingIn(catalog: Catalog): ResolvedScope {
  const known = everything.get(catalog);
  if (known) return known;
  const all = [...catalog.accounts.values()];
  const made = { ...scopeOfAccounts(all, 'everything', catalog), accounts: 'all' as const };
  everything.set(catalog, made);
  return made;
}

/** The scope that exactly these accounts make, read as `kind`. */
export function scopeOfAccounts(
  members: readonly CatalogAccount[],
  kind: ResolvedScope['kind'],
  catalog: Catalog,
): ResolvedScope {
  const sorted = members.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    accounts: sorted.map((account) => account.id),
    members: sorted,
    kind: kind === 'accounts' && sorted.length === 1 ? 'account' : kind,
    currency: currencyOf(sorted, kind, catalog),
    label: labelOf(sorted, kind, catalog),
    firstBooking: firstBookingOf(sorted),
    benchmarkId: shared(portfoliosOf(sorted).map((id) => catalog.portfolios.get(id)?.benchmarkId ?? null)),
  };
}

function outOfReach(): Problem {
  return new Problem(
    'not_permitted',
    'You have no access to that, or there is no such thing; ask about accounts that you can see.',
  );
}

function kindOf(choice: ScopeChoice): ResolvedScope['kind'] {
  if (choice.accounts !== undefined && choice.accounts.length > 0) return 'accounts';
  if (choice.portfolio !== undefined) return 'portfolio';
  if (choice.client !== undefined) return 'client';
  return choice.advisor === undefined ? 'everything' : 'advisor';
}

/**
 * An account's own currency; a portfolio's base; the base that a client's portfolios share; the currency that several
 * accounts share; otherwise, and across clients, the firm's.
 */
function currencyOf(
  members: readonly CatalogAccount[],
  kind: ResolvedScope['kind'],
  catalog: Catalog,
): string {
  const firm = catalog.version.firmCurrency;
  const bases = () => portfoliosOf(members).map((id) => catalog.portfolios.get(id)?.baseCurrency ?? firm);
  if (kind === 'account' || kind === 'accounts') {
    return shared(members.map((account) => account.currency)) ?? firm;
  }
  if (kind === 'portfolio') return shared(bases()) ?? firm;
  const clients = new Set(members.map((account) => account.clientId));
  return clients.size === 1 ? (shared(bases()) ?? firm) : firm;
}

function labelOf(
  members: readonly CatalogAccount[],
  kind: ResolvedScope['kind'],
  catalog: Catalog,
): ScopeLabel {
  const [first] = members;
  if (first === undefined) return plainLabel('no accounts');
  if (kind === 'account' || kind === 'accounts') return labelOfNames(members.map(({ name }) => name));
  if (kind === 'everything')
    return members.length === 1
      ? plainLabel(first.name)
      : { before: 'all ', count: members.length, after: ' accounts in view' };
  if (kind === 'portfolio') {
    const ids = portfoliosOf(members);
    const names = ids.map((id) => catalog.portfolios.get(id)?.name ?? id);
    return labelOfNames(names, `the portfolio${ids.length > 1 ? 's' : ''} `);
  }
  const clients = [...new Set(members.map(({ clientId }) => clientId))];
  if (kind === 'client') return labelOfNames(clients.map((id) => catalog.clients.get(id)?.name ?? id));
  const advisors = [...new Set(members.map(({ advisorId }) => advisorId))];
  const names = advisors.map((id) => catalog.advisors.get(id ?? '')?.name ?? 'no advisor');
  return labelOfNames(names, 'the clients of ');
}

function firstBookingOf(members: readonly CatalogAccount[]): Day | null {
  return members.reduce<Day | null>((first, { firstBooking }) => {
    if (firstBooking === null) return first;
    return first === null ? firstBooking : earlier(first, firstBooking);
  }, null);
}

function portfoliosOf(members: readonly CatalogAccount[]): readonly string[] {
  return [...new Set(members.map((account) => account.portfolioId))];
}

/** The value that all have; null where they differ or there is none. */
function shared(values: readonly (string | null)[]): string | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

const IDS = new MadeOnce<readonly string[]>();

/** The same list each time for the same accounts of one catalog: what was worked out for it is found again by it. */
function idsOf(accounts: readonly CatalogAccount[] | undefined): readonly string[] {
  if (accounts === undefined) return [];
  return IDS.of(accounts, [], () => accounts.map((account) => account.id));
}
