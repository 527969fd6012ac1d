import { dayFrom, earlier, partsOf, type Day } from '../../vocabulary/day.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import type { Reading } from '../understand/assemble/readings.ts';
import type { PeriodsRead } from '../understand/calendar/period.ts';
import { choicesFrom } from '../understand/choices.ts';
import { parse, readPlainly, type Understanding, type UnderstandRequest } from '../understand/understand.ts';
import { EXAMPLES, SENTENCES } from '../understand/words.ts';
import { amend } from './amend.ts';
import { fragmentsOf, nothingOf, type Fragment, type FragmentReading } from './fragment.ts';
import type { Opening } from './opening.ts';
import { relativePeriod } from './relative-period.ts';

const JOINTS = 'and|or|in|for|what|about|how|the|of|but|also|then|same|at|on|it|was|is|that';
const JOINTS_ONLY = new RegExp(String.raw`^(?:(?:${JOINTS})\b|[^\p{L}\p{N}])*$`, 'iu');

/** The last Plan with one part of it changed by a follow-up; null where the follow-up changes none. */
export function changed(
  request: UnderstandRequest,
  last: Plan,
  opening: Opening,
  isWilling: boolean,
): Understanding | null {
  const relative = relativePeriod(opening.text, last);
  const said = relative ? opening.text.replace(relative.said, ' ') : opening.text;
  const text = said.replaceAll(/\s+/g, ' ').trim();
  if (relative && JOINTS_ONLY.test(text)) {
    const plan = amend(last, { ...nothingOf(), time: relative.time }, request.today);
    return plan && { kind: 'plan', plan, repairs: [] };
  }
  const isRest = opening.kind !== 'own' && text !== '' && !request.text.trim().startsWith(text);
  const again = { ...request, text, ...(isRest ? { isRest: true as const } : {}) };
  let isMissing = false;
  const ways = namesFirst([...fragmentsOf(again, last, isWilling, opening)], last);
  for (const { fragments, parsed, missing } of ways) {
    isMissing ||= missing;
    if (isOfOthersFirst(fragments, last)) return FIRST_OF_OTHERS;
    const readings = fragments.flatMap((fragment) => {
      const time = relative?.time ?? inLastYear(fragment.time, last, again);
      return readingOf({ ...fragment, time }, last, request.today);
    });
    const understood = judged(readings, again);
    if (understood)
      return understood.kind === 'plan' ? { ...understood, repairs: parsed.repairs } : understood;
  }
  return isMissing ? declined('not_permitted') : null;
}

const ALIKE = 0.3;

/** 'And Income?', after a portfolio: another that is called so comes before the figure. */
function namesFirst(ways: readonly FragmentReading[], last: Plan): readonly FragmentReading[] {
  const [first] = ways;
  if (!first || first.fragments.some(({ filters }) => filters.length > 0)) return ways;
  const named = ways.find(
    ({ fragments, score }) =>
      score > first.score - ALIKE &&
      fragments.some(
        ({ filters, metrics }) => metrics.length === 0 && filters.some((each) => isLike(each, last)),
      ),
  );
  return named ? [named, ...ways.filter((way) => way !== named)] : ways;
}

function isLike(filter: Filter, { where }: Plan): boolean {
  return (
    filter.kind === 'in' &&
    where.some((each) => each.kind === 'in' && !each.negated && each.dimension === filter.dimension)
  );
}

function readingOf(fragment: Fragment, last: Plan, today: Day): readonly Reading[] {
  const plan = amend(last, fragment, today);
  if (!plan) return [];
  const future = plan.periods.some(({ from }) => from !== null && from > today);
  return [{ plan, score: 0, rewrites: fragment.rewrites, future, missing: false }];
}

function judged(readings: readonly Reading[], request: UnderstandRequest): Understanding | null {
  const [first] = readings;
  if (!first) return null;
  if (first.future) return declined('no_data');
  if (readings.length === 1) return { kind: 'plan', plan: first.plan, repairs: [] };
  const read = (question: string): Understanding => readPlainly({ ...request, text: question });
  const choices = choicesFrom(readings, request, read);
  return choices.length < 2
    ? SEVERAL
    : { kind: 'clarification', text: 'Which of these do you mean?', choices, plan: first.plan };
}

/** Somebody's first year is no other's. */
const OWN_PERIOD = /^first (?:\d+ )?(?:day|week|month|quarter|half|year)s? \(/;

function isOfOthersFirst(fragments: readonly Fragment[], last: Plan): boolean {
  const isOwn = last.periods.some(({ label }) => OWN_PERIOD.test(label));
  return isOwn && fragments.some(({ filters, time }) => filters.length > 0 && time === null);
}

const FIRST_OF_OTHERS: Understanding = {
  kind: 'declined',
  reason: 'not_understood',
  text: 'That began on another day. Please ask the whole question, with whose first months or years you mean.',
  suggestions: EXAMPLES,
};

const SEVERAL: Understanding = {
  kind: 'declined',
  reason: 'not_understood',
  text: 'That can mean several things here. Please ask the whole question, with the name or the id.',
  suggestions: EXAMPLES,
};

function declined(reason: 'no_data' | 'not_permitted'): Understanding {
  return { kind: 'declined', reason, text: SENTENCES[reason], suggestions: EXAMPLES };
}

/** A month or quarter without a year is one of the year that was spoken of. */
function inLastYear(time: PeriodsRead | null, last: Plan, request: UnderstandRequest): PeriodsRead | null {
  const end = last.periods.at(-1)?.to;
  if (!time?.periods.some(({ yearless }) => yearless) || !end) return time;
  const yearEnd: Day = earlier(dayFrom(partsOf(end).year, 12, 31), request.today);
  const again = parse({ ...request, today: yearEnd });
  const item = again?.covers[0]?.items.find(({ sem }) => sem.cat === 'time');
  return item?.sem.cat === 'time' ? item.sem.time : time;
}
