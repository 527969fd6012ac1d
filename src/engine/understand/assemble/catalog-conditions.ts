import type { Filter, InFilter } from '../../../vocabulary/plan.ts';
import type { Catalog } from '../../catalog.ts';
import type { Surroundings } from './narrow.ts';
import type { PeriodsRead } from '../calendar/period.ts';

/**
 * The securities that are repaid in the period, as a condition; any time where none is said. Null where no day of
 * repayment is known of any security, or it cannot be told.
 */
export function maturingIn(time: PeriodsRead | null, { securities }: Catalog): readonly Filter[] | null {
  const dated = [...securities.values()].flatMap(({ id, maturesOn }) =>
    maturesOn === null ? [] : [{ id, maturesOn }],
  );
  const periods = time?.periods ?? [];
  if (dated.length === 0 || periods.length > 1) return null;
  const [period] = periods;
  if (period?.kind === 'asof') return null;
  const values = dated
    .filter(
      ({ maturesOn }) =>
        period === undefined ||
        (maturesOn <= period.to && (period.from === null || maturesOn >= period.from)),
    )
    .map(({ id }) => id);
  return [{ kind: 'in', dimension: 'security', values, negated: false }];
}

/** The portfolios in reach that are held against no benchmark, as a condition. */
export function withoutBenchmark({ catalog, accountsInReach }: Surroundings): InFilter {
  const inReach = new Set(accountsInReach().map(({ portfolioId }) => portfolioId));
  const values = [...catalog.portfolios.values()]
    .filter(({ id, benchmarkId }) => benchmarkId === null && inReach.has(id))
    .map(({ id }) => id);
  return { kind: 'in', dimension: 'portfolio', values, negated: false };
}
