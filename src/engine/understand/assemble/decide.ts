import { METRICS } from '../../../model/index.ts';
import type { Derivation, Dimension, Filter, Order, Subject, Threshold } from '../../../vocabulary/plan.ts';
import type { Rank, Thing } from '../chart/items.ts';
import { nounFilters, type Rewrite } from './narrow.ts';
import type { Narrow, Parts } from './parts.ts';
import { thresholdsOf } from './thresholds.ts';
import { COUNTS, isWhole } from './whole.ts';

/** A plan before its names, periods and grouping by a list are settled. */
export interface Outline {
  readonly subject: Subject;
  readonly metrics: readonly string[];
  readonly by: readonly Dimension[];
  readonly where: readonly Filter[];
  readonly narrows: readonly Narrow[];
  readonly having: readonly Threshold[];
  readonly order: Order | null;
  readonly limit: number | null;
  readonly derive: Derivation | null;
  /** The state at both ends of the period is asked for. */
  readonly atBothEnds: boolean;
  /** How to write the words that were read one way of several. */
  readonly rewrites: readonly Rewrite[];
  /** Taken off the score where much was assumed. */
  readonly cost: number;
}

const GRAINS: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', 'quarter', 'year']);
const ENTITY_SUBJECTS: Readonly<Partial<Record<Dimension, Subject>>> = {
  account: 'accounts',
  portfolio: 'portfolios',
  client: 'clients',
  advisor: 'advisors',
};
const SCOPE_NOUNS: ReadonlySet<Dimension> = new Set(['account', 'portfolio', 'client', 'custodian']);
const SPLITS: ReadonlySet<Dimension> = new Set([
  'asset_class',
  'sector',
  'country',
  'currency',
  'custodian',
  'account_type',
  'security',
]);

/** Everything that a decision needs to know of the parts, worked out once. */
interface Sense {
  readonly parts: Parts;
  /** Named metrics, without the verbs. */
  readonly metrics: readonly string[];
  /** Metrics that only a verb suggests. */
  readonly faint: readonly string[];
  /** Nouns that are neither a figure nor a filter. */
  readonly nouns: readonly Thing[];
  /** What the question is about: the noun behind 'which', 'how many', a superlative, or a bare plural. */
  readonly head: Thing | null;
  readonly narrows: readonly Narrow[];
  readonly base: readonly Filter[];
  readonly groups: readonly Dimension[];
  readonly choice: number;
  readonly rewrites: readonly Rewrite[];
}

/** What a question with these parts asks for; null where the parts make no whole. `choice` picks among a word's metrics. */
export function decide(parts: Parts, choice: number): Outline | null {
  const sense = senseOf(parts, choice);
  if (!sense) return null;
  for (const pattern of PATTERNS) {
    const outline = pattern(sense);
    if (outline === 'reject') return null;
    if (outline) return isWhole(sense.parts, outline, sense.nouns, sense.faint) ? outline : null;
  }
  return null;
}

type Pattern = (sense: Sense) => Outline | 'reject' | null;

const BREAKS: Thing = {
  metrics: [],
  weak: false,
  dimension: null,
  rows: { subject: 'reconciliation', where: [] },
  filter: null,
  plural: true,
  said: 'breaks',
  at: null,
};

/** 'Positions that did not match the statement' are breaks. */
function withBreaks(parts: Parts): Parts {
  if (!parts.ops.has('mismatch')) return parts;
  const count = parts.count ? { ...parts.count, thing: BREAKS } : null;
  const things = [
    ...parts.things.filter(({ dimension }) => dimension === 'account' || dimension === 'client'),
    BREAKS,
  ];
  return { ...parts, count, which: null, things };
}

function senseOf(given: Parts, choice: number): Sense | null {
  const parts = withBreaks(given);
  const { ops, things } = parts;
  const narrows: Narrow[] = [...parts.narrows];
  const metrics: string[] = [];
  const faint: string[] = [];
  const nouns: Thing[] = [];
  const carried = parts.narrows.flatMap(({ thing }) => (thing ? [thing] : []));
  const isShare = ops.has('share') || ops.has('in_percent') || ops.has('how_much_of');
  const pick = (thing: Thing): string | undefined => {
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
      else if (isShare || strongElsewhere(thing)) narrows.push(narrowOn(thing));
      else nouns.push(thing);
    } else if (thing.metrics.length > 0 && !thing.weak) metrics.push(pick(thing) ?? '');
    else if (thing.dimension !== null || thing.rows !== null) {
      nouns.push(thing);
      if (thing.weak) faint.push(pick(thing) ?? '');
    } else if (thing.weak) faint.push(pick(thing) ?? '');
  };
  for (const thing of [...things, ...carried.filter((each) => each.metrics.length > 0 && !each.weak)])
    take(thing);
  if (metrics.includes('gain') && faint.includes('realized_gain'))
    metrics.splice(metrics.indexOf('gain'), 1, 'realized_gain');
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
  if (parts.open !== null) base.push({ kind: 'open', negated: !parts.open });
  return {
    parts,
    metrics: qualified(withoutShareOf([...new Set(metrics)]), ops),
    faint: [...new Set(faint)],
    nouns,
    head,
    narrows,
    base,
    groups: kindsFor(parts.groups, metrics),
    choice,
    rewrites,
  };
}

/** 'By type' means the kind of what is counted. */
function kindsFor(groups: readonly Dimension[], metrics: readonly string[]): readonly Dimension[] {
  if (!groups.includes('transaction_type')) return groups;
  const kind: Dimension | null =
    metrics.includes('income') || metrics.includes('payment_count')
      ? 'income_kind'
      : metrics.includes('fees')
        ? 'fee_kind'
        : null;
  return kind === null ? groups : groups.map((group) => (group === 'transaction_type' ? kind : group));
}

/** 'Costs' of a period are fees; what a security cost is its cost basis; else the word alone does not tell. */
function costMeant({ metrics, plural }: Thing, parts: Parts): string | null {
  if (!metrics.includes('fees') || !metrics.includes('cost_basis')) return null;
  if (parts.narrows.some(({ all, negated }) => !negated && all.some(isOnSecurities))) return 'cost_basis';
  const isPeriod = parts.time?.periods.some(({ kind }) => kind === 'range') ?? false;
  return plural || isPeriod || parts.groups.some((group) => GRAINS.has(group)) ? 'fees' : null;
}

function isOnSecurities(each: Narrow['all'][number]): boolean {
  return each.kind === 'name'
    ? each.name.candidates.every(({ kind }) => kind === 'security')
    : each.filters.some(({ dimension }) => ['asset_class', 'sector', 'country'].includes(dimension));
}

function isNoun(thing: Thing): boolean {
  return thing.dimension !== null || thing.rows !== null;
}

function narrowOn(thing: Thing): Narrow {
  return {
    cat: 'narrow',
    all: thing.filter ? [{ kind: 'values', filters: [thing.filter] }] : [],
    negated: false,
    joined: 'and',
    thing: null,
    from: thing,
  };
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

function outline(sense: Sense, more: Partial<Outline>): Outline {
  return {
    subject: 'figures',
    metrics: [],
    by: sense.groups,
    where: sense.base,
    narrows: sense.narrows,
    having: [],
    order: null,
    limit: null,
    derive: null,
    atBothEnds: false,
    rewrites: sense.rewrites,
    cost: 0,
    ...more,
  };
}

/** A listing of rows narrowed by its noun, with thresholds on its amounts. */
function listing(sense: Sense, thing: Thing, more: Partial<Outline> = {}): Outline | 'reject' {
  const rows = thing.rows;
  if (!rows) return 'reject';
  const subject = rows.subject;
  const thresholds = thresholdsOf(sense.parts.bounds, subject);
  if (!thresholds) return 'reject';
  if (sense.groups.some((group) => GRAINS.has(group))) return 'reject';
  const isEntity = Object.values(ENTITY_SUBJECTS).includes(subject);
  const by = sense.groups.filter((group) => ENTITY_SUBJECTS[group] !== subject);
  if (by.length > 0 && !isEntity && subject !== 'holdings') return 'reject';
  return outline(sense, {
    subject,
    metrics: subject === 'holdings' || isEntity ? sense.metrics : [],
    by: isEntity || subject === 'holdings' ? by : [],
    where: [...sense.base, ...rows.where, ...thresholds.where],
    having: [...thresholds.having, ...conditionsOf(sense)],
    order: orderOf(sense, subject),
    ...more,
  });
}

/** 'short', 'under water', 'in profit' as conditions on positions. */
function conditionsOf({ parts }: Sense): readonly Threshold[] {
  const having: Threshold[] = [];
  if (parts.ops.has('short')) having.push({ metric: 'quantity', comparison: '<', value: '0' });
  if (parts.ops.has('long')) having.push({ metric: 'quantity', comparison: '>', value: '0' });
  if (parts.ops.has('under_water')) having.push({ metric: 'unrealized_gain', comparison: '<', value: '0' });
  if (parts.ops.has('in_profit')) having.push({ metric: 'unrealized_gain', comparison: '>', value: '0' });
  return having;
}

function orderOf(sense: Sense, subject: Subject): Order | null {
  const { ops, order } = sense.parts;
  const metric = order?.metrics[0] ?? sense.metrics[0] ?? null;
  const isRows =
    subject !== 'figures' &&
    subject !== 'holdings' &&
    !(Object.values(ENTITY_SUBJECTS) as string[]).includes(subject);
  const by = isRows ? (metric === null ? 'amount' : metric) : metric;
  if (ops.has('order_up')) return by === null ? null : { by, direction: 'asc' };
  if (ops.has('order_down')) return by === null ? null : { by, direction: 'desc' };
  if (order && metric !== null) return { by: metric, direction: 'desc' };
  return null;
}

/** 'When did I last …', 'the last 5 trades', 'first deposit', 'when was the largest withdrawal'. */
const ends: Pattern = (sense) => {
  const { parts } = sense;
  const asksWhen = parts.ops.has('when');
  if (!parts.ends && !asksWhen) return null;
  if (parts.count || parts.average || parts.ops.has('share')) return 'reject';
  const noun = parts.ends?.thing ?? parts.rank?.thing ?? eventNoun(parts, sense);
  if (
    asksWhen &&
    !parts.rank &&
    !parts.ends &&
    sense.metrics.length === 1 &&
    sense.metrics[0] === 'max_drawdown'
  )
    return figures(sense, ['max_drawdown']);
  if (asksWhen && parts.rank && !noun?.rows) return extremeDay(sense);
  if (!noun?.rows || !isEvent(noun)) return asksWhen ? 'reject' : null;
  if (parts.rank) return rankedRows(sense, noun, parts.rank.rank);
  if (!parts.ends) return listing(sense, noun, { metrics: [], order: { by: 'date', direction: 'desc' } });
  const { side, limit } = parts.ends;
  if (limit !== null || noun.plural) {
    const direction = side === 'first' ? 'asc' : 'desc';
    const rows = listing(sense, noun, { metrics: [], order: { by: 'date', direction }, limit: limit ?? 10 });
    return limit === null && rows !== 'reject' ? { ...rows, limit: 10, cost: 0.3 } : rows;
  }
  return listing(sense, noun, { metrics: [], derive: side });
};

const EVENTS: ReadonlySet<Subject> = new Set([
  'transactions',
  'income',
  'fees',
  'cash_flows',
  'realized_gains',
  'lots',
]);

function isEvent(thing: Thing): boolean {
  return thing.rows !== null && EVENTS.has(thing.rows.subject);
}

/** The noun or verb that says what happened: 'dividend', 'bought', 'split'. */
function eventNoun(parts: Parts, sense: Sense): Thing | null {
  const events = [...parts.things, ...sense.nouns].filter(isEvent);
  const narrowest = events.find((thing) => (thing.rows?.where.length ?? 0) > 0);
  return narrowest ?? events[0] ?? null;
}

/** 'When was my portfolio worth the most?': the day of an extreme. */
function extremeDay(sense: Sense): Outline | 'reject' {
  const [metric] = sense.metrics;
  const rank = sense.parts.rank;
  if (metric === undefined || !rank || sense.metrics.length > 1 || sense.groups.length > 0) return 'reject';
  const grain = sense.head?.dimension;
  const by: Dimension = grain && GRAINS.has(grain) ? grain : 'day';
  return outline(sense, {
    metrics: [metric],
    by: [by],
    order: { by: metric, direction: rank.rank.direction },
    limit: 1,
    derive: 'extreme',
  });
}

/** 'largest withdrawal', 'biggest realized loss', 'five largest trades'. */
function rankedRows(sense: Sense, noun: Thing, rank: Rank): Outline | 'reject' {
  const isLoss = /\bloss(es)?\b/.test(noun.said);
  const direction =
    isLoss && noun.rows?.subject === 'realized_gains' ? opposite(rank.direction) : rank.direction;
  const limit = rank.limit ?? (noun.plural ? 10 : 1);
  return listing(sense, noun, { metrics: [], order: { by: 'amount', direction }, limit });
}

function opposite(direction: Rank['direction']): Rank['direction'] {
  return direction === 'asc' ? 'desc' : 'asc';
}

/** 'How many …' */
const counts: Pattern = (sense) => {
  const { parts, head } = sense;
  const { ops } = parts;
  if (ops.has('how_often') || (parts.count === null && ops.has('how_many'))) {
    const noun = eventNoun(parts, sense);
    if (!noun || sense.metrics.length > 1 || parts.count) return 'reject';
    if (parts.things.some(({ said }) => /^(?:share|unit)s?$/.test(said))) return 'reject';
    return countRows({ ...sense, metrics: [] }, noun, null);
  }
  if (!parts.count || !head) return null;
  if (parts.rank) return 'reject';
  const thing = parts.count.thing;
  if (thing.filter?.dimension === 'currency') return amountIn(sense, thing.filter.values[0] ?? null);
  const isUnits = thing.metrics.includes('quantity') && /^(share|unit)/.test(thing.said);
  if (isUnits && (sense.narrows.some(namesSecurity) || sense.metrics.length === 0)) {
    if (!sense.narrows.some(namesSecurity)) return 'reject';
    const event = eventNoun(parts, sense);
    if (event && !parts.ops.has('own')) return 'reject';
    return figures(sense, ['quantity']);
  }
  if (thing.rows) return countRows(sense, thing, parts.count);
  if (thing.dimension && SPLITS.has(thing.dimension)) return 'reject';
  return 'reject';
};

function namesSecurity(narrow: Narrow): boolean {
  return narrow.all.every(
    (each) => each.kind === 'name' && each.name.candidates.every(({ kind }) => kind === 'security'),
  );
}

/** 'How many euros in cash': an amount in that currency, not a count. */
function amountIn(sense: Sense, currency: string | null): Outline | 'reject' {
  if (currency === null) return 'reject';
  const narrows = sense.narrows.filter((narrow) => narrow.from?.said !== 'cash');
  const isCash = narrows.length < sense.narrows.length || sense.metrics.includes('cash');
  if (!isCash && sense.metrics.length === 0) return 'reject';
  const where: Filter[] = isCash
    ? [...sense.base, { kind: 'in', dimension: 'currency', values: [currency], negated: false }]
    : [...sense.base];
  return outline(sense, { metrics: isCash ? ['cash'] : sense.metrics, where, narrows });
}

function countRows(sense: Sense, thing: Thing, count: Parts['count']): Outline | 'reject' {
  const rows = thing.rows;
  if (!rows) return 'reject';
  const withoutHead: Sense = {
    ...sense,
    metrics: sense.metrics.filter((metric) => !thing.metrics.includes(metric)),
  };
  const open = count?.open ?? null;
  const base: readonly Filter[] =
    open === null ? sense.base : [...sense.base, { kind: 'open', negated: !open }];
  const isClosed = base.some((filter) => filter.kind === 'open' && filter.negated);
  const isBare =
    sense.parts.bounds.length === 0 &&
    conditionsOf(sense).length === 0 &&
    !base.some(({ kind }) => kind === 'without');
  const event = rows.subject === 'holdings' ? eventNoun(sense.parts, { ...sense, nouns: [] }) : null;
  if (event && !sense.parts.ops.has('own')) return 'reject';
  if (withoutHead.metrics.length > 0 && isBare) return 'reject';
  const metric =
    rows.subject === 'holdings'
      ? count?.different || !/^(position|holding)/.test(thing.said)
        ? 'security_count'
        : 'position_count'
      : COUNTS[rows.subject];
  if (isBare && !isClosed && metric !== undefined) {
    return outline(sense, { metrics: [metric], where: [...base, ...rows.where] });
  }
  if (sense.groups.length > 0) return 'reject';
  return listing({ ...withoutHead, base }, thing, { derive: 'count', metrics: [], order: null });
}

function figures(sense: Sense, metrics: readonly string[], more: Partial<Outline> = {}): Outline | 'reject' {
  const { parts } = sense;
  const thresholds = thresholdsOf(parts.bounds, 'figures');
  if (!thresholds) return 'reject';
  const having = [...thresholds.having, ...conditionsOf(sense)];
  const head = parts.which?.thing ?? parts.rank?.thing ?? null;
  const dimension = head?.dimension ?? null;
  const groups = [...sense.groups];
  if (dimension !== null && !groups.includes(dimension)) groups.unshift(dimension);
  if (parts.ops.has('who') && !groups.includes('client')) groups.unshift('client');
  if (having.length > 0 && groups.length === 0) {
    const over = sense.head?.dimension;
    if (!over) return 'reject';
    groups.push(over);
  }
  const where = [
    ...sense.base,
    ...nounFilters(head),
    ...(sense.head && sense.head !== head && having.length > 0 ? nounFilters(sense.head) : []),
  ];
  return outline(sense, { metrics, by: groups, where, having, order: orderOf(sense, 'figures'), ...more });
}

/** 'What percent of … is …', 'share of equities', '… in percent'. */
const shares: Pattern = (sense) => {
  const { parts } = sense;
  const isPart =
    parts.ops.has('how_much_of') &&
    sense.narrows.length > 0 &&
    sense.metrics.every((metric) => metric === 'market_value');
  const isShare = isPart || parts.ops.has('share') || parts.ops.has('in_percent');
  if (!isShare && !(parts.split && sense.groups.length > 0)) return null;
  if (parts.rank) return null;
  if (parts.count || parts.ends || parts.average) return 'reject';
  const other = sense.metrics.filter((metric) => metric !== 'market_value' && metric !== 'weight');
  if (!isShare) return other.length > 0 ? null : figures(sense, ['market_value'], { derive: 'share' });
  if (other.length === 0) {
    const isOfEach =
      sense.groups.some((group) => ENTITY_SUBJECTS[group]) ||
      ENTITY_SUBJECTS[parts.which?.thing.dimension ?? 'day'] !== undefined;
    if (isOfEach && sense.narrows.some(({ all }) => all.some(isOnSecurities))) return 'reject';
    const numerators = sense.narrows.length > 0 || sense.head !== null || sense.groups.length > 0;
    if (!numerators || parts.bounds.length > 0) return 'reject';
    return figures(sense, ['market_value'], { derive: 'share' });
  }
  const [metric] = other;
  if (other.length === 1 && metric !== undefined) {
    const unit = METRICS.get(metric)?.unit;
    if (unit === 'percent' && !parts.ops.has('share')) return figures(sense, other);
    if (metric === 'fees' && parts.ops.has('in_percent') && sense.narrows.length === 0)
      return figures(sense, ['fee_rate']);
    if (metric === 'gain' && sense.narrows.length === 0 && !parts.ops.has('share'))
      return figures(sense, ['twr']);
    if (metric === 'unrealized_gain' && !parts.ops.has('share')) return figures(sense, ['unrealized_return']);
    const isAdditive =
      unit === 'money' && (sense.narrows.length > 0 || sense.groups.length > 0 || parts.which !== null);
    return isAdditive ? figures(sense, [metric], { derive: 'share' }) : 'reject';
  }
  const part = partOfWhole(other);
  return part
    ? outline(sense, { metrics: [part.whole], where: [...sense.base, part.filter], derive: 'share' })
    : 'reject';
};

const PARTS_OF: readonly { readonly part: string; readonly whole: string; readonly filter: Filter }[] = [
  {
    part: 'dividends',
    whole: 'income',
    filter: { kind: 'in', dimension: 'income_kind', values: ['dividend'], negated: false },
  },
  {
    part: 'interest',
    whole: 'income',
    filter: { kind: 'in', dimension: 'income_kind', values: ['interest'], negated: false },
  },
  {
    part: 'commissions',
    whole: 'fees',
    filter: { kind: 'in', dimension: 'fee_kind', values: ['commission'], negated: false },
  },
  {
    part: 'advisory_fees',
    whole: 'fees',
    filter: { kind: 'in', dimension: 'fee_kind', values: ['advisory'], negated: false },
  },
  {
    part: 'custody_fees',
    whole: 'fees',
    filter: { kind: 'in', dimension: 'fee_kind', values: ['custody'], negated: false },
  },
];

function partOfWhole(metrics: readonly string[]): (typeof PARTS_OF)[number] | undefined {
  return metrics.length === 2
    ? PARTS_OF.find(({ part, whole }) => metrics.includes(part) && metrics.includes(whole))
    : undefined;
}

/** Superlatives: 'largest position', 'best month', 'which client paid the most fees', 'top 5 holdings by value'. */
const ranks: Pattern = (sense) => {
  const { parts } = sense;
  const found = parts.rank;
  if (!found) return null;
  if (parts.average || parts.count) return 'reject';
  const { rank, thing } = found;
  if (
    thing &&
    isEvent(thing) &&
    !parts.which &&
    !parts.ops.has('who') &&
    sense.groups.length === 0 &&
    isSized(thing, rank)
  ) {
    return rankedRows(sense, thing, rank);
  }
  const ofRank = rank.metric ?? (thing && thing.metrics.length > 0 ? (thing.metrics[0] ?? null) : null);
  const metrics = [
    ...new Set([
      ...(thing?.weak && rank.metric === undefined && sense.metrics.length > 0
        ? []
        : ofRank === null
          ? []
          : [ofRank]),
      ...(parts.order?.metrics.slice(0, 1) ?? []),
      ...sense.metrics,
    ]),
  ];
  const noun = headOfRank(sense, thing);
  const isState = ofRank !== null && METRICS.get(ofRank)?.additivity === 'stock' && rank.limit === null;
  if (!noun?.dimension && isState && parts.groups.length === 0) {
    return outline(sense, {
      metrics: [ofRank],
      by: ['day'],
      order: { by: ofRank, direction: rank.direction },
      limit: 1,
      derive: 'extreme',
    });
  }
  if (!noun?.dimension) return 'reject';
  const dimension = noun.dimension;
  const grouping = [...new Set([...sense.groups, dimension])];
  const inRed = parts.ops.has('under_water');
  const onPaper = inRed || parts.ops.has('in_profit');
  const metric = metrics[0] ?? (onPaper ? 'unrealized_gain' : defaultOfRank(sense, rank, dimension));
  if (metric === null) return 'reject';
  const assumed = metrics.length === 0 && !onPaper && rank.tone === 'quality' && dimension === 'security';
  const highest = `${rank.direction === 'desc' ? 'highest' : 'lowest'} ${METRICS.get(metric)?.label.toLowerCase() ?? metric}`;
  const rewrites = assumed && rank.at ? [{ ...rank.at, text: highest }] : sense.rewrites;
  const limit = rank.limit ?? parts.which?.limit ?? (noun.plural && !parts.which ? 10 : 1);
  const isAbsolute = metric === 'drift' && rank.tone === 'size';
  const isLoss = thing !== null && /\bloss(es)?\b|^los[et]/.test(thing.said) && /gain/.test(metric);
  const direction =
    isLoss || (inRed && metric === 'unrealized_gain') ? opposite(rank.direction) : rank.direction;
  const order: Order = { by: isAbsolute ? `abs:${metric}` : metric, direction };
  const where = [...sense.base, ...nounFilters(noun)];
  const all = metrics.length > 0 ? metrics : [metric];
  if (
    dimension === 'security' &&
    sense.groups.length === 0 &&
    METRICS.get(metric)?.facts.includes('positions')
  ) {
    return listing({ ...sense, metrics: all }, asHoldings(noun), { metrics: all, order, limit, rewrites });
  }
  const figured = figures(sense, all, {
    by: grouping,
    where,
    order,
    limit,
    derive: limit === 1 ? 'extreme' : null,
    rewrites,
  });
  return figured;
};

/** 'largest dividend' is a booking; 'most dividends' and 'best dividends' are not. */
function isSized(thing: Thing, rank: Rank): boolean {
  if (thing.rows?.subject === 'lots') return true;
  return rank.tone === 'size' && (!thing.metrics.includes('income') || !thing.plural);
}

function asHoldings(noun: Thing): Thing {
  return noun.rows?.subject === 'holdings' ? noun : { ...noun, rows: { subject: 'holdings', where: [] } };
}

function headOfRank(sense: Sense, thing: Thing | null): Thing | null {
  const { parts, nouns, narrows } = sense;
  if (parts.which && parts.which.thing.dimension) return parts.which.thing;
  if (thing?.dimension && !(thing.metrics.length > 0 && !thing.weak && parts.groups.length > 0)) return thing;
  const carried = narrows.map((narrow) => narrow.thing).find((noun) => noun?.dimension);
  if (carried?.dimension && !SCOPE_NOUNS.has(carried.dimension)) return carried;
  const group = parts.groups[0];
  if (group)
    return {
      metrics: [],
      weak: false,
      dimension: group,
      rows: null,
      filter: null,
      plural: true,
      said: group,
      at: null,
    };
  if (parts.ops.has('who'))
    return {
      metrics: [],
      weak: false,
      dimension: 'client',
      rows: null,
      filter: null,
      plural: false,
      said: 'client',
      at: null,
    };
  const listed = narrows.find(({ joined, all }) => joined !== 'and' && all.length > 1);
  if (listed) return listedThing(listed);
  return (
    nouns.find((noun) => noun.plural && noun.dimension) ??
    nouns.find((noun) => noun.dimension && !SCOPE_NOUNS.has(noun.dimension)) ??
    null
  );
}

/** 'the Chen Active or the Long/Short account': what the members of the list are. */
function listedThing({ all, thing }: Narrow): Thing | null {
  const [first] = all;
  const dimension =
    first?.kind === 'values'
      ? (first.filters[0]?.dimension ?? null)
      : (first?.name.candidates[0]?.kind ?? null);
  if (dimension === null || dimension === 'benchmark') return null;
  return {
    metrics: [],
    weak: false,
    dimension: thing?.dimension ?? dimension,
    rows: null,
    filter: null,
    plural: false,
    said: dimension,
    at: null,
  };
}

/** What may make a security the best: it names no figure of its own, so it is asked about. */
const SECURITY_QUALITIES: readonly string[] = ['gain', 'unrealized_return'];

function defaultOfRank(sense: Sense, rank: Rank, dimension: Dimension): string | null {
  const [faint] = sense.faint.filter((metric) => metric !== 'twr' && metric !== 'market_value');
  if (faint !== undefined) return faint;
  if (sense.parts.ops.has('in_percent') || sense.parts.ops.has('share')) return 'weight';
  if (rank.tone === 'quality' && dimension === 'security') return SECURITY_QUALITIES[sense.choice] ?? null;
  if (rank.tone === 'quality')
    return SPLITS.has(dimension) && dimension !== 'custodian' && dimension !== 'account_type' ? null : 'twr';
  if (GRAINS.has(dimension)) return null;
  return sense.parts.passedVerb ? null : 'market_value';
}

/** 'Rank the accounts by return', 'clients by assets': every member of a group, in order of a figure. */
const ordered: Pattern = (sense) => {
  const { parts, nouns } = sense;
  if (parts.rank || parts.count || (!parts.order && !parts.ops.has('rank_by'))) return null;
  const faint = sense.faint[0] ?? null;
  const metric = parts.order?.metrics[0] ?? sense.metrics[0] ?? faint;
  const noun =
    parts.which?.thing ??
    nouns.find((each) => each.plural && each.dimension) ??
    nouns.find((each) => each.dimension && !SCOPE_NOUNS.has(each.dimension)) ??
    null;
  const group = noun?.dimension ?? sense.groups[0];
  if (metric === null || !group) return 'reject';
  const direction = parts.ops.has('order_up') ? 'asc' : 'desc';
  const order: Order = { by: metric, direction };
  const metrics = [...new Set([metric, ...sense.metrics])];
  if (group === 'security' && noun && METRICS.get(metric)?.facts.includes('positions')) {
    return listing({ ...sense, metrics }, asHoldings(noun), { metrics, order });
  }
  const where = [...sense.base, ...nounFilters(noun)];
  return figures(sense, metrics, { by: [...new Set([...sense.groups, group])], where, order });
};

/** 'Which accounts hold Amazon', 'who owns …', 'which positions are short', 'which corporate actions happened'. */
const whiches: Pattern = (sense) => {
  const { parts, metrics } = sense;
  const isWho = parts.ops.has('who');
  if (!parts.which && !isWho) return null;
  const thing = parts.which?.thing ?? null;
  if (isWho) {
    const entity = sense.nouns.find((noun) => noun.rows?.subject === 'advisors');
    if (entity && metrics.length === 0) return listing(sense, entity);
  }
  const dimension = thing?.dimension ?? 'client';
  if (thing && isEvent(thing) && thing.metrics.length === 0) return listing(sense, thing, { metrics: [] });
  if (thing && isEvent(thing) && sense.groups.length === 0 && thing.plural)
    return listing(sense, thing, { metrics: [] });
  const event = eventNoun(parts, sense);
  if (event && metrics.length === 0 && (thing?.rows?.subject === 'holdings' || dimension === 'security')) {
    return listing(sense, event, {
      metrics: [],
      where: [...sense.base, ...(event.rows?.where ?? []), ...nounFilters(thing)],
    });
  }
  if (metrics.length > 0) return figures(sense, metrics);
  if (sense.faint.length > 0 && !parts.ops.has('own')) {
    const [metric] = sense.faint;
    return metric === undefined
      ? 'reject'
      : figures(sense, [metric], { order: { by: metric, direction: 'desc' } });
  }
  if (sense.narrows.some(namesSecurity) && dimension !== 'security')
    return figures(sense, ['quantity', 'market_value']);
  if (dimension === 'security' && thing) return listing(sense, asHoldings(thing));
  const subject = ENTITY_SUBJECTS[dimension];
  if (subject && thing?.rows) return parts.passedVerb ? 'reject' : listing(sense, thing);
  if (['cost_method', 'account_currency', 'account_type'].includes(dimension))
    return accountFact(sense, dimension);
  if (dimension === 'currency' && !thing?.plural) {
    return isAboutAccount(sense) && !parts.ops.has('own') ? accountFact(sense, 'account_currency') : 'reject';
  }
  if (SPLITS.has(dimension))
    return parts.passedVerb ? 'reject' : figures(sense, ['market_value'], { derive: 'share' });
  return 'reject';
};

/** An account is spoken of: by its noun or by its name. */
function isAboutAccount({ nouns, narrows }: Sense): boolean {
  const named = narrows.some(
    ({ thing, all }) =>
      thing?.dimension === 'account' ||
      all.some(
        (each) => each.kind === 'name' && each.name.candidates.every(({ kind }) => kind === 'account'),
      ),
  );
  return named || nouns.some((noun) => noun.dimension === 'account');
}

/** 'What cost method does the account use': a column of the register of accounts. */
function accountFact(sense: Sense, dimension: Dimension): Outline {
  return outline(sense, { subject: 'accounts', by: [dimension] });
}

/** 'List my purchases', 'holdings worth more than $50,000', 'what do I own', 'just the bonds'. */
const listings: Pattern = (sense) => {
  const { parts, nouns, metrics, head } = sense;
  const { ops } = parts;
  if (
    parts.average ||
    ops.has('how_much') ||
    ops.has('total') ||
    ops.has('how_did') ||
    ops.has('time_series')
  )
    return null;
  const bookings = mergedBookings(
    parts.things.filter((thing) => thing.rows && EVENTS.has(thing.rows.subject) && isListed(thing, parts)),
  );
  if (bookings && sense.groups.length === 0) {
    const others = metrics.filter((metric) => !bookings.metrics.includes(metric));
    if (
      others.every((metric) =>
        ['quantity', 'price', 'transaction_amount', 'market_value', 'cost_basis', 'realized_gain'].includes(
          metric,
        ),
      )
    ) {
      return listing(sense, bookings, { metrics: [] });
    }
    return metrics.length > 0 ? null : 'reject';
  }
  const breaks = parts.things.find((thing) => thing.rows?.subject === 'reconciliation');
  if (breaks && sense.groups.length === 0 && metrics.every((metric) => breaks.metrics.includes(metric))) {
    return listing(sense, breaks, { metrics: [] });
  }
  const ownsWhat = ops.has('own') && ops.has('what') && !sense.narrows.some(namesSecurity);
  const carried =
    sense.narrows.find(({ thing }) => thing?.rows?.subject === 'holdings' && thing.plural)?.thing ?? null;
  const held = nouns.find((noun) => noun.rows?.subject === 'holdings' && noun.plural) ?? carried;
  const lossy =
    held !== null &&
    metrics.length === 1 &&
    metrics[0] === 'unrealized_gain' &&
    parts.things.some(({ said }) => /\bloss/.test(said));
  if (lossy && sense.groups.length === 0) {
    return listing(sense, held, {
      metrics,
      having: [{ metric: 'unrealized_gain', comparison: '<', value: '0' }],
    });
  }
  if (ops.has('what_in') && metrics.length === 0 && sense.groups.length === 0)
    return listing(sense, HOLDINGS);
  if (
    held &&
    !sense.narrows.some(namesSecurity) &&
    (metrics.length === 0 ||
      ops.has('list') ||
      ops.has('show') ||
      parts.bounds.length > 0 ||
      conditionsOf(sense).length > 0)
  ) {
    if (sense.groups.every((group) => group === 'security'))
      return listing({ ...sense, groups: [] }, held, { metrics });
    if (ops.has('list') && sense.groups.length === 1 && sense.groups.every((group) => SPLITS.has(group)))
      return listing(sense, held, { metrics });
    if (metrics.length === 0 && !parts.passedVerb)
      return figures(sense, ['market_value'], {
        derive: sense.groups.every((group) => SPLITS.has(group)) ? 'share' : null,
        where: [...sense.base, ...nounFilters(held)],
      });
  }
  if (ownsWhat && metrics.length === 0 && sense.groups.length === 0) return listing(sense, HOLDINGS);
  const onlyValues =
    metrics.length === 0 &&
    nouns.every((noun) => noun.dimension === 'account' || noun.dimension === 'portfolio') &&
    sense.groups.length === 0;
  const securityValues = sense.narrows.some(({ all }) =>
    all.some(
      (each) =>
        each.kind === 'values' &&
        each.filters.some(
          ({ dimension }) => dimension === 'asset_class' || dimension === 'sector' || dimension === 'country',
        ),
    ),
  );
  if (
    onlyValues &&
    securityValues &&
    (ops.has('list') || ops.has('show') || ops.has('only')) &&
    !parts.passedVerb
  )
    return listing(sense, HOLDINGS);
  if (metrics.length === 0 && head?.rows && ENTITY_OF_ROWS.has(head.rows.subject) && head.plural) {
    if (sense.faint.length > 0 && !ops.has('own')) return null;
    return parts.bounds.some(({ metric }) => metric !== null)
      ? boundedEntities(sense, head)
      : listing(sense, head);
  }
  return null;
};

const ENTITY_OF_ROWS: ReadonlySet<Subject> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);
const HOLDINGS: Thing = {
  metrics: [],
  weak: false,
  dimension: 'security',
  rows: { subject: 'holdings', where: [] },
  filter: null,
  plural: true,
  said: 'holdings',
  at: null,
};

/** 'Deposits and withdrawals' are one list of both types. */
function mergedBookings(things: readonly Thing[]): Thing | undefined {
  const [first, ...rest] = things;
  if (!first || rest.length === 0) return first;
  const filters = things.map((thing) => (thing.rows?.where.length === 1 ? thing.rows.where[0] : undefined));
  const values: (string | null)[] = [];
  for (const [index, filter] of filters.entries()) {
    const sameSubject = things[index]?.rows?.subject === first.rows?.subject;
    if (!sameSubject || filter?.kind !== 'in' || filter.negated) return undefined;
    values.push(...filter.values);
  }
  const [filter] = filters;
  if (filter?.kind !== 'in' || !first.rows) return undefined;
  return {
    ...first,
    metrics: things.flatMap(({ metrics }) => metrics),
    rows: { ...first.rows, where: [{ ...filter, values: [...new Set(values)] }] },
  };
}

/** Nouns with a figure of their own are listed when they are asked for one by one. */
function isListed(thing: Thing, { ops, bounds, groups }: Parts): boolean {
  if (thing.metrics.length === 0) return true;
  if (bounds.length > 0 && groups.length === 0 && !thing.weak) return true;
  if (thing.weak) return false;
  if (/\b(payments|bookings|transactions|lots|trades)$/.test(thing.said)) return true;
  return thing.plural && (ops.has('list') || ops.has('each')) && thing.rows?.subject !== 'fees';
}

/** 'Clients with more than 50,000 in cash'. */
function boundedEntities(sense: Sense, head: Thing): Outline | 'reject' {
  const metric = sense.parts.bounds[0]?.metric?.metrics[0];
  if (metric === undefined || !head.dimension) return 'reject';
  return figures(sense, [metric], { by: [head.dimension, ...sense.groups] });
}

/** 'Do I hold any Facebook?', 'Did I ever sell Apple?' */
const yesNo: Pattern = (sense) => {
  const { parts, metrics } = sense;
  if (!parts.ops.has('yes_no') || metrics.length > 0 || sense.groups.length > 0) return null;
  const event = eventNoun(parts, sense);
  if (event) return listing(sense, event, { metrics: [], derive: 'exists' });
  if (!parts.ops.has('own') || sense.narrows.length === 0) return null;
  const isEver = parts.time?.periods.some(({ label }) => label === 'since inception') ?? false;
  if (parts.ops.has('how_much')) return figures(sense, ['market_value']);
  if (isEver) return listing(sense, EVER, { metrics: [], derive: 'exists' });
  return listing(sense, HOLDINGS, { metrics: [] });
};

const EVER: Thing = { ...HOLDINGS, rows: { subject: 'transactions', where: [] } };

/** Averages over groups: 'average monthly income', 'average trade size'. */
const averages: Pattern = (sense) => {
  const { parts } = sense;
  const thing = parts.average;
  if (!thing && !parts.ops.has('average')) return null;
  const metrics = [
    ...new Set([
      ...(thing && thing.metrics.length > 0 && !thing.weak ? thing.metrics.slice(0, 1) : []),
      ...sense.metrics,
    ]),
  ];
  const perEntity = thing
    ? /^(account|portfolio|client|position) (?:value|balance|size)s?$/.exec(thing.said)?.[1]
    : undefined;
  if (perEntity !== undefined && sense.groups.length === 0) {
    const by = perEntity === 'position' ? 'security' : (perEntity as Dimension);
    return outline(sense, { metrics: ['market_value'], by: [by], derive: 'average' });
  }
  const grain =
    sense.groups.length === 1
      ? sense.groups
      : thing?.dimension && GRAINS.has(thing.dimension)
        ? [thing.dimension]
        : [];
  const [metric] = metrics;
  if (metrics.length !== 1 || metric === undefined || grain.length !== 1) return 'reject';
  const additivity = METRICS.get(metric)?.additivity;
  if (additivity !== 'flow' && additivity !== 'stock') return 'reject';
  return outline(sense, { metrics, by: grain, derive: 'average' });
};

const TREND_NOUN = new Set<Dimension>(['month', 'quarter', 'year', 'week', 'day']);

/** Named figures, grouped or not. */
const named: Pattern = (sense) => {
  const { parts, metrics } = sense;
  if (metrics.length === 0) return null;
  const trade =
    metrics.length === 1 ? metrics.find((each) => each === 'purchases' || each === 'sales') : undefined;
  if (trade && parts.ops.has('all_in')) return totalOfTrades(sense, trade);
  if (parts.ends?.thing) return 'reject';
  if (asksForName(parts, metrics)) return 'reject';
  if (isGrowthOf(parts, metrics)) return changeOverPeriod(sense);
  if (parts.ops.has('change') && (parts.time?.periods.length ?? 0) < 2) return changeOverPeriod(sense);
  if (sense.nouns.some((noun) => noun.dimension && TREND_NOUN.has(noun.dimension))) return 'reject';
  const groups = [...new Set([...sense.groups, ...compoundGroups(parts), ...parts.headed])];
  const series: readonly Dimension[] =
    parts.ops.has('time_series') && !groups.some((group) => GRAINS.has(group)) ? ['month'] : [];
  const income = kindsOfIncome(metrics);
  if (income && groups.length === 0) return outline(sense, { metrics: ['income'], by: ['income_kind'] });
  const isCompared = (parts.time?.periods.length ?? 0) > 1 && parts.ops.has('change');
  const by = [...groups, ...series];
  const held =
    by.length === 0 && parts.bounds.length === 0 && conditionsOf(sense).length > 0 ? 'reject' : null;
  if (held) return 'reject';
  return figures({ ...sense, groups: by }, metrics, isCompared ? { derive: 'change' } : {});
};

/** A rate of growth of something that has none: not the figure itself. */
function isGrowthOf({ things }: Parts, metrics: readonly string[]): boolean {
  return (
    things.some(({ said }) => /^gr[oe]w/.test(said)) &&
    !metrics.some((metric) => METRICS.get(metric)?.additivity === 'linked')
  );
}

/** 'What is my benchmark' asks for its name, which is no figure. */
function asksForName({ ops, things, time }: Parts, metrics: readonly string[]): boolean {
  return (
    metrics.length === 1 &&
    metrics[0] === 'benchmark_return' &&
    ops.has('what') &&
    time === null &&
    things.some(({ said }) => /^(?:my )?(?:benchmark|index)$/.test(said))
  );
}

/** 'How has my value changed since January': the value at both ends of the period, and the difference. */
function changeOverPeriod(sense: Sense): Outline | 'reject' {
  const [period] = sense.parts.time?.periods ?? [];
  const [metric] = sense.metrics;
  const isState = sense.metrics.length === 1 && METRICS.get(metric ?? '')?.additivity === 'stock';
  if (!isState || metric === undefined || !period || period.kind !== 'range' || period.from === null)
    return 'reject';
  if (sense.groups.length > 0) return 'reject';
  return outline(sense, { metrics: [metric], derive: 'change', atBothEnds: true });
}

/** 'dividends and interest' side by side are the kinds of income. */
function kindsOfIncome(metrics: readonly string[]): boolean {
  const all = new Set(metrics);
  return (
    all.has('dividends') &&
    all.has('interest') &&
    [...all].every((metric) => ['dividends', 'interest', 'income'].includes(metric))
  );
}

/** 'account values', 'client balances': a figure for each. */
function compoundGroups(parts: Parts): readonly Dimension[] {
  return parts.things.flatMap((thing): Dimension[] => {
    const match = /^(account|portfolio|client|position|holding)s? (values|balances|returns|weights)$/.exec(
      thing.said,
    );
    if (!match) return [];
    const word = match[1];
    return word === 'position' || word === 'holding'
      ? ['security']
      : word === 'account' || word === 'portfolio' || word === 'client'
        ? [word]
        : [];
  });
}

/** No figure is named: what 'how much', 'how did' and a bare name mean by themselves. */
const defaults: Pattern = (sense) => {
  const { parts, faint, narrows } = sense;
  const { ops } = parts;
  if (ops.has('change') || ops.has('time_series') || parts.ends) return 'reject';
  if (sense.nouns.some((noun) => noun.dimension && TREND_NOUN.has(noun.dimension))) return 'reject';
  const isSplit =
    sense.groups.some((group) => SPLITS.has(group)) ||
    narrows.some(({ all }) => all.some((each) => each.kind === 'values'));
  const meant = faint.filter(
    (metric) => metric !== 'market_value' && !(metric === 'net_contributions' && isSplit),
  );
  const isInvested =
    faint.includes('net_contributions') && (ops.has('how_did') || ops.has('where')) && narrows.length === 0;
  if (isInvested || (ops.has('where') && faint.includes('market_value'))) {
    const by: readonly Dimension[] = sense.groups.length > 0 ? sense.groups : ['asset_class'];
    return figures({ ...sense, groups: by }, ['market_value'], { derive: 'share' });
  }
  if (ops.has('where')) return 'reject';
  if (faint.includes('quantity') && narrows.some(namesSecurity) && !parts.passedVerb)
    return figures(sense, ['quantity']);
  if (meant.length < faint.length && faint.includes('net_contributions')) {
    return figures(sense, ['market_value'], { derive: sense.groups.length > 0 ? 'share' : null });
  }
  const isAction = meant.filter((metric) => metric !== 'twr');
  if (isAction.length > 0) return verbFigure(sense, isAction);
  if (
    meant.includes('twr') &&
    (ops.has('how_did') || ops.has('what') || ops.has('rank_by') || isGrowth(parts))
  )
    return figures(sense, [
      ops.has('gross') ? 'twr_gross' : ops.has('annualized') ? 'twr_annualized' : 'twr',
    ]);
  if (parts.passedVerb) return 'reject';
  if (ops.has('own') && narrows.some(namesSecurity) && ops.has('in_shares'))
    return figures(sense, ['quantity']);
  if (
    ops.has('how_much') &&
    (ops.has('own') || narrows.length > 0 || faint.includes('market_value') || ops.has('all'))
  ) {
    return figures(sense, [ops.has('in_shares') ? 'quantity' : 'market_value']);
  }
  if (faint.includes('market_value')) return figures(sense, ['market_value'], { cost: 0.1 });
  const isNameOnly =
    narrows.length === 1 &&
    namesSecurityOrParty(narrows[0]) &&
    ops.size <= 1 &&
    !ops.has('how_did') &&
    !ops.has('gross') &&
    sense.nouns.every((noun) => noun.dimension !== null);
  if (isNameOnly) return figures(sense, ['market_value'], { cost: 0.2 });
  if (
    sense.groups.length > 0 &&
    sense.groups.every((group) => SPLITS.has(group)) &&
    (ops.has('how_did') || parts.split || ops.has('list') || ops.has('show'))
  ) {
    return figures(sense, ['market_value'], { derive: 'share' });
  }
  if (sense.groups.length > 0 && sense.groups.every((group) => SPLITS.has(group)) && ops.size === 0) {
    return figures(sense, ['market_value'], { derive: 'share', cost: 0.1 });
  }
  if (ops.has('split_noun') && narrows.length === 0 && sense.groups.length === 0) {
    return figures({ ...sense, groups: ['asset_class'] }, ['market_value'], { derive: 'share' });
  }
  if (ops.has('split_noun') && narrows.length > 0 && sense.groups.length === 0)
    return figures(sense, ['market_value']);
  const allocation = sense.nouns.find((noun) => /allocation|mix/.test(noun.said));
  if (allocation?.dimension)
    return figures({ ...sense, groups: [allocation.dimension] }, ['market_value'], { derive: 'share' });
  return null;
};

function namesSecurityOrParty(narrow: Narrow | undefined): boolean {
  return narrow !== undefined && !narrow.negated && narrow.all.every(({ kind }) => kind === 'name');
}

/** 'How much did it grow' may mean a rate as well as an amount. */
function isGrowth({ ops, things }: Parts): boolean {
  return ops.has('how_much') && things.some(({ said }) => /^gr[oe]w/.test(said));
}

/** A verb alone says which figure: 'bought', 'deposited', 'made'. */
function verbFigure(sense: Sense, metrics: readonly string[]): Outline | 'reject' {
  const { parts } = sense;
  const [metric] = metrics;
  const spends = metrics.includes('transaction_amount');
  const trade = metrics.find((each) => each === 'purchases' || each === 'sales');
  if (metrics.includes('realized_gain')) return figures(sense, ['realized_gain']);
  if (trade && (spends || parts.ops.has('all_in'))) return totalOfTrades(sense, trade);
  if (spends) return 'reject';
  if (metrics.length > 1) {
    const gain = metrics.every((each) => each === 'gain');
    if (!gain) return 'reject';
  }
  if (metric === undefined || metric === 'quantity' || metric === 'volatility') {
    return metric === 'volatility' && (parts.rank || parts.ops.has('how_did'))
      ? figures(sense, ['volatility'])
      : 'reject';
  }
  if (metric === 'net_contributions' && sense.narrows.some(namesSecurity)) return 'reject';
  if (metric === 'reconciliation_difference') return figures(sense, [metric]);
  const isDescribed = sense.base.some(({ kind }) => kind === 'description');
  const told =
    isDescribed && metric === 'outflows'
      ? 'withdrawals'
      : isDescribed && metric === 'inflows'
        ? 'deposits'
        : metric;
  if (parts.ops.has('in_percent') && told === 'gain') return figures(sense, ['twr']);
  if (
    parts.ops.has('yes_no') ||
    parts.ops.has('how_much') ||
    parts.ops.has('what') ||
    parts.ops.has('total')
  ) {
    const thing = parts.things.find(
      (each) => each.metrics.includes(told) && each.rows && each.metrics.length === 1,
    );
    if (parts.ops.has('what') && thing && !parts.ops.has('how_much') && !parts.ops.has('total'))
      return listing(sense, thing, { metrics: [] });
    return figures(sense, [told]);
  }
  return figures(sense, [told], { cost: 0.2 });
}

/** What was spent on buying includes fee and tax: the bookings' own amounts, added up. */
function totalOfTrades(sense: Sense, trade: string): Outline | 'reject' {
  const type = trade === 'purchases' ? 'BUY' : 'SELL';
  const filter: Filter = { kind: 'in', dimension: 'transaction_type', values: [type], negated: false };
  return sense.groups.length > 0
    ? figures({ ...sense, base: [...sense.base, filter] }, ['transaction_amount'])
    : outline(sense, { subject: 'transactions', where: [...sense.base, filter], derive: 'total' });
}

const PATTERNS: readonly Pattern[] = [
  ends,
  counts,
  shares,
  ranks,
  ordered,
  whiches,
  averages,
  yesNo,
  listings,
  named,
  defaults,
];
