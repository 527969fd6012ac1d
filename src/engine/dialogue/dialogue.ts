import type { Turn } from '../../vocabulary/conversation.ts';
import { dayFrom, earlier, partsOf, type Day } from '../../vocabulary/day.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import type { PeriodsRead } from '../understand/calendar/periods.ts';
import { choicesFrom } from '../understand/choices.ts';
import { partsOf as partsOfCover, type Parts } from '../understand/assemble/parts.ts';
import { readNarrow, type NarrowReading } from '../understand/assemble/narrow.ts';
import {
  parse,
  understand,
  type Parsed,
  type Understanding,
  type UnderstandRequest,
} from '../understand/understand.ts';
import type { Thing } from '../understand/chart/items.ts';
import { amend, type Fragment } from './amend.ts';
import { EXAMPLES } from '../understand/words.ts';
import { pickedChoice } from './picked-choice.ts';
import { relativePeriod } from './relative-period.ts';
import { whyOf } from './why.ts';

/**
 * Understands a question in its dialogue: the choice of a clarification, a follow-up that changes one part of the last
 * Plan, or a question of its own, which leaves the dialogue's context behind.
 */
export function understandInDialogue(request: UnderstandRequest, turns: readonly Turn[]): Understanding {
  const last = turns.at(-1);
  const picked = last ? pickedChoice(request.text, last) : null;
  if (picked !== null) return understand({ ...request, text: picked });
  const plan = turns.findLast((turn) => turn.plan !== null && turn.answer.kind === 'answer')?.plan ?? null;
  if (plan === null) return understand(request);
  const why = whyOf(request.text, plan);
  if (why) return { kind: 'plan', plan: why, repairs: [] };
  const opening = openingOf(request.text);
  const alone = understand(request);
  if (alone.kind === 'declined' && alone.reason !== 'not_understood' && alone.reason !== 'no_data')
    return alone;
  const followed =
    opening === 'own' ? null : followUp(request, plan, opening === 'follows' || alone.kind === 'declined');
  if (followed) return followed;
  return opening === 'follows' && alone.kind === 'plan' && leansOnLast(request.text)
    ? { kind: 'declined', reason: 'not_understood', text: SENTENCES_OF_FOLLOW_UP, suggestions: EXAMPLES }
    : alone;
}

const SENTENCES_OF_FOLLOW_UP =
  'I did not understand what that changes in the last question. Please ask the whole question.';
const LEANS =
  /^(?:and (?:its|their|his|her)|vs|versus|against|compared|relative to|in (?:dollars|money|currency)|make (?:that|it)|instead|rather|no\b|not)\b|\b(?:of (?:it|that|those|them)|for (?:it|that|those|them))\s*[?.!]*$/i;

/** It means nothing without the last question: its answer alone would be another's. */
function leansOnLast(text: string): boolean {
  return LEANS.test(text.trim());
}

const FOLLOWS =
  /^(?:and|und|but|or|also|only|just|same|what about|how about|what of|make (?:that|it)|vs|versus|against|compared (?:to|with)|relative to|no\b|nope|sorry|i mean|i meant|instead|rather|then|now|by|per|in|for|as|since|excluding|except|without|show (?:it|that|them|those)|split (?:it|that)|break (?:it|that)|sort|the same|ditto|not|on|with|over|during|at)\b/i;
const REFERS = /\b(?:it|that|those|them|they|this|these|the same|one|ones)\b/i;

/** How a question begins: as a follow-up, as one of its own, or so that only its parts can tell. */
function openingOf(text: string): 'follows' | 'own' | 'open' {
  const words = text.trim().split(/\s+/);
  if (FOLLOWS.test(text.trim())) return 'follows';
  if (REFERS.test(text) && words.length <= 8) return 'follows';
  return words.length <= 5 ? 'open' : 'own';
}

/** A follow-up's meaning; null where it is none. `willing`: it began like one, or means nothing alone. */
function followUp(request: UnderstandRequest, last: Plan, willing: boolean): Understanding | null {
  const relative = relativePeriod(request.text, last);
  const text = relative ? request.text.replace(relative.said, ' ').trim() : request.text;
  const parsed = parse({ ...request, text });
  if (!parsed) return null;
  if (relative && parsed.tokens.every(({ kind, norm }) => kind === 'mark' || JOINTS.has(norm))) {
    return planned(
      amend(
        last,
        { parts: EMPTY, metrics: [], filters: [], group: null, time: relative.time },
        request.today,
      ),
    );
  }
  const best = parsed.covers[0]?.score ?? 0;
  for (const cover of parsed.covers) {
    if (cover.score < -50 || cover.score < best - 1.05) break;
    const parts = partsOfCover(cover.items, false, parsed.tokens);
    if (!parts || !isFragment(parts, willing)) continue;
    const made = amended(parts, parsed, request, last, relative?.time ?? null, text);
    if (made) return made;
  }
  return null;
}

const JOINTS = new Set([
  'and',
  'or',
  'in',
  'for',
  'what',
  'about',
  'how',
  'the',
  'of',
  'but',
  'also',
  'then',
  'same',
  'at',
  'on',
  'it',
  'was',
  'is',
  'that',
]);

const EMPTY: Parts = {
  ops: new Set(),
  groups: [],
  split: false,
  things: [],
  which: null,
  count: null,
  rank: null,
  ends: null,
  average: null,
  narrows: [],
  extras: [],
  bounds: [],
  currency: null,
  time: null,
  order: null,
  open: null,
  passedVerb: false,
  headed: [],
  relative: [],
  unjoined: false,
  joined: [],
  likeName: false,
  toldBesides: false,
  saidTotal: false,
  shareWhole: null,
  looseNumber: null,
};

/** Only parts that can change a Plan, and no question of their own. */
function isFragment(parts: Parts, willing: boolean): boolean {
  if (
    parts.which ||
    parts.count ||
    parts.ends ||
    parts.average ||
    parts.bounds.length > 0 ||
    parts.extras.length > 0
  )
    return false;
  if (parts.order || parts.open !== null || parts.rank?.thing) return false;
  const metrics = metricsOf(parts);
  const asksItself =
    parts.ops.has('how_much') ||
    parts.ops.has('what') ||
    parts.ops.has('when') ||
    parts.ops.has('who') ||
    parts.ops.has('yes_no') ||
    parts.ops.has('how_did');
  if (asksItself && metrics.length > 0) return false;
  if (parts.ops.has('why') || parts.ops.has('compare') || parts.ops.has('change')) return false;
  return willing || metrics.length === 0;
}

function metricsOf(parts: Parts): readonly string[] {
  return [...new Set(parts.things.filter(({ weak }) => !weak).flatMap((thing) => thing.metrics.slice(0, 1)))];
}

function amended(
  parts: Parts,
  parsed: Parsed,
  request: UnderstandRequest,
  last: Plan,
  relative: PeriodsRead | null,
  text: string,
): Understanding | null {
  const time = relative ?? inLastYear(parts, last, request, text);
  const isList = last.subject === 'holdings' || last.subject === 'transactions';
  const isKind = (thing: Thing): boolean =>
    last.subject === 'transactions' && thing.rows?.subject === 'transactions' && thing.rows.where.length > 0;
  const asValues = (thing: Thing): boolean =>
    isKind(thing) || (thing.filter !== null && (thing.metrics.length === 0 || isList));
  const metrics = isList
    ? metricsOf({ ...parts, things: parts.things.filter((thing) => !asValues(thing)) })
    : metricsOf(parts);
  const values = parts.things.flatMap((thing): readonly Filter[] =>
    isKind(thing) ? (thing.rows?.where ?? []) : asValues(thing) && thing.filter ? [thing.filter] : [],
  );
  let ways: readonly NarrowReading[] = [{ filters: values, group: null, rewrites: [], missing: false }];
  for (const narrow of parts.narrows) {
    const more = readNarrow(narrow, request);
    ways = ways.flatMap((way) =>
      more.map((next) => ({
        filters: [...way.filters, ...next.filters],
        group: next.group ?? way.group,
        rewrites: [...way.rewrites, ...next.rewrites],
        missing: way.missing || next.missing,
      })),
    );
  }
  const readings = ways.flatMap((way) => {
    const fragment: Fragment = { parts, metrics, filters: way.filters, group: way.group, time };
    const plan = amend(last, fragment, request.today);
    return plan && !way.missing
      ? [{ plan, score: 0, rewrites: way.rewrites, future: false, missing: false }]
      : [];
  });
  const [first] = readings;
  if (!first) return null;
  if (readings.length === 1) return { kind: 'plan', plan: first.plan, repairs: parsed.repairs };
  const choices = choicesFrom(readings, request.text.trim(), request.catalog);
  return choices.length < 2
    ? null
    : { kind: 'clarification', text: 'Which of these do you mean?', choices, plan: first.plan };
}

/** A month or quarter without a year is one of the year that was spoken of. */
function inLastYear(parts: Parts, last: Plan, request: UnderstandRequest, text: string): PeriodsRead | null {
  const { time } = parts;
  const end = last.periods.at(-1)?.to;
  if (!time?.periods.some(({ yearless }) => yearless) || !end) return time;
  const yearEnd: Day = earlier(dayFrom(partsOf(end).year, 12, 31), request.today);
  const again = parse({ ...request, text, today: yearEnd });
  const item = again?.covers[0]?.items.find(({ sem }) => sem.cat === 'time');
  return item?.sem.cat === 'time' ? item.sem.time : time;
}

function planned(plan: Plan | null): Understanding | null {
  return plan && { kind: 'plan', plan, repairs: [] };
}
