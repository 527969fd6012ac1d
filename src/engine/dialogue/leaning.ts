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
  if (kind !== 'open' || OWN.test(text) || text.split(/\s+/).length > BARE_WORDS_MAX) return false;
  const isPlain =
    alone.subject === 'figures' &&
    alone.by.length + alone.where.length + alone.having.length === 0 &&
    alone.derive === null;
  return isPlain && last.subject === 'figures' && saysTime(last, today) && !saysTime(alone, today);
}

const FRAGMENT = /^(?:and|but|or|also|what about|how about|same)\b/i;
const WHOLE =
  /^(?:what|how|when|where|who|whose|which|why|did|does|do|is|are|was|were|has|have|had|can|could|show|list|give|tell|display|compare|rank|i|we)\b/i;

/** 'And sell?': what was asked about is left out of a reading that has nothing of the last question. */
export function isCutOff(
  { text, today }: UnderstandRequest,
  opening: Opening,
  alone: Plan,
  last: Plan,
): boolean {
  if (!FRAGMENT.test(text.trim()) || WHOLE.test(opening.text)) return false;
  const known = new Set(alone.where.map((filter) => JSON.stringify(filter)));
  const isDropped = last.where.some((filter) => !known.has(JSON.stringify(filter)));
  return isDropped || (saysTime(last, today) && !saysTime(alone, today));
}

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

/** 'Who withdrew the most?' after withdrawals of a year: the same figure of the same time, whose it is. */
export function inSameTime(
  read: Understanding,
  last: Plan,
  { text, today }: UnderstandRequest,
): Understanding {
  if (read.kind !== 'plan' || !OF_ALL.test(text.trim())) return read;
  const { plan } = read;
  const isSame = plan.subject === 'figures' && plan.metrics.join() === last.metrics.join();
  const [period, ...more] = last.periods;
  if (!isSame || !period || more.length > 0 || saysTime(plan, today) || !saysTime(last, today)) return read;
  return { ...read, plan: { ...plan, periods: last.periods } };
}

/** Whether a plan is of another time than where none is said. */
function saysTime({ subject, metrics, by, periods }: Plan, today: Day): boolean {
  if (subject === 'figures' && !metrics.every((metric) => METRICS.has(metric))) return false;
  return JSON.stringify(periods) !== JSON.stringify(periodsFor(subject, metrics, by, null, today));
}
