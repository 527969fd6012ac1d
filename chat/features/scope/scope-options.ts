import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';
import type { View } from '../../api/client.ts';
import { formatCount } from '../../format/cells.ts';
import { strings } from '../../strings.ts';

export type ScopeKind = 'everything' | 'client' | 'portfolio' | 'account';

export interface ScopeOption {
  readonly kind: ScopeKind;
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly choice: ScopeChoice;
  /** Lower-case words that a search looks through. */
  readonly searched: string;
}

export const SCOPE_KINDS: readonly ScopeKind[] = ['everything', 'client', 'portfolio', 'account'];

function option(
  kind: ScopeKind,
  id: string,
  label: string,
  details: readonly string[],
  choice: ScopeChoice,
  also = '',
) {
  const detail = details.filter((part) => part !== '').join(' · ');
  return { kind, id, label, detail, choice, searched: `${label} ${id} ${detail} ${also}`.toLowerCase() };
}

/** Everything that the asker may pick, in the order shown: all, clients, portfolios, accounts. */
export function scopeOptions(view: View): readonly ScopeOption[] {
  const { accounts, portfolios, clients } = view;
  const words = strings.scope;
  const clientNames = new Map(clients.map(({ id, name }) => [id, name]));
  const portfolioNames = new Map(portfolios.map(({ id, name }) => [id, name]));
  return [
    option(
      'everything',
      '',
      words.everything,
      [words.accountCount(accounts.length, formatCount(accounts.length))],
      {},
    ),
    ...clients.map(({ id, name, portfolios: count }) =>
      option('client', id, name, [words.portfolioCount(count, formatCount(count)), id], { client: id }),
    ),
    ...portfolios.map(({ id, name, clientId, currency, accounts: count }) =>
      option(
        'portfolio',
        id,
        name,
        [words.accountCount(count, formatCount(count)), currency, id],
        { portfolio: id },
        clientNames.get(clientId) ?? clientId,
      ),
    ),
    ...accounts.map(({ id, name, type, currency, custodian, open, portfolioId, clientId }) =>
      option(
        'account',
        id,
        name,
        [type ?? '', currency, custodian, open ? '' : words.closed, id],
        { accounts: [id] },
        `${portfolioNames.get(portfolioId) ?? portfolioId} ${clientNames.get(clientId) ?? clientId}`,
      ),
    ),
  ];
}

export interface ScopeMatches {
  readonly shown: readonly ScopeOption[];
  /** Of each kind, how many matched beyond those shown. */
  readonly hidden: Readonly<Record<ScopeKind, number>>;
  readonly total: number;
}

/** The options that hold every word of `query`, at most `perKind` of each kind. */
export function matchScope(options: readonly ScopeOption[], query: string, perKind: number): ScopeMatches {
  const tokens = query
    .toLowerCase()
    .split(/\s+/)
    .filter((token) => token !== '');
  const matching = options.filter(({ searched }) => tokens.every((token) => searched.includes(token)));
  const hidden = { everything: 0, client: 0, portfolio: 0, account: 0 };
  const counts = { everything: 0, client: 0, portfolio: 0, account: 0 };
  const shown = matching.filter(({ kind }) => {
    counts[kind] += 1;
    const fits = counts[kind] <= perKind;
    if (!fits) hidden[kind] += 1;
    return fits;
  });
  return { shown, hidden, total: matching.length };
}

export function isSameScope(a: ScopeChoice, b: ScopeChoice): boolean {
  return (
    a.client === b.client &&
    a.portfolio === b.portfolio &&
    (a.accounts ?? []).join('\n') === (b.accounts ?? []).join('\n')
  );
}

/** The option that `choice` stands for; null when it is no single one of them, or no longer in view. */
export function optionOf(options: readonly ScopeOption[], choice: ScopeChoice): ScopeOption | null {
  return options.find((candidate) => isSameScope(candidate.choice, choice)) ?? null;
}

/** What a past question was about, in words; null for everything. */
export function scopeName(options: readonly ScopeOption[], choice: ScopeChoice): string | null {
  const found = optionOf(options, choice);
  if (found) return found.kind === 'everything' ? null : found.label;
  const ids = [choice.client, choice.portfolio, ...(choice.accounts ?? [])].filter((id) => id !== undefined);
  if (ids.length > 3) return strings.scope.manyAccounts(formatCount(ids.length));
  return ids.length > 0 ? ids.join(', ') : null;
}
