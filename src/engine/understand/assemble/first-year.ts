import type { Dimension, Filter, InFilter } from '../../../vocabulary/plan.ts';
import type { CatalogAccount } from '../../catalog.ts';
import type { PeriodsRead } from '../calendar/period.ts';
import { endOfStretch } from '../calendar/forms/opening-stretch.ts';
import { dayLabel } from '../calendar/words.ts';
import { PARTIES, partyOf } from './in-reach.ts';
import type { Surroundings } from './narrow.ts';
import { GRAINS } from './outline.ts';

/**
 * 'In its first year': from the first booking of the accounts that are asked about. Null where it is no single stretch:
 * of several members each its own, of what is held since another day, of accounts without bookings.
 */
export function fromFirstBooking(
  time: PeriodsRead | null,
  where: readonly Filter[],
  by: readonly Dimension[],
  { accountsInReach }: Surroundings,
): PeriodsRead | null | 'no_stretch' {
  const [period, ...more] = time?.periods ?? [];
  const opening = period?.opening;
  if (!time || !period || opening === undefined)
    return time?.periods.some((each) => each.opening !== undefined) ? 'no_stretch' : time;
  const limits = where.filter((filter) => filter.kind === 'in');
  const isOfAccounts = limits.every(({ dimension, negated }) => !negated && PARTIES.has(dimension));
  if (more.length > 0 || limits.length < where.length || !isOfAccounts) return 'no_stretch';
  if (by.some((each) => !GRAINS.has(each))) return 'no_stretch';
  const first = accountsInReach()
    .filter((account) => limits.every((limit) => meets(account, limit)))
    .flatMap(({ firstBooking }) => firstBooking ?? [])
    .toSorted()[0];
  if (first === undefined) return 'no_stretch';
  const to = endOfStretch(first, opening);
  const { opening: _opening, ...plain } = period;
  const label = `${period.label} (${dayLabel(first)} to ${dayLabel(to)})`;
  return { ...time, periods: [{ ...plain, from: first, to, label }] };
}

function meets(account: CatalogAccount, { dimension, values }: InFilter): boolean {
  return values.includes(partyOf(account, dimension));
}
