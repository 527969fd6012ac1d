import {
  FINDING_CODES,
  findingKind,
  FINDINGS,
  type FindingCode,
  type FindingKind,
} from '../../model/findings.ts';
import { METRICS } from '../../model/index.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { Catalog, CatalogAccount, CatalogSecurity } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import type { Filters } from '../compile/filters.ts';
import type { Doubt } from '../doubts.ts';
import type { ResolvedScope } from '../scope.ts';
import { longDay, numberWords, percentWords } from '../../present/sentence-words.ts';

/** What an answer rests on, as far as doubtful data can bend it. */
export interface Ground {
  readonly metrics: readonly string[];
  readonly asked: ResolvedScope;
  /** The stretch of all its periods. */
  readonly span: Pick<Span, 'from' | 'to'>;
  readonly filters: Filters;
  readonly currency: string;
}

interface Concern {
  readonly account: CatalogAccount;
  readonly doubt: Doubt;
}

/** Of what is computed from values or positions, that which no price moves. */
const UNPRICED: ReadonlySet<string> = new Set(
  'cash cost_basis average_cost quantity position_count security_count target_weight'.split(' '),
);
const COSTED: ReadonlySet<string> = new Set(
  (
    'cost_basis average_cost unrealized_gain unrealized_return quantity position_count ' +
    'realized_gain realized_gain_short realized_gain_long'
  ).split(' '),
);
const VALUE_FACTS: ReadonlySet<string> = new Set(['values', 'positions', 'dated_flows', 'drift', 'gains']);
const SILENT: ReadonlySet<FindingCode> = new Set(['stale_price', 'price_gap']);

/**
 * A caveat for each kind of doubtful data that these figures rest on: of the accounts in scope, at the end of the time
 * asked about (a jump of a price anywhere in it). All of it is in the catalog already: no read.
 */
export function doubtCaveats(ground: Ground, catalog: Catalog, locale: Locale): readonly string[] {
  const concerns = concernsOf(ground, catalog);
  if (concerns.length === 0) return [];
  const silent = concerns.filter(({ doubt }) => SILENT.has(doubt.code));
  const caveats = silent.length > 0 ? [silence(silent, ground, catalog, locale)] : [];
  for (const code of FINDING_CODES) {
    if (SILENT.has(code)) continue;
    const about = concerns.filter(({ doubt }) => doubt.code === code);
    if (about.length > 0) caveats.push(caveatOf(code, about, ground, catalog, locale));
  }
  return caveats;
}

function concernsOf(ground: Ground, catalog: Catalog): readonly Concern[] {
  const { byAccount } = catalog.doubts;
  if (byAccount.size === 0) return [];
  const bent = bentBy(ground.metrics);
  const { from, to } = ground.span;
  return ground.asked.members.flatMap((account) =>
    (byAccount.get(account.id) ?? [])
      .filter(
        (doubt) =>
          bent.has(findingKind(doubt.code).bends) &&
          doubt.from <= to &&
          doubt.to >= (doubt.code === 'price_jump' ? from : to) &&
          isConvertedTo(ground.currency, doubt) &&
          passes(ground.filters, doubt, catalog),
      )
      .map((doubt) => ({ account, doubt })),
  );
}

function bentBy(metrics: readonly string[]): ReadonlySet<FindingKind['bends']> {
  const bent = new Set<FindingKind['bends']>();
  for (const name of metrics) {
    const metric = METRICS.get(name);
    const onValues = metric?.facts.some((fact) => VALUE_FACTS.has(fact)) ?? false;
    const valued = name === 'excess_return' || (onValues && !UNPRICED.has(name));
    if (valued) bent.add('price');
    if (valued || COSTED.has(name)) bent.add('position');
    if (valued || metric?.unit === 'money') bent.add('amount');
  }
  return bent;
}

/** A rate that is missing concerns only figures in the currency that it would lead to. */
function isConvertedTo(currency: string, { code, detail }: Doubt): boolean {
  return findingKind(code).bends !== 'amount' || (detail ?? '').endsWith(`/${currency}`);
}

const OF_SECURITY: Readonly<Record<string, (security: CatalogSecurity) => string | null>> = {
  security: ({ id }) => id,
  asset_class: ({ assetClass }) => assetClass,
  sector: ({ sector }) => sector,
  country: ({ country }) => country,
  currency: ({ currency }) => currency,
};

function passes({ security: filters }: Filters, { security: id }: Doubt, catalog: Catalog): boolean {
  if (filters.length === 0 || id === null) return true;
  const security = catalog.securities.get(id);
  return filters.every(({ dimension, values, negated }) => {
    const value = security === undefined ? null : (OF_SECURITY[dimension]?.(security) ?? null);
    return values.includes(value) !== negated;
  });
}

/** '2 of 148 positions have no price since 3 Mar 2026: 0.40% of the value.' */
function silence(silent: readonly Concern[], ground: Ground, catalog: Catalog, locale: Locale): string {
  const since = silent.map(({ doubt }) => doubt.from).toSorted()[0] ?? ground.span.to;
  const worth = isWhole(ground, catalog) ? shareOf(silent, ground, catalog) : null;
  const share = worth === null ? '' : `: ${percentWords(worth, locale)} of the value`;
  return `${positions(silent, ground, catalog, locale)} no price since ${longDay(since, locale)}${share}.`;
}

function caveatOf(
  code: FindingCode,
  about: readonly Concern[],
  ground: Ground,
  catalog: Catalog,
  locale: Locale,
): string {
  const days = new Set(about.map(({ doubt }) => doubt.from));
  const [first] = days;
  const only = days.size === 1 && first !== undefined ? longDay(first, locale) : null;
  const one = about.length === 1;
  const some = counted(about.length, locale);
  if (code === 'position_without_price') {
    return `${positions(about, ground, catalog, locale)} no price at all: ${one ? 'it counts' : 'they count'} as 0.`;
  }
  if (code === 'price_jump') {
    return `${some} ${one ? 'has' : 'have'} a price that looks wrong${only === null ? '' : ` on ${only}`}.`;
  }
  if (code === 'reconciliation_breaks') {
    const statement = only === null ? 'last statement' : `statement of ${only}`;
    return `${some} ${one ? 'does' : 'do'} not agree with the custodian’s ${statement}.`;
  }
  const times = about.reduce((sum, { doubt }) => sum + doubt.occurrences, 0);
  const when = times > 1 ? ` (${numberWords(times, locale)} times)` : only === null ? '' : ` (${only})`;
  return `${FINDINGS[code].meaning.replace(/\.$/, '')}${when}.`;
}

/** Whether the figures are of the last day and of all that is held: only that is counted beforehand. */
function isWhole({ span, filters }: Ground, catalog: Catalog): boolean {
  return span.to >= catalog.version.asOf && filters.security.length === 0;
}

function counted(count: number, locale: Locale): string {
  return count === 1 ? '1 position' : `${numberWords(count, locale)} positions`;
}

function positions(about: readonly Concern[], ground: Ground, catalog: Catalog, locale: Locale): string {
  const have = about.length === 1 ? 'has' : 'have';
  if (!isWhole(ground, catalog)) {
    return `${counted(about.length, locale)} ${have}`;
  }
  const all = ground.asked.members.reduce(
    (sum, { id }) => sum + (catalog.doubts.held.get(id)?.positions ?? 0),
    0,
  );
  return `${numberWords(about.length, locale)} of ${counted(all, locale)} ${have}`;
}

/** Of the value of all that the scope holds; null where that is nothing, or cannot be converted. */
function shareOf(about: readonly Concern[], ground: Ground, catalog: Catalog): number | null {
  const { held, rates } = catalog.doubts;
  const converted = (value: number, { currency }: CatalogAccount): number =>
    currency === ground.currency
      ? value
      : value * (rates.get(`${currency}/${ground.currency}`) ?? Number.NaN);
  const part = about.reduce((sum, { account, doubt }) => sum + converted(doubt.value ?? 0, account), 0);
  const whole = ground.asked.members.reduce(
    (sum, account) => sum + converted(held.get(account.id)?.value ?? 0, account),
    0,
  );
  return Number.isFinite(part / whole) ? part / whole : null;
}
