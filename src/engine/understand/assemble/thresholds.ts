import { METRICS } from '../../../model/index.ts';
import type { Filter, Subject, Threshold } from '../../../vocabulary/plan.ts';
import type { Bound, Thing } from '../chart/items.ts';
import { BOOKED } from './outline.ts';
import type { Parts } from './parts.ts';

/** Cash as a share is a share of the group's own value. */
export const CASH: Filter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: false };

/**
 * What 'more than …' limits: a booking's own amount, or a figure of a group: the one it names, else the one that is
 * shown. Null where it does not fit.
 */
export function thresholdsOf(
  bounds: Parts['bounds'],
  subject: Subject,
  shown: readonly string[],
): { where: readonly Filter[]; having: readonly Threshold[] } | null {
  const where: Filter[] = [];
  const having: Threshold[] = [];
  for (const { bounds: each, metric } of bounds) {
    for (const bound of each) {
      if (BOOKED.has(subject)) {
        const field = fieldOf(metric?.metrics[0] ?? null, bound);
        if (field === null) return null;
        where.push({ kind: 'threshold', field, comparison: bound.comparison, value: bound.number.value });
      } else {
        // 'Underweight bonds by more than 5 %': what the percentage is of is not said plainly enough.
        if (metric === null && shown.some((name) => SIDED.has(name))) return null;
        const threshold = thresholdOn(metric?.metrics[0] ?? amountShown(shown, bound), bound);
        if (threshold === null) return null;
        having.push(...signed(threshold, metric));
        if (threshold.metric === 'weight' && metric?.metrics[0] === 'cash' && where.length === 0)
          where.push(CASH);
      }
    }
  }
  return { where, having };
}

/** Figures that lie on either side of something. */
const SIDED: ReadonlySet<string> = new Set(['drift', 'excess_return']);

/** 'Gains over 1,000' are no losses of that size, and 'losses over 1,000' lie below -1,000. */
export function onSideOf({ said, rows }: Thing, filter: Filter, ops: Parts['ops']): Filter {
  if (rows?.subject !== 'realized_gains' || filter.kind !== 'threshold' || filter.field !== 'amount')
    return filter;
  const { comparison, value } = filter;
  const isNegative = value.startsWith('-');
  const [up, down] = [ops.has('in_profit'), ops.has('under_water')];
  const gains = up || (/gain|profit/.test(said) && !down);
  const losses = down || /\bloss(?:es)?$/.test(said);
  if (losses && !gains && !isNegative)
    return { ...filter, comparison: OPPOSITE[comparison], value: `-${value}`, signed: true };
  return (gains && !losses) || isNegative ? { ...filter, signed: true } : filter;
}

/** 'Withdrawals by account over 5,000' limits the withdrawals; with several amounts shown nobody can tell. */
function amountShown(shown: readonly string[], { number }: Bound): string | null {
  const [only = null, ...others] = shown;
  const isAmount = only !== null && others.length === 0 && METRICS.get(only)?.unit === 'money';
  return isAmount && number.unit !== 'percent' ? only : null;
}

const OPPOSITE: Readonly<Record<Bound['comparison'], Bound['comparison']>> = {
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
  '=': '=',
  '!=': '!=',
};

/** Words that say that something lies behind its benchmark. */
export const BEHIND = /^(?:underperform|trail|lag|behind|worse|below|fell|missed)/;

/** A loss, a fall, a shortfall of more than n is a figure below −n; one of less than n is one all the same. */
function signed(threshold: Threshold, said: Thing | null): readonly Threshold[] {
  const words = said?.said ?? '';
  const { metric, comparison, value } = threshold;
  const isSide = /^(?:over|under)weight/.test(words);
  if (metric === 'drift' && comparison.startsWith('>') && !isSide) return [{ ...threshold, size: true }];
  const falls =
    metric === 'max_drawdown' ||
    (metric === 'drift' && words.startsWith('underweight')) ||
    (metric === 'excess_return' && BEHIND.test(words)) ||
    (/\bloss(es)?$|^los[et]\b/.test(words) && !/gain|profit/.test(words));
  if (!falls || value.startsWith('-') || Number(value) === 0) return [threshold];
  const turned = { ...threshold, comparison: OPPOSITE[comparison], value: `-${value}` };
  const isLess = comparison.startsWith('<') && metric !== 'max_drawdown';
  return isLess ? [turned, { metric, comparison: '<', value: '0' }] : [turned];
}

function fieldOf(
  metric: string | null,
  { number }: Bound,
): 'amount' | 'quantity' | 'price' | 'fee' | 'tax' | null {
  if (number.unit === 'percent') return null;
  if (metric === 'quantity') return number.unit === 'none' ? 'quantity' : null;
  if (metric === 'price') return 'price';
  if (metric === 'fees' || metric === 'commissions') return 'fee';
  if (metric === 'taxes') return 'tax';
  return metric === null || metric === 'transaction_amount' || metric === 'market_value' ? 'amount' : null;
}

function thresholdOn(metric: string | null, { comparison, number }: Bound): Threshold | null {
  const name =
    metric ??
    (number.unit === 'percent'
      ? 'weight'
      : number.unit === 'money' || Number(number.value) >= 1000
        ? 'market_value'
        : null);
  if (name === null) return null;
  const unit = METRICS.get(name)?.unit;
  if (number.unit === 'percent') {
    const asPercent =
      unit === 'percent'
        ? name
        : name === 'market_value'
          ? 'weight'
          : name === 'cash'
            ? 'weight'
            : name === 'unrealized_gain'
              ? 'unrealized_return'
              : name === 'gain'
                ? null
                : null;
    return asPercent === null ? null : { metric: asPercent, comparison, value: hundredth(number.value) };
  }
  if (unit === 'percent' && number.unit === 'money') return null;
  if (unit === 'percent') return { metric: name, comparison, value: hundredth(number.value) };
  return { metric: name, comparison, value: number.value };
}

/** Exact decimal text ÷ 100. */
export function hundredth(decimal: string): string {
  const negative = decimal.startsWith('-');
  const [whole = '0', part = ''] = decimal.replace('-', '').split('.');
  const digits = whole.padStart(3, '0');
  const moved = `${digits.slice(0, -2)}.${digits.slice(-2)}${part}`.replace(/\.?0+$/, '');
  return `${negative ? '-' : ''}${moved === '' ? '0' : moved}`;
}
