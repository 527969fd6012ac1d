import { METRICS, MOVES, MOVES_OF_SECURITIES } from '../../model/index.ts';
import { addDays, dayFrom, later, partsOf, type Day } from '../../vocabulary/day.ts';
import type { Turn } from '../../vocabulary/conversation.ts';
import type { Period } from '../../vocabulary/period.ts';
import type { Dimension, Filter, Plan } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/sound.ts';
import { dayLabel, unitAround, unitLabel } from '../understand/calendar/words.ts';

const BARE =
  /^(?:(?:and |but |so )?(?:why|how come|what for)(?: (?:is|was|did|does|has|are|were) (?:that|it|this|they|those)(?: so (?:much|little|high|low|many|few|bad|good|big|small))?(?: (?:be|happen(?:ed)?|change(?:d)?|go up|go down|rise|fall|drop|grow))?)?(?: (?:so|then|not more|not less|so (?:much|little|high|low|many|few|bad|good)))?|(?:please )?explain(?: (?:it|that|this|why|the (?:change|difference|figure|number)))?|what (?:moved|drove|caused|explains|made|happened to|is behind|was behind|contributed to|accounts for|led to) (?:it|that|this|them|the (?:change|difference|fall|rise|drop|figure|gain|loss))|what (?:is|was) (?:the reason|the cause)(?: (?:for|of) (?:it|that|this))?|where (?:does|did) (?:that|it) come from|(?:break|split) (?:it|that) (?:down|up) by (?:cause|contribution|reason)|contributions?|contributors|what (?:moved|drove) it)\s*[?.!]*$/i;

/** 'Why?' and its like, about the last answer. */
export function asksWhy(text: string): boolean {
  return BARE.test(text.trim());
}

const MOVEMENT = String.raw`(?:go(?:ne|es|ing)?|went) (?:up|down)|fall(?:en|ing|s)?|fell|drop(?:ped|ping|s)?|decreas(?:e|ed|es|ing)|declin(?:e|ed|es|ing)|shr(?:ink|ank|unk)|los(?:e|t|ing)(?: (?:so much )?(?:money|value))?|ris(?:e|en|es|ing)|rose|increas(?:e|ed|es|ing)|gr(?:ow|ew|own|owing)|gain(?:ed|ing)?(?: (?:so much )?(?:money|value))?|chang(?:e|ed|es|ing)|mov(?:e|ed|es|ing)|do(?:ne)? (?:so |that )?(?:well|badly|poorly)|perform(?:ed)?(?: (?:so |that )?(?:well|badly|poorly))?|underperform(?:ed)?|outperform(?:ed)?|suffer(?:ed)?|recover(?:ed)?|jump(?:ed)?|crash(?:ed)?|slump(?:ed)?|go(?:ne)? wrong`;
const WHY =
  /^(?:so |and |but |please )?(?:tell me |explain (?:to me )?|can you (?:tell me|explain) |do you know )?(?:why|how come|what (?:made|caused|drove|moved|explains|led to|is behind|was behind)|what['’]s behind|(?:what (?:is|was) )?(?:the )?reasons? (?:for|behind)|explain)\s+/i;
const AUXILIARY = /^(?:did|does|do|has|have|had|is|are|was|were|that)\s+/i;
const MOVED = new RegExp(
  String.raw`\s+(?:(?:so|that|this) (?:much|little|badly|far|sharply|strongly)\s+)?(?:to )?(?:${MOVEMENT})(?:\s+(?:so|that) (?:much|little|badly|far|sharply|strongly|well|poorly))?\b`,
  'i',
);
const SIZE =
  /\s+(?:so|that|this|very|too) (?:high|low|big|small|large|bad|good|poor|much|little|negative|positive)\b|\s+(?:up|down|negative|positive|higher|lower)\b(?=\s|[?.!]*$)/i;

/** 'Lower than in January': what happened since then. */
const BELOW =
  /\s+(?:so much |much )?(?:lower|higher|less|more|smaller|bigger|larger)(?: now| today)? than (?:it was |they were )?(?:back )?(?:in |at |on )?(?!last |this |the )/i;

/** 'Worth less than I put in': what was gained or lost on it since. */
const PAID_IN =
  /\s+(?:worth )?(?:less|more|lower|higher) than (?:what )?(?:i|we) (?:have )?(?:put in|paid in|paid|invested|deposited)\b/i;

const OF_VALUE = /\b(?:the )?(?:market )?(?:value|balance|worth)(?: of)?\b/i;
/** What comes and goes moves from one time to the next. */
const FLOWED =
  /\b(?:fees?|costs?|income|dividends?|interest|tax(?:es)?|withdrawals?|deposits?|commissions?)\b(?!.*\b(?:gains?|loss(?:es)?|returns?|value)\b)/i;

/** A period is said in which a value moved: what it moved by is its gain in that time. */
const IN_TIME = /\b(?:in|during|over|last|this|since|from|between|for)\s/i;

const SHARE_OF_MOVE =
  /^(?:how much|what (?:part|share|portion|percentage|proportion)) of (?:the |my |our |their )?(?:growth|increase|rise|change|fall|drop|decline)(?: in (?:the )?(?:market )?(?:value|worth|balance))?\s*(.*?)\s*\b(?:came|comes|come|is|was) (?:just |only |purely )?(?:from|due to|down to|because of|thanks to)\b.*?((?:\b(?:in|during|over|since|last|this)\b[^?.!]*)?)[?.!]*$/i;

/** 'How much of the growth in 2025 came from deposits?': the gain whose every source is to be told; null elsewhere. */
export function figureOfShare(text: string): string | null {
  const moved = SHARE_OF_MOVE.exec(text.trim());
  return moved && `gain ${`${moved[1] ?? ''} ${moved[2] ?? ''}`.trim()}`;
}

/**
 * A whole question of why, as the question of the figure that it is about: 'why did my portfolio fall in January?' asks
 * for its gain in January first. Null where nothing asks why.
 */
export function figureOfWhy(text: string): string | null {
  const opening = WHY.exec(text.trim());
  if (!opening) return null;
  const rest = text
    .trim()
    .slice(opening[0].length)
    .replace(AUXILIARY, '')
    .replace(/[?.!]+$/, '');
  const below = PAID_IN.exec(rest);
  if (below) return `gain of ${rest.slice(0, below.index).replace(OF_VALUE, ' ').trim()}`;
  const since = BELOW.test(rest) && OF_VALUE.test(rest) ? rest.replace(BELOW, ' since ') : null;
  if (since !== null) return `gain of ${since.replace(OF_VALUE, ' ').replaceAll(/\s+/g, ' ').trim()}`;
  const moved = MOVED.exec(` ${rest}`);
  const bare = ` ${rest}`.replace(MOVED, ' ').replace(SIZE, ' ').replaceAll(/\s+/g, ' ').trim();
  if (bare === '') return null;
  const named =
    /\b(?:fees?|costs?|income|dividends?|interest|tax(?:es)?|returns?|performance|gains?|loss(?:es)?|cash|withdrawals?|deposits?|commissions?|turnover|yield|value|balance|worth)\b/i.test(
      bare,
    );
  if (moved !== null && FLOWED.test(bare)) return `change in ${bare}`;
  const ofValue = moved !== null && OF_VALUE.test(bare) && IN_TIME.test(rest);
  if (ofValue) return `gain of ${bare.replace(OF_VALUE, ' ').trim()}`;
  return named || !moved ? bare : `gain of ${bare}`;
}

const VALUES: ReadonlySet<string> = new Set([
  'market_value',
  'opening_value',
  'gain',
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'excess_return',
  'benchmark_return',
  'max_drawdown',
  'unrealized_gain',
  'unrealized_return',
  'weight',
  'quantity',
  'price',
]);

/** What a flow is best told by; the first of these that its rows can be grouped by. */
const PARTS: Readonly<Record<string, Dimension>> = {
  income: 'security',
  dividends: 'security',
  interest: 'security',
  realized_gain: 'security',
  realized_gain_short: 'security',
  realized_gain_long: 'security',
  purchases: 'security',
  sales: 'security',
  proceeds: 'security',
  taxes: 'transaction_type',
  fees: 'fee_kind',
  fee_rate: 'fee_kind',
  commissions: 'security',
  cash: 'transaction_type',
};

/** What is shown of those that moved it most. */
const CONTRIBUTORS_MAX = 10;

const ON_SECURITIES: ReadonlySet<string> = new Set([
  'security',
  'asset_class',
  'sector',
  'country',
  'currency',
]);

/** What moved the figure of a Plan; null where a figure has no parts that say why. */
export function reasonsFor(last: Plan, turn: Turn | null): Plan | null {
  if (last.subject !== 'figures' && last.subject !== 'holdings') return null;
  const [metric = 'market_value'] = last.metrics;
  const plain: Plan = {
    subject: 'figures',
    metrics: [],
    by: [],
    where: last.where,
    periods: last.periods,
    having: [],
    order: null,
    limit: null,
    derive: null,
    currency: last.currency,
  };
  if (!VALUES.has(metric) && last.subject === 'figures') return partsOfFlow(plain, metric);
  const moves = last.where.some(isOnSecurities) ? MOVES_OF_SECURITIES : MOVES;
  return sound({ ...plain, metrics: moves, periods: [movedOver(last, turn)] });
}

function isOnSecurities(filter: Filter): boolean {
  return filter.kind === 'in' && ON_SECURITIES.has(filter.dimension);
}

function partsOfFlow(plain: Plan, metric: string): Plan | null {
  const by = PARTS[metric];
  if (by === undefined || METRICS.get(metric) === undefined) return null;
  const asked = metric === 'fee_rate' ? 'fees' : metric === 'cash' ? 'transaction_amount' : metric;
  const order = { by: asked, direction: 'desc' } as const;
  const parts: Plan = { ...plain, metrics: [asked], by: [by], order };
  return sound(by === 'security' ? { ...parts, limit: CONTRIBUTORS_MAX } : parts);
}

function sound(plan: Plan): Plan | null {
  return isSound(plan) ? plan : null;
}

/** The stretch over which the figure moved: the one asked about, or the best month that was found, or this year so far. */
function movedOver(last: Plan, turn: Turn | null): Period {
  const found = foundPeriod(turn);
  if (found) return found;
  const [first] = last.periods;
  const end = last.periods.at(-1) ?? first;
  if (!first || !end) throw new RangeError('a plan has at least one period');
  if (!end.pointInTime) {
    if (last.periods.length === 1 || first.from === null) return end;
    const [a, b] = [first, end].toSorted((x, y) => x.to.localeCompare(y.to));
    return a && b ? ranged(later(b.from ?? a.to, addDays(a.to, 1)), b.to) : end;
  }
  if (last.periods.length > 1 && first.to !== end.to) {
    const [a = first.to, b = end.to] = [first.to, end.to].toSorted();
    return ranged(addDays(a, 1), b);
  }
  const { year } = partsOf(end.to);
  return ranged(dayFrom(year, 1, 1), end.to);
}

function ranged(from: Day, to: Day): Period {
  return { from, to, label: `${dayLabel(from)} to ${dayLabel(to)}`, pointInTime: false };
}

const CELL = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})))?$/;

/** The one period that an answer found: 'which month was worst?'. */
function foundPeriod(turn: Turn | null): Period | null {
  if (turn?.answer.kind !== 'answer' || turn.answer.rows.length !== 1) return null;
  const { columns, rows } = turn.answer;
  const cell = rows[0]?.[columns.findIndex(({ type }) => type === 'period')];
  const match = CELL.exec(typeof cell === 'string' ? cell : '');
  if (!match) return null;
  const unit = match[2] === undefined ? (match[3] === undefined ? 'year' : 'month') : 'quarter';
  const month = match[3] === undefined ? (Number(match[2] ?? 1) - 1) * 3 + 1 : Number(match[3]);
  const around = unitAround(unit, dayFrom(Number(match[1]), month, 1));
  return { ...around, label: unitLabel(unit, around.from), pointInTime: false };
}
