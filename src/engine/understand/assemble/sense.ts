import { METRICS } from '../../../model/index.ts';
import type { Filter, Subject } from '../../../vocabulary/plan.ts';
import type { Thing } from '../chart/items.ts';
import { narrowOn, type Rewrite } from './narrow.ts';
import { GRAINS, type Sense, isOnSecurities } from './outline.ts';
import type { Narrow, Parts } from './parts.ts';
import { bothFlows } from './both-flows.ts';
import { kindsFor, kindsOfSplit } from './kinds-of-split.ts';
import { plainParts } from './plain-parts.ts';

export function senseOf(given: Parts, choice: number): Sense | null {
  const parts = plainParts(given);
  const { ops, things } = parts;
  const narrows: Narrow[] = [...parts.narrows];
  const metrics: string[] = [];
  const faint: string[] = [];
  const nouns: Thing[] = [];
  const carried = parts.narrows.flatMap(({ thing }) => (thing ? [thing] : []));
  const isShare = ops.has('share') || ops.has('in_percent') || ops.has('how_much_of');
  const pick = (thing: Thing): string | undefined => {
    if (YEARLY_RETURNS.test(thing.said)) return 'twr';
    const clear = costMeant(thing, parts);
    if (clear !== null || thing.metrics.length < 2) return clear ?? thing.metrics[0];
    const metric = picked(thing);
    const words = METRICS.get(metric ?? '')?.words[0];
    if (thing.at && words !== undefined) rewrites.push({ ...thing.at, text: words });
    return metric;
  };
  const rewrites: Rewrite[] = [];
  const picked = (thing: Thing): string | undefined =>
    thing.metrics[Math.min(choice, thing.metrics.length - 1)];
  const strongElsewhere = (self: Thing): boolean =>
    [...things, ...carried, parts.rank?.thing ?? null].some(
      (other) => other && other !== self && other.metrics.length > 0 && !other.weak && !other.filter,
    );
  const take = (thing: Thing): void => {
    if (
      thing.filter &&
      (thing.metrics.length === 0 || (isShare && thing.filter.dimension === 'asset_class'))
    ) {
      if (thing.rows === null && thing.dimension === null) narrows.push(narrowOn(thing));
      else if (ops.has('list') && thing.plural && thing.rows?.subject === 'holdings') nouns.push(thing);
      else if (
        isShare ||
        ops.has('ratio') ||
        (parts.split && parts.groups.length > 0) ||
        strongElsewhere(thing)
      )
        narrows.push(narrowOn(thing));
      else nouns.push(thing);
    } else if (thing.metrics.length > 0 && !thing.weak) metrics.push(pick(thing) ?? '');
    else if (thing.dimension !== null || thing.rows !== null) {
      nouns.push(thing);
      if (thing.weak) faint.push(pick(thing) ?? '');
    } else if (thing.weak) faint.push(pick(thing) ?? '');
  };
  for (const thing of [...things, ...carried.filter((each) => each.metrics.length > 0 && !each.weak)])
    take(thing);
  for (const { metrics: verbs, weak, rows } of carried)
    if (weak && rows !== null && isEventOf(rows.subject)) faint.push(verbs[0] ?? '');
  if (metrics.includes('gain') && (parts.groups.includes('term') || narrows.some(isOnTerm)))
    metrics.splice(metrics.indexOf('gain'), 1, 'realized_gain');
  if (metrics.includes('gain') && faint.includes('realized_gain'))
    metrics.splice(metrics.indexOf('gain'), 1, 'realized_gain');
  // Beside what was sold the gain is what came of it.
  if (metrics.includes('sales') && metrics.includes('gain'))
    metrics.splice(metrics.indexOf('gain'), 1, 'realized_gain');
  if (
    parts.unjoined &&
    metrics.includes('excess_return') &&
    things.some(({ said }) => /benchmark|index|market$/.test(said))
  )
    metrics.splice(0, metrics.length, ...metrics.filter((metric) => metric !== 'benchmark_return'));
  // What contributed to a gain or a return paid nothing in.
  const isPart = carried.concat(things).some(({ said }) => /^contribut(?:e|es|ed|ing)$/.test(said));
  if (isPart && metrics.some((metric) => GAINED.has(metric))) {
    for (const all of [metrics, faint])
      if (all.includes('net_contributions')) all.splice(all.indexOf('net_contributions'), 1);
  }
  // What a security contributed to a return is known as an amount.
  if (isPart && metrics.join() === 'twr' && narrows.some(({ all }) => all.some(isOnSecurities)))
    metrics.splice(0, 1, 'gain');
  if (parts.gainsOnSales && metrics.join() === 'sales') metrics.splice(0, 1, 'realized_gain');
  // Beside what things cost the gain is what they stand above it.
  const isOver = parts.time?.periods.some(({ kind }) => kind === 'range') ?? false;
  if (metrics.includes('cost_basis') && metrics.includes('gain') && !isOver)
    metrics.splice(metrics.indexOf('gain'), 1, 'unrealized_gain');
  const both = bothFlows(parts, pick);
  if (both) {
    metrics.splice(0, metrics.length, ...both);
    faint.splice(0, faint.length);
  }
  const isAgainst = things.some(
    ({ said, metrics: each }) => each[0] === 'excess_return' && / (?:benchmark|index|market)$/.test(said),
  );
  if (isAgainst && metrics.some((metric) => !BESIDE_BENCHMARK.has(metric))) return null;
  // 'Did I contribute' asks for what was paid in, and not for what was left of it.
  if (
    parts.whether &&
    things.some(({ said }) => /^contribut(?:e|ed)$/.test(said)) &&
    metrics.join() === 'net_contributions'
  )
    metrics.splice(0, 1, 'deposits');
  // Beside withdrawals contributions are what was paid in, not what was left of it.
  const paidIn = things.some(({ said }) => /^contributions?$/.test(said)) && metrics.includes('withdrawals');
  if (paidIn && metrics.includes('net_contributions'))
    metrics.splice(metrics.indexOf('net_contributions'), 1, 'deposits');
  // 'What did I pay for it and what is it worth': both.
  if (faint.includes('cost_basis') && metrics.join() === 'market_value' && !ops.has('minus'))
    metrics.unshift('cost_basis');
  // 'How much have I put in, and what is it worth': both.
  const isBothTold = parts.asksTwice || ops.has('vs');
  if (
    faint.includes('net_contributions') &&
    metrics.join() === 'market_value' &&
    isBothTold &&
    narrows.length === 0
  )
    metrics.unshift('net_contributions');
  // 'Who pays me the most dividends' asks for who pays them out, not for the client who has them.
  const isPaid = [...metrics, ...(parts.rank?.thing?.metrics ?? [])].some((metric) => PAID_OUT.has(metric));
  if (isPaid && parts.paysAsker && ops.has('who')) return null;
  // 'Worth in pounds and in dollars' is asked in both, and of nothing that is kept in either.
  if (things.some(({ said }) => /\b(?:worth|value)$/.test(said)) && narrows.some(isOnCurrencies)) return null;
  // 'Gains I could realize' are those on paper.
  if (metrics.join() === 'gain' && faint.includes('unrealized_gain') && !faint.includes('realized_gain'))
    metrics.splice(0, 1, 'unrealized_gain');
  // By how long something was held only what was realized is known.
  if (faint.includes('unrealized_gain') && metrics.some((metric) => OF_A_TERM.has(metric))) return null;
  const realized = [...faint, ...metrics].includes('realized_gain');
  const unrealized = [...faint, ...metrics].includes('unrealized_gain');
  if (realized && unrealized) {
    const rest = metrics.filter(
      (metric) => metric !== 'realized_gain' && metric !== 'unrealized_gain' && metric !== 'gain',
    );
    metrics.splice(0, metrics.length, 'realized_gain', 'unrealized_gain', ...rest);
  }
  if (faint.includes('taxes') && metrics.length === 1 && TAXED[metrics[0] ?? '']) metrics.push('taxes');
  const taxed =
    (parts.unjoined || parts.joined.length === 0) &&
    !ops.has('minus') &&
    metrics.length === 2 &&
    metrics.includes('taxes')
      ? TAXED[metrics.find((metric) => metric !== 'taxes') ?? '']
      : undefined;
  if (taxed) metrics.splice(0, metrics.length, 'taxes');
  // What comes from sales are the proceeds.
  if (parts.unjoined && metrics.includes('proceeds') && metrics.includes('sales'))
    metrics.splice(metrics.indexOf('sales'), 1);
  // 'Fees in percent of assets' says what they are held against twice.
  if (parts.unjoined && metrics.includes('fee_rate') && metrics.includes('market_value'))
    metrics.splice(metrics.indexOf('market_value'), 1);
  // 'How much cash came in' asks for what came, not for what is there.
  const isMoved = faint.length > 0 && faint.every((verb) => verb === 'inflows' || verb === 'outflows');
  if (isMoved && metrics.join() === 'cash') metrics.splice(0, 1);
  if (parts.unjoined) metrics.splice(0, metrics.length, ...withoutShareOf(metrics));
  // 'The benchmark's 2016 return' is one figure.
  if (parts.unjoined && metrics.join() === 'benchmark_return,twr') metrics.pop();
  const generic = things.find(({ said }) => /^(?:total )?(?:value|balance|size|amount)$/.test(said));
  if (parts.unjoined && metrics.length === 2 && generic && metrics.includes('market_value'))
    metrics.splice(metrics.indexOf('market_value'), 1);
  else if (
    parts.unjoined &&
    !ops.has('correction') &&
    new Set(metrics).size > 1 &&
    !isShare &&
    !kindsOfIncome(metrics)
  )
    return null;
  if (ops.has('correction') && metrics.length > 1) metrics.splice(0, metrics.length - 1);
  const plural = nouns.find((noun) => noun.plural) ?? carried.find((noun) => noun.plural) ?? null;
  const ranked = parts.rank?.thing ?? null;
  const head =
    parts.which?.thing ?? parts.count?.thing ?? (ranked && isNoun(ranked) ? ranked : null) ?? plural;
  const base: Filter[] = [...parts.extras];
  if (taxed) base.push({ kind: 'in', dimension: 'transaction_type', values: taxed, negated: false });
  if (metrics.includes('transaction_count') && things.some(({ said }) => /\btrades?\b/.test(said)))
    base.push(TRADES);
  if (parts.open !== null) base.push({ kind: 'open', negated: !parts.open });
  return {
    parts,
    metrics: qualified(withoutShareOf([...new Set(metrics)]), ops),
    faint: [...new Set(faint)],
    nouns,
    head,
    narrows,
    base,
    groups: kindsFor(kindsOfSplit(withMembers(parts), metrics), metrics, head),
    rewrites,
  };
}

/** What can stand against a benchmark: of its volatility or income nothing is known. */
const BESIDE_BENCHMARK: ReadonlySet<string> = new Set([
  'excess_return',
  'benchmark_return',
  'twr',
  'twr_gross',
  'twr_annualized',
  'market_value',
  'gain',
]);

const OF_A_TERM: ReadonlySet<string> = new Set(['realized_gain_short', 'realized_gain_long']);

const GAINED: ReadonlySet<string> = new Set(['gain', 'twr', 'income', 'realized_gain', 'unrealized_gain']);

function isOnCurrencies({ all, negated }: Narrow): boolean {
  const filters = all.flatMap((each) => (each.kind === 'values' ? each.filters : []));
  return !negated && filters.length > 1 && filters.every(({ dimension }) => dimension === 'currency');
}

function isOnTerm({ all }: Narrow): boolean {
  return all.every(
    (each) => each.kind === 'values' && each.filters.every(({ dimension }) => dimension === 'term'),
  );
}

const TRADES: Filter = {
  kind: 'in',
  dimension: 'transaction_type',
  values: ['BUY', 'SELL'],
  negated: false,
};

const PAID_OUT: ReadonlySet<string> = new Set(['income', 'dividends', 'interest']);

/** The bookings on which tax is withheld, by the figure that they add up to. */
const TAXED: Readonly<Record<string, readonly string[]>> = {
  dividends: ['DIVIDEND', 'REINVEST'],
  interest: ['INTEREST'],
  income: ['DIVIDEND', 'REINVEST', 'INTEREST'],
};

/** 'My clients and how much they withdrew': of each of them. */
function withMembers(parts: Parts): Parts {
  const { asksBesides, asksHowItDid, headed, groups, which, count, rank } = parts;
  const isOfEach = asksBesides && !asksHowItDid && headed.length === 1 && groups.length === 0;
  return isOfEach && which === null && count === null && rank === null ? { ...parts, groups: headed } : parts;
}

const YEARLY_RETURNS = /^(?:annual|yearly) (?:returns|performances)$/;

/** 'Costs' of a period are fees; what a security cost is its cost basis; else the word alone does not tell. */
function costMeant({ metrics, plural }: Thing, parts: Parts): string | null {
  if (!metrics.includes('fees') || !metrics.includes('cost_basis')) return null;
  if (parts.narrows.some(({ all, negated }) => !negated && all.some(isOnSecurities))) return 'cost_basis';
  const isPeriod = parts.time?.periods.some(({ kind }) => kind === 'range') ?? false;
  return plural || isPeriod || parts.groups.some((group) => GRAINS.has(group)) ? 'fees' : null;
}

function isEventOf(subject: Subject): boolean {
  return subject === 'transactions' || subject === 'income';
}

function isNoun(thing: Thing): boolean {
  return thing.dimension !== null || thing.rows !== null;
}

/** The share of 'price of a share' is no weight. */
function withoutShareOf(metrics: readonly string[]): readonly string[] {
  const isPerShare = metrics.some(
    (metric) => metric === 'price' || metric === 'average_cost' || metric === 'cost_basis',
  );
  return isPerShare ? metrics.filter((metric) => metric !== 'weight') : metrics;
}

/** 'gross of fees' and 'annualized' make another metric of a return. */
function qualified(metrics: readonly string[], ops: Parts['ops']): readonly string[] {
  if (ops.has('gross')) {
    const rest = metrics.filter((metric) => metric !== 'fees');
    return rest.map((metric) => (metric === 'twr' ? 'twr_gross' : metric));
  }
  if (ops.has('annualized')) return metrics.map((metric) => (metric === 'twr' ? 'twr_annualized' : metric));
  return metrics;
}

/** 'dividends and interest' side by side are the kinds of income. */
export function kindsOfIncome(metrics: readonly string[]): boolean {
  const all = new Set(metrics);
  return (
    all.has('dividends') &&
    all.has('interest') &&
    [...all].every((metric) => ['dividends', 'interest', 'income'].includes(metric))
  );
}
