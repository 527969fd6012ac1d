import { METRICS } from '../../../model/index.ts';
import type { Dimension, Subject } from '../../../vocabulary/plan.ts';
import type { Outline } from './outline.ts';
import type { Parts } from './parts.ts';
import { isPointMetric } from './periods.ts';

const MEMBERS: Readonly<Partial<Record<Subject, Dimension>>> = {
  accounts: 'account',
  portfolios: 'portfolio',
  clients: 'client',
  advisors: 'advisor',
};

/**
 * 'Clients with negative returns this year': a register stands on a day, and what its members are held against happens
 * over the time that was said. So the figure is told by them.
 */
export function withTimeOfHaving({ time }: Parts, outline: Outline): Outline {
  const { subject, having, by, derive, limit, narrows, where } = outline;
  const member = MEMBERS[subject];
  const [metric, ...others] = [...new Set(having.map((each) => each.metric))];
  const known = metric === undefined ? undefined : METRICS.get(metric);
  const isOver = time?.periods.every(({ kind }) => kind === 'range') ?? false;
  const isPlain = by.length === 0 && derive === null && limit === null && where.length + narrows.length === 0;
  if (!member || !known || others.length > 0 || isPointMetric(known) || !isOver || !isPlain) return outline;
  return { ...outline, subject: 'figures', metrics: [known.name], by: [member], holders: false };
}
