import type { Settled } from '../plan/settle.ts';
import type { Ground } from './doubts.ts';

const LOT_LISTINGS: ReadonlySet<string> = new Set(['lots', 'realized_gains']);

/**
 * What an answer's figures rest on. Listings of bookings show what was booked: only those of lots rest on how they
 * were worked out; names of things rest on nothing.
 */
export function groundOf(settled: Exclude<Settled, { kind: 'declined' }>): Ground | null {
  if (settled.kind === 'entities') return null;
  const { currency, query } = settled;
  const { asked } = settled.scope;
  if (settled.kind === 'listing' && !LOT_LISTINGS.has(settled.query.subject)) return null;
  const metrics = settled.kind === 'figures' ? settled.query.metrics : ['cost_basis'];
  const [first, last] = [query.spans[0], query.spans.at(-1)];
  if (first === undefined || last === undefined) return null;
  const span = { from: first.from, to: last.to };
  return { metrics, asked, span, filters: query.filters, currency };
}
