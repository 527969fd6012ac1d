import { DIMENSIONS, METRICS } from '../../model/index.ts';
import type { Period } from '../../vocabulary/period.ts';
import type { EntityDimension, Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import { addDays, partsOf, type Day } from '../../vocabulary/day.ts';
import { nameOf, type Catalog } from '../catalog.ts';
import { dayLabel, unitAround, unitLabel, type Unit } from './calendar/words.ts';

/**
 * A Plan as complete questions in plain English, the most natural first: the way back from what the grammar makes.
 * A Plan can be more than a sentence says, so who shows one reads it first and keeps it only if it means the Plan.
 */
export function phrasings(plan: Plan, catalog: Catalog): readonly string[] {
  const tails = placements(plan, catalog);
  const heads = headsOf(plan);
  return heads.flatMap((head) => tails.map((tail) => `${head}${tail}${head.startsWith('List') ? '.' : '?'}`));
}

const LISTED: Readonly<Partial<Record<Subject, readonly string[]>>> = {
  holdings: ['What are the holdings', 'List the holdings'],
  transactions: ['List the transactions'],
  lots: ['List the open lots'],
  realized_gains: ['List the realized gains'],
  income: ['List the income payments'],
  cash_flows: ['List the external flows'],
  fees: ['List the fees'],
  accounts: ['List the accounts'],
  portfolios: ['List the portfolios'],
  clients: ['List the clients'],
  advisors: ['List the advisors'],
};

function headsOf(plan: Plan): readonly string[] {
  if (plan.subject !== 'figures') return LISTED[plan.subject] ?? [];
  const names = plan.metrics.map((name) => METRICS.get(name));
  const said = names.map((metric) => spoken(metric?.label ?? ''));
  const plainest = names.map((metric) => metric?.words[0] ?? '');
  const by = plan.by.map((each) => spoken(DIMENSIONS.get(each)?.label ?? each));
  const grouped = by.length > 0 ? ` by ${by.join(' and ')}` : '';
  const [order, limit] = [plan.order, plan.limit];
  if (order && limit === 1 && by.length === 1 && plan.derive === 'extreme') {
    const which = order.direction === 'desc' ? 'highest' : 'lowest';
    return [said, plainest].map((words) => `Which ${by[0] ?? ''} had the ${which} ${words[0] ?? ''}`);
  }
  return [said, plainest].flatMap((words) => {
    const figure = joined(words);
    const verb = words.length > 1 || /[^s]s$/.test(figure) ? 'are' : 'is';
    return plan.derive === 'share'
      ? [`What share of the ${figure} is it${grouped}`, `What ${verb} the ${figure}${grouped} in percent`]
      : [`What ${verb} the ${figure}${grouped}`];
  });
}

function spoken(label: string): string {
  return label.startsWith('Sharpe')
    ? label
    : label.charAt(0).toLowerCase() + label.slice(1).replace(', ', ' ');
}

function joined(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** Of whom and when, in the ways in which it can be said. */
function placements(plan: Plan, catalog: Catalog): readonly string[] {
  const money = plan.currency === null ? '' : ` in ${plan.currency}`;
  // Of several things with one name the id says which.
  return [nameOf, (_kind: EntityDimension, id: string) => id].flatMap((called) => {
    const whom = plan.where.map((filter) => limited(filter, (kind, id) => called(kind, id, catalog)));
    if (whom.includes(null)) return [];
    return whens(plan.periods).map((when) => `${whom.join('')}${when}${money}`);
  });
}

function limited(filter: Filter, called: (kind: EntityDimension, id: string) => string): string | null {
  if (filter.kind !== 'in' || filter.values.includes(null)) return null;
  const isEntity = DIMENSIONS.get(filter.dimension)?.kind === 'entity';
  const values = filter.values.map((value) =>
    isEntity ? called(filter.dimension as EntityDimension, value ?? '') : (value ?? ''),
  );
  if (filter.negated) return ` without ${joined(values)}`;
  return ` ${filter.dimension === 'custodian' ? 'at' : isEntity ? 'of' : 'in'} ${joined(values)}`;
}

const UNITS: readonly Unit[] = ['year', 'half', 'quarter', 'month'];

function whens(periods: readonly Period[]): readonly string[] {
  const [first, second] = periods;
  if (first && second) {
    const [a, b] = [stretch(first), stretch(second)];
    if (periods.length > 2) return [];
    const exact =
      first.from && second.from
        ? [` from ${first.from} to ${first.to} versus from ${second.from} to ${second.to}`]
        : [];
    return a === null || b === null ? exact : [` in ${a} and ${b}`, ` ${a} versus ${b}`];
  }
  if (!first) return [''];
  if (first.pointInTime) return ['', ` as of ${dayLabel(first.to)}`];
  if (first.from === null) return ['', ' since inception', ` until ${dayLabel(first.to)}`];
  const whole = stretch(first);
  const exact = ` from ${first.from} to ${first.to}`;
  return [...(whole === null ? [] : [` in ${whole}`]), ...yearSoFar(first), exact];
}

/** 'This year', where the period's own label is a way to say it. */
function yearSoFar({ from, to }: Period): readonly string[] {
  if (from === null || partsOf(from).year !== partsOf(to).year) return [];
  return from.endsWith('-01-01') ? [' this year'] : [];
}

function stretch({ from, to }: Period): string | null {
  if (from === null) return null;
  const unit = UNITS.find((each) => isWhole(each, from, to));
  if (unit !== undefined) return unitLabel(unit, from);
  const isYearSoFar = from.endsWith('-01-01') && partsOf(from).year === partsOf(to).year;
  return isYearSoFar ? unitLabel('year', from) : null;
}

function isWhole(unit: Unit, from: Day, to: Day): boolean {
  const around = unitAround(unit, from);
  return around.from === from && (around.to === to || addDays(around.to, 0) === to);
}
