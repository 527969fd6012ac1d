import type { Dimension } from '../../../vocabulary/plan.ts';
import type { Thing } from '../chart/items.ts';
import type { Parts } from './parts.ts';

/** What a breakdown of a figure is by, where it is not said: its kinds. */
export function kindsOfSplit(
  { groups, split, ops }: Parts,
  metrics: readonly string[],
): readonly Dimension[] {
  const [only, ...more] = metrics;
  if (!split || !ops.has('split_noun') || groups.length > 0 || more.length > 0) return groups;
  return KINDS[only ?? ''] ?? groups;
}

const KINDS: Readonly<Record<string, readonly Dimension[]>> = {
  fees: ['fee_kind'],
  income: ['income_kind'],
  drift: ['asset_class'],
};

/** 'By type' means the kind of what is counted. */
export function kindsFor(
  groups: readonly Dimension[],
  metrics: readonly string[],
  head: Thing | null,
): readonly Dimension[] {
  if (!groups.includes('transaction_type')) return groups;
  const kind: Dimension | null =
    metrics.includes('income') || metrics.includes('payment_count')
      ? 'income_kind'
      : metrics.includes('fees')
        ? 'fee_kind'
        : metrics.includes('account_count') || (metrics.length === 0 && head?.rows?.subject === 'accounts')
          ? 'account_type'
          : null;
  return kind === null ? groups : groups.map((group) => (group === 'transaction_type' ? kind : group));
}
