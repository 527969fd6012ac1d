import { METRICS } from '../../model/index.ts';
import { daysOf, type Day } from '../../vocabulary/day.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { Catalog } from '../catalog.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import { isAccountDimension } from '../compile/filters.ts';
import type { ResolvedScope } from '../scope.ts';
import type { NamedRow } from '../solve.ts';
import { longDay } from '../../present/sentence-words.ts';

/** What a reader must know beside the figures: why one is undefined, what was converted, what is left out. */
export function figureCaveats(
  query: FigureQuery,
  rows: readonly NamedRow[],
  asked: ResolvedScope,
  firstAsked: Day | null,
  catalog: Catalog,
  locale: Locale,
): readonly string[] {
  const caveats = query.metrics.flatMap((name) => undefinedCaveat(name, query, rows, asked, catalog));
  const { firstBooking } = asked;
  const [span] = query.spans;
  if (
    firstAsked !== null &&
    firstBooking !== null &&
    firstAsked < firstBooking &&
    span?.from === firstBooking
  ) {
    caveats.push(`The period starts on ${longDay(firstBooking, locale)}, with the first booking.`);
  }
  const lastDay = query.spans.at(-1)?.to ?? null;
  if (
    firstAsked === null &&
    span &&
    lastDay !== null &&
    query.grain === null &&
    query.metrics.some((name) => OF_PERIOD.has(name))
  )
    caveats.push(
      `No period was named, so this is for all of it together: ${longDay(span.from)} to ${longDay(lastDay, locale)}, not a year.`,
    );
  const closings = asked.members.map(({ closedOn }) => closedOn);
  if (lastDay !== null && closings.length > 0 && closings.every((day) => day !== null && day <= lastDay)) {
    const last = closings.reduce((latest, day) =>
      day !== null && latest !== null && day > latest ? day : latest,
    );
    const what = closings.length === 1 ? 'The account was closed on' : 'The accounts were all closed by';
    if (last !== null) caveats.push(`${what} ${longDay(last, locale)}.`);
  }
  const byRow = query.keys.some((key) => !isAccountDimension(key)) || query.filters.security.length > 0;
  if (byRow && query.metrics.includes('gain')) {
    caveats.push(
      'The gain of a holding counts its price, trades and income; account fees and cash are left out.',
    );
  }
  const isOfAccounts =
    asked.kind === 'account' || query.filters.account.some(({ dimension }) => dimension === 'account');
  if (query.metrics.includes('drift') && isOfAccounts) {
    caveats.push('The targets are those of the whole portfolio.');
  }
  return [...new Set(caveats)];
}

/** Rates that grow with the length of the period. */
const OF_PERIOD: ReadonlySet<string> = new Set(['fee_rate', 'turnover']);

export function currencyCaveat(asked: ResolvedScope, currency: string): readonly string[] {
  const others = new Set(asked.members.map((account) => account.currency).filter((own) => own !== currency));
  return others.size === 0
    ? []
    : [`Amounts in ${[...others].toSorted().join(', ')} are converted to ${currency} at each day’s rate.`];
}

function undefinedCaveat(
  name: string,
  query: FigureQuery,
  rows: readonly NamedRow[],
  asked: ResolvedScope,
  catalog: Catalog,
): readonly string[] {
  const row = rows.find((each) => (each[name] ?? null) === null);
  if (row === undefined || !(name in row)) return [];
  const reason = reasonOf(name, row, query, asked, catalog);
  const label = METRICS.get(name)?.label ?? name;
  return reason === null
    ? []
    : [`${label} is undefined${rows.length > 1 ? ' for some rows' : ''}: ${reason}.`];
}

/** Whether any of the accounts has something to be held against. */
function hasBenchmark({ members }: ResolvedScope, { portfolios }: Catalog): boolean {
  return members.some(({ portfolioId }) => (portfolios.get(portfolioId)?.benchmarkId ?? null) !== null);
}

function reasonOf(
  name: string,
  row: NamedRow,
  query: FigureQuery,
  asked: ResolvedScope,
  catalog: Catalog,
): string | null {
  const started = row['started'] === 1;
  const days = (): number => daysOf(String(row['from_day']) as Day, String(row['to_day']) as Day);
  switch (name) {
    case 'max_drawdown_from':
    case 'max_drawdown_to':
      return null;
    case 'benchmark_return':
    case 'excess_return':
      if (!hasBenchmark(asked, catalog)) return 'there is no benchmark for it';
      if (asked.benchmarkId === null) return 'the portfolios do not share one benchmark';
      return started ? 'the benchmark has no level for that time' : 'there are no bookings by then';
    case 'twr_annualized':
    case 'sharpe':
      if (started && days() <= 365) return 'a period of up to 365 days is not annualized';
      return started ? 'there is no risk to divide by' : 'there are no bookings by then';
    case 'mwr':
      return started
        ? 'the values and flows have no rate at which they sum to zero'
        : 'there are no bookings by then';
    case 'volatility':
      return 'there are not enough days with money in the account';
    case 'yield':
    case 'turnover':
    case 'fee_rate':
    case 'weight':
      return 'there was nothing to divide by';
    case 'price':
      return 'there is no close on or before the day';
    case 'average_cost':
    case 'unrealized_return':
      return query.keys.includes('security') ? null : 'there is no cost to compare with';
    default:
      return started ? null : 'there are no bookings by then';
  }
}
