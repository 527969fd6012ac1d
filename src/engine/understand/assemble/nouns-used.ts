import type { Dimension } from '../../../vocabulary/plan.ts';
import type { Thing } from '../chart/items.ts';
import { type Outline } from './outline.ts';
import type { Parts } from './parts.ts';
import { COUNTS } from './row-counts.ts';

const SCOPE: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'custodian']);

export function nounIsUsed(noun: Thing, parts: Parts, outline: Outline): boolean {
  const { dimension, rows } = noun;
  // 'List accounts and how much they gained': of each, not of all of them.
  const { ops } = parts;
  const isTold = ops.has('it') || ops.has('by_how_much') || ops.has('how_big_was_it');
  const isOfEach = isTold && ops.has('list') && noun.plural && outline.subject === 'figures';
  if (isOfEach && dimension !== null && SCOPE.has(dimension) && !outline.by.includes(dimension)) return false;
  if (dimension !== null && outline.by.includes(dimension)) return filtersAreUsed(noun, outline);
  if (rows && rows.subject === outline.subject) return true;
  if (rows?.subject === 'findings')
    return (
      outline.metrics.includes('finding_count') ||
      outline.where.some((filter) => filter.kind === 'without' && filter.rows === 'findings')
    );
  if (dimension === 'transaction_type' && outline.by.includes('account_type')) return true;
  if (dimension !== null && SCOPE.has(dimension)) return true;
  if (rows?.subject === 'holdings') {
    const named = outline.narrows.some(({ all }) => all.some((each) => each.kind === 'name'));
    return (
      outline.subject === 'holdings' ||
      (rows.where.length === 0 ? true : named || filtersAreUsed(noun, outline))
    );
  }
  if (rows && outline.metrics.some((metric) => noun.metrics.includes(metric))) return true;
  if (rows && outline.metrics.includes(COUNTS[rows.subject] ?? '')) return true;
  if (rows?.subject === 'transactions' && (parts.ops.has('all_in') || parts.ops.has('exceeds'))) return true;
  if (rows?.subject === 'cash_flows' && parts.ops.has('exceeds')) return true;
  if (outline.subject === 'lots' && noun.metrics.includes('purchases')) return true;
  if (outline.subject === 'realized_gains' && noun.metrics.includes('sales')) return true;
  return noun.weak && rows === null && dimension === null;
}

function filtersAreUsed({ rows }: Thing, outline: Outline): boolean {
  if (rows?.subject !== 'holdings') return true;
  const held = outline.where.map((filter) => JSON.stringify(filter));
  return (
    rows.where.every((filter) => held.includes(JSON.stringify(filter))) ||
    outline.narrows.some(({ all }) => all.some((each) => each.kind === 'name'))
  );
}
