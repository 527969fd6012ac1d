import { METRICS } from '../../model/index.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/sound.ts';
import { periodsFor } from '../understand/assemble/periods.ts';
import type { Understanding, UnderstandRequest } from '../understand/understand.ts';
import type { Opening } from './opening.ts';

const BARE_WORDS_MAX = 3;
const OWN =
  /^(?:my|our|all|total|the)\b|^(?:what|how|when|where|who|which|show|list|give|tell|is|are|did|do)\b/i;

/** 'Withdrawals', after 'deposits in 2020': the figure alone, of the time that was spoken of. */
export function isBareFigure(opening: Opening, alone: Plan, last: Plan, today: Day): boolean {
  const { kind, text } = opening;
  if (kind !== 'open' || !isBrief(text)) return false;
  const isPlain =
    alone.subject === 'figures' &&
    alone.by.length + alone.where.length + alone.having.length === 0 &&
    alone.derive === null;
  return isPlain && last.subject === 'figures' && saysTime(last, today) && !saysTime(alone, today);
}

const FRAGMENT = /^(?:and|but|or|also|what about|how about|same)\b/i;
/** 'Which stocks?': of what was told. */
const WHICH = /^which (?:\p{L}+)\s*[?.!]*$/iu;
const WHOLE =
  /^(?:what|how|when|where|who|whose|which|why|did|does|do|is|are|was|were|has|have|had|can|could|show|list|give|tell|display|compare|rank|i|we)\b/i;

/** 'And sell?': what was asked about is left out of a reading that has nothing of the last question. */
export function isCutOff(
  { text, today }: UnderstandRequest,
  opening: Opening,
  alone: Plan,
  last: Plan,
): boolean {
  const isShort =
    opening.kind === 'open' && isBrief(opening.text) && alone.by.every((each) => GRAINS.has(each));
  const isPart = FRAGMENT.test(text.trim()) && !WHOLE.test(opening.text);
  const isWhich = WHICH.test(text.trim());
  if (isTotalOfSome(opening.text, alone, last)) return true;
  if (!isPart && !isShort && !isWhich) return false;
  const known = new Set(alone.where.map((filter) => JSON.stringify(filter)));
  const isDropped = last.where.some((filter) => !known.has(JSON.stringify(filter)));
  if (isDropped && !isShort) return true;
  const isOfTime = isWhich || !alone.periods.every(({ pointInTime }) => pointInTime);
  return isOfTime && saysTime(last, today) && !saysTime(alone, today);
}

/** 'Total value', after the accounts of some clients: theirs, or that of everything? */
function isTotalOfSome(text: string, alone: Plan, last: Plan): boolean {
  const isBare = /^(?:the )?total\b/i.test(text) && text.split(/\s+/).length <= BARE_WORDS_MAX;
  return isBare && ofParties(alone).length === 0 && ofParties(last).length > 0;
}

function isBrief(text: string): boolean {
  return !OWN.test(text) && text.split(/\s+/).length <= BARE_WORDS_MAX;
}

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

const PARTIES: ReadonlySet<string> = new Set(['account', 'portfolio', 'client', 'advisor', 'custodian']);

/** 'What happened then?' is asked of those that were spoken of, unless it names others. */
export function ofSameParties(read: Understanding, last: Plan): Understanding {
  if (read.kind !== 'plan') return read;
  if (ofParties(read.plan).length > 0) return read;
  const plan: Plan = { ...read.plan, where: [...read.plan.where, ...ofParties(last)] };
  return isSound(plan) ? { ...read, plan } : read;
}

function ofParties({ where }: Plan): readonly Filter[] {
  return where.filter((filter) => filter.kind === 'in' && PARTIES.has(filter.dimension));
}

const OF_ALL = /^(?:and |so |but )?(?:who|which)\b/i;
const EXTREME =
  /^(?:and |so |but )?(?:the )?(?:best|worst|highest|lowest|strongest|weakest) (?:single )?(?:day|week|month|quarter|year)\s*[?.!]*$/i;

/** 'Who withdrew the most?' after withdrawals of a year: the same figure of the same time, whose it is. */
export function inSameTime(
  read: Understanding,
  last: Plan,
  { text, today }: UnderstandRequest,
): Understanding {
  const isExtreme = EXTREME.test(text.trim());
  if (read.kind !== 'plan' || !(isExtreme || OF_ALL.test(text.trim()))) return read;
  const { plan } = read;
  const isSame = plan.subject === 'figures' && (isExtreme || plan.metrics.join() === last.metrics.join());
  const [period, ...more] = last.periods;
  if (!isSame || !period || more.length > 0 || saysTime(plan, today) || !saysTime(last, today)) return read;
  if (period.pointInTime !== plan.periods.every(({ pointInTime }) => pointInTime)) return read;
  const timed: Understanding = { ...read, plan: { ...plan, periods: last.periods } };
  return isExtreme ? ofSameParties(timed, last) : timed;
}

/** Whether a plan is of another time than where none is said. */
function saysTime({ subject, metrics, by, periods }: Plan, today: Day): boolean {
  if (subject === 'figures' && !metrics.every((metric) => METRICS.has(metric))) return false;
  return JSON.stringify(periods) !== JSON.stringify(periodsFor(subject, metrics, by, null, today));
}
