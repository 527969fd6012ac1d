import { METRICS } from '../../../../model/index.ts';
import type { Thing } from '../../chart/items.ts';
import type { Narrow, Parts } from '../parts.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import { figures, listing } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import { BEHIND } from '../thresholds.ts';
import {
  ENTITY_SUBJECTS,
  GRAINS,
  type Outline,
  type Pattern,
  SPLITS,
  type Sense,
  asHoldings,
  eventNoun,
  isEvent,
  isOnSecurities,
  namesSecurity,
  outline,
} from '../outline.ts';

/** 'Which accounts hold Amazon', 'who owns …', 'which positions are short', 'which corporate actions happened'. */
export const whiches: Pattern = (sense) => {
  const { parts, metrics } = sense;
  const isWho = parts.ops.has('who');
  if (!parts.which && !isWho) return null;
  const thing = parts.which?.thing ?? null;
  if (isWho) {
    const entity = sense.nouns.find((noun) => noun.rows?.subject === 'advisors');
    if (entity && metrics.length === 0) return listing(sense, entity);
    const custodian = sense.nouns.find((noun) => noun.dimension === 'custodian');
    if (custodian && metrics.length === 0 && sense.faint.length === 0 && !parts.rank)
      return sense.groups.length > 0 || parts.bounds.length > 0 ? 'reject' : accountFact(sense, 'custodian');
    const clients = sense.nouns.find((noun) => noun.rows?.subject === 'clients' && noun.plural);
    const isBare = metrics.length === 0 && sense.faint.length === 0 && parts.bounds.length === 0;
    if (clients && isBare && !parts.ops.has('own')) return listing(sense, clients);
  }
  const dimension = thing?.dimension ?? 'client';
  const isShown = metrics.every((metric) => thing?.metrics.includes(metric) || SHOWN.has(metric));
  if (thing && isEvent(thing) && thing.dimension === null && !isShown) return 'reject';
  if (thing && isEvent(thing) && thing.metrics.length === 0) return listing(sense, thing, { metrics: [] });
  if (thing && isEvent(thing) && sense.groups.length > 0 && thing.metrics.length === 1 && !thing.weak)
    return figures({ ...sense, parts: { ...parts, which: null } }, thing.metrics);
  if (thing && isEvent(thing) && sense.groups.length === 0 && thing.plural)
    return listing(sense, thing, { metrics: [] });
  if (thing && /^(?:benchmark|index)$/.test(thing.said)) return 'reject';
  if (
    parts.ops.has('short') &&
    thing &&
    ENTITY_SUBJECTS[dimension] &&
    metrics.length + sense.groups.length === 0
  )
    return listing({ ...sense, groups: [dimension] }, asHoldings(thing));
  const event = eventNoun(parts, sense);
  if (event && metrics.length === 0 && (thing?.rows?.subject === 'holdings' || dimension === 'security')) {
    return listing(sense, event, {
      metrics: [],
      where: [...sense.base, ...(event.rows?.where ?? []), ...nounFilters(thing)],
    });
  }
  const lean = parts.which || parts.ops.has('where') ? driftSide(parts, metrics) : null;
  if (lean) return figures(sense, metrics, { having: [{ metric: 'drift', comparison: lean, value: '0' }] });
  const beaten = excessSide(parts, metrics);
  if (beaten)
    return figures(sense, metrics, { having: [{ metric: 'excess_return', comparison: beaten, value: '0' }] });
  const side = gainSide(sense) ?? movedSide(sense, dimension);
  if (side) return side;
  const months = whenAny(sense, thing?.dimension ?? null);
  if (months) return months;
  if (metrics.length > 0) return figures(sense, metrics);
  const bound = parts.bounds[0]?.metric?.metrics[0];
  const isOfEntity =
    isWho ||
    (ENTITY_SUBJECTS[dimension] !== undefined && (bound === 'gain' || bound === 'transaction_count'));
  if (isOfEntity && bound !== undefined && parts.bounds.length === 1) return figures(sense, [bound]);
  if (sense.faint.length > 0 && !parts.ops.has('own')) {
    const [metric] = sense.faint;
    // 'Who withdrew everything' asks for more than who withdrew.
    return metric === undefined || parts.ops.has('all')
      ? 'reject'
      : figures(sense, [metric], { order: { by: metric, direction: 'desc' } });
  }
  const register = ENTITY_SUBJECTS[dimension];
  const isOfHolders = sense.narrows.some(
    ({ all, negated, each }) => (negated || each === true) && all.some(isOnSecurities),
  );
  if (isWho && sense.base.some(({ kind }) => kind === 'without') && metrics.length === 0)
    return listing(sense, CLIENTS, { holders: true });
  if (register && isOfHolders && !parts.passedVerb) return holdersOf(sense, thing ?? CLIENTS);
  const ofKind =
    sense.narrows.length === 1 &&
    sense.narrows.every(({ from }) => from?.filter?.dimension === 'account_type');
  if (isWho && !thing && ofKind && parts.ops.has('own') && isUnfigured(sense)) return listing(sense, CLIENTS);
  if (isWho && !thing && isPartBounded(sense)) return listing(sense, CLIENTS);
  if (isWho && !thing && parts.ops.has('own') && isWorthBounded(sense))
    return figures(sense, ['market_value']);
  const holders = isWho ? holdersOfKind(sense) : null;
  if (holders) return holders;
  const isUnnamed =
    sense.narrows.length === 0 &&
    sense.nouns.every((noun) => noun.dimension === 'account' || noun.dimension === 'portfolio') &&
    sense.faint.length === 0;
  if (isWho && parts.ops.has('advise') && (isUnnamed || sense.narrows.length > 0) && metrics.length === 0)
    return listing(sense, ADVISORS);
  if (isWho && parts.ops.has('own') && sense.narrows.length > 0 && sense.narrows.every(namesAccounts))
    return listing(sense, CLIENTS);
  if (sense.narrows.some(namesSecurity) && dimension !== 'security')
    return figures(sense, ['quantity', 'market_value']);
  if (dimension === 'security' && thing) return listing(sense, asHoldings(thing));
  const subject = ENTITY_SUBJECTS[dimension];
  if (subject && thing?.rows) return parts.passedVerb ? 'reject' : listing(sense, thing);
  if (['cost_method', 'account_currency', 'account_type'].includes(dimension))
    return accountFact(sense, dimension);
  if (dimension === 'custodian' && !thing?.plural && sense.narrows.length > 0 && isAboutAccount(sense))
    return parts.passedVerb ? 'reject' : accountFact(sense, 'custodian');
  if (dimension === 'currency' && !thing?.plural) {
    return isAboutAccount(sense) && !parts.ops.has('own') ? accountFact(sense, 'account_currency') : 'reject';
  }
  if (SPLITS.has(dimension))
    return parts.passedVerb ? 'reject' : figures(sense, ['market_value'], { derive: 'share' });
  return 'reject';
};

/** 'Which months did I withdraw money': those in which there was any. */
function whenAny(sense: Sense, dimension: Dimension | null): Outline | 'reject' | null {
  const { parts, metrics, faint } = sense;
  const metric = metrics[0] ?? faint[0];
  const known = METRICS.get(metric ?? '');
  if (metric === undefined || metrics.length > 1 || dimension === null || !GRAINS.has(dimension)) return null;
  if (parts.rank || parts.order || parts.bounds.length > 0 || parts.ends) return null;
  if (known?.additivity !== 'flow' || known.unit !== 'money' || SIGNED.has(metric)) return null;
  return figures(sense, [metric], { having: [{ metric, comparison: '>', value: '0' }] });
}

/** Flows that may be on either side of nothing. */
const SIGNED: ReadonlySet<string> = new Set(['net_contributions', 'gain', 'realized_gain']);

/** 'Who owns A but not B', 'which clients hold both': with what is held where it is one thing, else just who. */
function holdersOf(sense: Sense, thing: Thing): Outline | 'reject' {
  const held = sense.narrows.filter(({ negated, each }) => !negated && each !== true);
  const isOne = held.length === 1 && held.every(namesSecurity);
  return isOne
    ? figures(sense, ['quantity', 'market_value'], { holders: true })
    : listing(sense, thing, { holders: true });
}

/** No figure is named, ranked or limited. */
function isUnfigured({ parts, metrics, groups, faint }: Sense): boolean {
  return metrics.length + groups.length + faint.length + parts.bounds.length === 0 && !parts.rank;
}

/** 'Who has over 30 % in bonds': what part of all that each has. */
function isPartBounded({ parts, metrics, narrows, groups, faint, nouns }: Sense): boolean {
  const [bound, ...more] = parts.bounds;
  const isPercent = bound?.bounds.every(({ number }) => number.unit === 'percent') ?? false;
  const isOfHeld = narrows.some(({ all, negated }) => !negated && all.some(isOnSecurities));
  const isBare = metrics.length + groups.length + faint.length + nouns.length === 0 && !parts.rank;
  return isBare && isPercent && isOfHeld && bound?.metric === null && more.length === 0;
}

/** 'Who has over a million': what all that they have is worth. */
function isWorthBounded({ parts, metrics, narrows, groups, faint, nouns, base }: Sense): boolean {
  const [bound, ...more] = parts.bounds;
  const isMoney =
    bound?.bounds.every(({ number }) => number.unit !== 'percent' && Number(number.value) >= 10_000) ?? false;
  const isBare = metrics.length + groups.length + faint.length + nouns.length + narrows.length === 0;
  return isBare && base.length === 0 && !parts.rank && isMoney && bound?.metric === null && more.length === 0;
}

/** 'Who holds bonds', 'who has treasuries': with what they hold of it. */
function holdersOfKind(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, narrows, nouns, groups } = sense;
  const kind = nouns.find(({ rows }) => rows?.subject === 'holdings' && rows.where.length > 0) ?? null;
  const isNarrowed = narrows.some(
    (narrow) => !narrow.negated && narrow.all.some(isOnSecurities) && !namesSecurity(narrow),
  );
  const isPlain = metrics.length === 0 && groups.length === 0 && parts.bounds.length === 0 && !parts.rank;
  if (
    !parts.ops.has('own') ||
    !isPlain ||
    !(kind || isNarrowed) ||
    sense.faint.some((each) => each !== 'quantity')
  )
    return null;
  if (parts.ops.has('short') || parts.ops.has('under_water') || parts.ops.has('in_profit')) return null;
  return figures(sense, ['market_value'], {
    where: [...sense.base, ...nounFilters(kind)],
    having: [{ metric: 'market_value', comparison: '>', value: '0' }],
    order: { by: 'market_value', direction: 'desc' },
  });
}

export const CLIENTS: Thing = {
  metrics: [],
  weak: false,
  dimension: 'client',
  rows: { subject: 'clients', where: [] },
  filter: null,
  plural: true,
  said: 'clients',
  at: null,
};

const ADVISORS: Thing = {
  ...CLIENTS,
  dimension: 'advisor',
  rows: { subject: 'advisors', where: [] },
  said: 'advisors',
};

export function namesAccounts({ all, negated }: Narrow): boolean {
  return (
    !negated &&
    all.every(
      (each) =>
        each.kind === 'name' &&
        each.name.candidates.every(({ kind }) => kind === 'account' || kind === 'portfolio'),
    )
  );
}

/** 'Which accounts are down this year': by what they gained in it. */
function movedSide({ parts, metrics, ...rest }: Sense, dimension: Dimension): Outline | 'reject' | null {
  const isDown = parts.ops.has('under_water');
  const isPeriod = parts.time?.periods.length === 1 && parts.time.periods[0]?.kind === 'range';
  if (!(isDown || parts.ops.has('in_profit')) || !isPeriod || metrics.length > 0) return null;
  if (parts.rank || parts.bounds.length > 0 || parts.things.some(isEvent)) return null;
  if (!ENTITY_SUBJECTS[dimension] && !SPLITS.has(dimension) && !GRAINS.has(dimension)) return null;
  const sense = { parts: { ...parts, ops: withoutSides(parts.ops) }, metrics, ...rest };
  return figures(sense, ['gain'], {
    having: [{ metric: 'gain', comparison: isDown ? '<' : '>', value: '0' }],
    order: { by: 'gain', direction: isDown ? 'asc' : 'desc' },
  });
}

/** The ops without the words for up and down, where these have become a condition. */
export function withoutSides(ops: Parts['ops']): Parts['ops'] {
  return new Set([...ops].filter((op) => op !== 'under_water' && op !== 'in_profit'));
}

const LOST = /^(?:lost|lose|loss)(?: (?:in )?value)?$/;
const WON = /^(?:gained|made|won|gain|make)(?: (?:in )?value)?$/;

/** 'Which accounts lost money' asks for those on one side of nothing, the furthest first. */
function gainSide(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, faint } = sense;
  const figure = metrics[0] ?? faint.find((metric) => metric !== 'market_value');
  if (
    figure !== 'gain' ||
    metrics.length > 1 ||
    parts.rank ||
    parts.bounds.length > 0 ||
    parts.ops.has('how_much')
  )
    return null;
  const said = parts.things.filter(({ metrics: each }) => each.includes('gain')).map((thing) => thing.said);
  const lost = said.some((words) => LOST.test(words));
  if (!lost && !said.some((words) => WON.test(words))) return null;
  return figures(sense, ['gain'], {
    having: [{ metric: 'gain', comparison: lost ? '<' : '>', value: '0' }],
    order: { by: 'gain', direction: lost ? 'asc' : 'desc' },
  });
}

/** What a list of bookings shows of each anyway. */
const SHOWN: ReadonlySet<string> = new Set(['quantity', 'price', 'transaction_amount']);

/** An account is spoken of: by its noun or by its name. */
function isAboutAccount({ nouns, narrows }: Sense): boolean {
  const named = narrows.some(
    ({ thing, all, from }) =>
      thing?.dimension === 'account' ||
      (from !== null && !from.plural && from.filter?.dimension === 'account_type') ||
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

/** 'Which asset classes are underweight' asks for those on one side of the target. */
export function driftSide({ things }: Parts, metrics: readonly string[]): '<' | '>' | null {
  if (metrics.join() !== 'drift') return null;
  if (things.some(({ said }) => said.startsWith('underweight'))) return '<';
  return things.some(({ said }) => said.startsWith('overweight')) ? '>' : null;
}

/** 'Which accounts underperformed' asks for those on one side of the benchmark. */
export function excessSide({ things }: Parts, metrics: readonly string[]): '<' | '>' | null {
  if (metrics.length !== 1 || metrics[0] !== 'excess_return') return null;
  if (things.some(({ said }) => BEHIND.test(said))) return '<';
  return things.some(({ said }) => /^(?:outperform|beat|ahead|better|above|exceed)/.test(said)) ? '>' : null;
}
