import type { Chart } from '../../../src/vocabulary/answer.ts';
import type { Day } from '../../../src/vocabulary/day.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import { strings } from '../../strings.ts';
import type { ScopeKind } from '../scope/scope-options.ts';
import { type Stretch, stretchTo } from './days.ts';

/** A part of the overview: a question with its meaning settled, and how its answer is shown. */
export interface Panel {
  readonly key: string;
  readonly title: string;
  /** In words, for the chat. */
  readonly question: string;
  /** null: the words are read. */
  readonly plan: Plan | null;
  /** In place of the answer's own. */
  readonly charts?: readonly Chart[];
  /** `any`: whatever the answer has. */
  readonly shows: 'figures' | 'charts' | 'table' | 'both' | 'any';
  /** The columns of the table that are shown, of those that the answer has; absent: all but ids. */
  readonly columns?: readonly string[];
  /** Names for the rows, in their order, where the answer calls them by days. */
  readonly rowNames?: readonly string[];
  readonly isWide?: true;
}

const EMPTY: Omit<Plan, 'periods'> = {
  subject: 'figures',
  metrics: [],
  by: [],
  where: [],
  having: [],
  order: null,
  limit: null,
  derive: null,
  currency: null,
};
const PERFORMANCE: readonly Stretch[] = ['month', 'quarter', 'ytd', 'months12', 'years3', 'all'];
const MOVERS = 5;
const BOOKINGS = 10;
const CLIENTS = 10;

/** What is worth seeing first of an account, a portfolio, a client or a whole book, as of the last day of the data. */
export function panelsFor(kind: ScopeKind, asOf: Day): readonly Panel[] {
  const words = strings.overview.panels;
  const plan = (stretch: Stretch, part: Partial<Plan>): Plan => ({
    ...EMPTY,
    periods: [stretchTo(asOf, stretch)],
    ...part,
  });
  const isPortfolio = kind === 'portfolio';
  const movers = (direction: 'asc' | 'desc'): Plan =>
    plan('months3', { metrics: ['gain'], by: ['security'], order: { by: 'gain', direction }, limit: MOVERS });
  return [
    {
      key: 'now',
      ...words.now,
      plan: plan('ytd', { metrics: ['market_value', 'gain', 'net_contributions', 'income', 'twr'] }),
      shows: 'figures',
      isWide: true,
    },
    {
      key: 'value',
      ...words.value,
      plan: plan('years3', { metrics: ['market_value', 'net_contributions'], by: ['month'] }),
      charts: [
        { type: 'line', x: 'period', y: ['market_value'] },
        { type: 'bar', x: 'period', y: ['net_contributions'] },
      ],
      shows: 'charts',
      isWide: true,
    },
    {
      key: 'allocation',
      ...(isPortfolio ? words.drift : words.allocation),
      plan: isPortfolio
        ? plan('now', { metrics: ['weight', 'target_weight', 'drift'], by: ['asset_class'] })
        : plan('now', { metrics: ['market_value'], by: ['asset_class'], derive: 'share' }),
      shows: 'both',
      isWide: true,
    },
    {
      key: 'performance',
      ...words.performance,
      plan: {
        ...EMPTY,
        metrics: ['twr', 'benchmark_return', 'excess_return'],
        periods: PERFORMANCE.map((stretch) => stretchTo(asOf, stretch)),
      },
      shows: 'table',
      rowNames: PERFORMANCE.map((stretch) => strings.overview.stretches[stretch]),
    },
    {
      key: 'income',
      ...words.income,
      plan: plan('months12', { metrics: ['income'], by: ['month'] }),
      shows: 'charts',
    },
    {
      key: 'best',
      ...words.best,
      plan: movers('desc'),
      shows: 'table',
      columns: ['security', 'symbol', 'gain'],
    },
    {
      key: 'worst',
      ...words.worst,
      plan: movers('asc'),
      shows: 'table',
      columns: ['security', 'symbol', 'gain'],
    },
    ...(kind === 'everything'
      ? [
          {
            key: 'clients',
            ...words.clients,
            plan: plan('now', {
              metrics: ['market_value'],
              by: ['client'],
              order: { by: 'market_value', direction: 'desc' },
              limit: CLIENTS,
            }),
            shows: 'charts' as const,
          },
        ]
      : []),
    {
      key: 'findings',
      ...words.findings,
      plan: plan('now', { subject: 'reconciliation', limit: BOOKINGS }),
      shows: 'table',
      columns: ['account', 'security', 'quantity', 'stated_quantity', 'difference'],
      ...(kind === 'everything' ? {} : { isWide: true as const }),
    },
    {
      key: 'bookings',
      ...words.bookings,
      plan: plan('all', {
        subject: 'transactions',
        order: { by: 'date', direction: 'desc' },
        limit: BOOKINGS,
      }),
      shows: 'table',
      columns: ['trade_date', 'account', 'type', 'security', 'quantity', 'amount', 'currency'],
      isWide: true,
    },
  ];
}
