/** Rates of return. Doubles: they are ratios, never money. */

const DAYS_PER_YEAR = 365;

/** ∏ factors − 1. */
export function linkedReturn(factors: Iterable<number>): number {
  let product = 1;
  for (const factor of factors) product *= factor;
  return product - 1;
}

/** (1 + rate)^(365 ÷ days) − 1; null up to 365 days, and where a rate below −100 % has no yearly equal. */
export function annualized(rate: number, days: number): number | null {
  if (days <= DAYS_PER_YEAR || rate < -1) return null;
  return (1 + rate) ** (DAYS_PER_YEAR / days) - 1;
}

export interface DatedFlow {
  /** Days since the day before the period, 0 being that day itself. */
  readonly day: number;
  /** Signed as the account sees it: in is positive. */
  readonly amount: number;
}

/**
 * The money-weighted return (XIRR, actual/365): the rate at which the opening value, the external flows and the
 * closing value sum to zero. Annualized for periods of more than 365 days, the period's own rate otherwise. Null
 * where the amounts do not change sign or no rate is found; of several, the one nearest to zero.
 */
export function moneyWeightedReturn(
  days: number,
  opening: number,
  flows: readonly DatedFlow[],
  closing: number,
): number | null {
  const paid = [{ day: 0, amount: opening }, ...flows, { day: days, amount: -closing }];
  // The search runs over the whole period's growth factor, so that a short period's yearly rate cannot overflow.
  const growth = rootOf(
    paid.filter(({ amount }) => amount !== 0),
    days,
  );
  if (growth === null) return null;
  return days > DAYS_PER_YEAR ? Math.exp((growth * DAYS_PER_YEAR) / days) - 1 : Math.exp(growth) - 1;
}

const STEP = 0.05;
const FURTHEST = 60;

/** The logarithm x of the period's growth at which Σ amount × e^(−x × day ÷ days) is zero, nearest to 0. */
function rootOf(flows: readonly DatedFlow[], days: number): number | null {
  if (days <= 0 || !flows.some(({ amount }) => amount > 0) || !flows.some(({ amount }) => amount < 0))
    return null;
  const at = (x: number): number => {
    // Scaled by its largest term's growth: the sign and the root stay, overflow does not happen.
    const shift = x < 0 ? x : 0;
    return flows.reduce((sum, { day, amount }) => sum + amount * Math.exp(-x * (day / days) + shift), 0);
  };
  const middle = at(0);
  if (middle === 0) return 0;
  let [low, high] = [middle, middle];
  for (let n = 1; n * STEP <= FURTHEST; n += 1) {
    const [below, above] = [at(-n * STEP), at(n * STEP)];
    const root =
      above === 0 || above > 0 !== high > 0
        ? bisect(at, (n - 1) * STEP, n * STEP)
        : below === 0 || below > 0 !== low > 0
          ? bisect(at, -n * STEP, (1 - n) * STEP)
          : null;
    if (root !== null) return root;
    [low, high] = [below, above];
  }
  return null;
}

/** Halves a bracket with a change of sign until doubles end. */
function bisect(at: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const falling = at(low) > 0 || at(high) < 0;
  for (let i = 0; i < 200; i += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    const value = at(middle);
    if (value === 0) return middle;
    if (value > 0 === falling) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
