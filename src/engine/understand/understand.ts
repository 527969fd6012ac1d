import { numberWords } from '../../present/sentence-words.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { DeclineReason } from '../../vocabulary/answer.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import type { Catalog, CatalogAccount } from '../catalog.ts';
import { nameIndexOf } from '../resolve/name-index.ts';
import type { Reach } from '../resolve/reach.ts';
import { unknownNames } from '../resolve/unknown-names.ts';
import { choicesFrom, type PlannedChoice } from './choices.ts';
import { CALENDAR_YEARS, type YearStarts } from './calendar/year-starts.ts';
import { bestCovers, type Cover } from './chart/cover.ts';
import { fillChart } from './chart/chart.ts';
import type { Item } from './chart/items.ts';
import { lexicalItems } from './chart/lattice.ts';
import { NUMBERED } from './chart/name-items.ts';
import { RULES } from './chart/grammar/index.ts';
import { readingsOf } from './assemble/readings.ts';
import type { Surroundings } from './assemble/narrow.ts';
import { declined, notUnderstood } from './decline-in-words.ts';
import { declineAtSight, smalltalkReply } from './declines.ts';
import { distinct } from './distinct.ts';
import { isGerman } from './in-german.ts';
import { lexiconOf, type Lexicon } from './lexicon/lexicon.ts';
import { skipCost } from './chart/skip-cost.ts';
import { withoutFraming } from './framing.ts';
import { PASSED_VERBS } from './lexicon/fillers.ts';
import { NOT_IN_DATA } from './lexicon/not-in-data.ts';
import { openQuestion, saysNothing } from './open-question.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { repairSpelling, type Repair } from './spelling.ts';
import { tokenize, type Token } from './tokens.ts';
import { SENTENCES } from './words.ts';
import { plainWord } from './word-forms.ts';

/** What the words of a question came to. */
export type Understanding =
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly repairs: readonly Repair[];
    }
  | {
      readonly kind: 'clarification';
      readonly text: string;
      readonly choices: readonly PlannedChoice[];
      readonly plan: Plan | null;
    }
  | {
      readonly kind: 'declined';
      readonly reason: DeclineReason;
      readonly text: string;
      readonly suggestions: readonly string[];
    };

export interface UnderstandRequest {
  readonly text: string;
  readonly today: Day;
  /** When fiscal and tax years begin; by default with the calendar's. */
  readonly yearStarts?: YearStarts;
  readonly catalog: Catalog;
  /** The accounts that names may reach, and the same as a list. */
  readonly reach: Reach;
  readonly accountsInReach: () => readonly CatalogAccount[];
  /** How numbers and days are written for the reader. */
  readonly locale?: Locale;
  /** The text is the rest of a sentence: a capital at its beginning is one inside. */
  readonly isRest?: true;
}

const CLOSE = 0.35;
const TIE = 0.1;
/** A reading of much poorer a cover than the best is a misreading, not a second choice. */
const WITHIN = 0.52;

/**
 * Reads a whole question with the grammar. A word that no reading accounts for makes it not understood; readings that
 * are as good as one another are asked about; nothing is guessed.
 */
export function understand(request: UnderstandRequest): Understanding {
  const understood = readAs(request, true);
  if (understood.kind !== 'declined') return understood;
  if (IN_WORDS.has(understood.reason) && isGerman(request.text))
    return declined('not_understood', IN_ENGLISH);
  const read = (text: string): Understanding => readAs({ ...request, text }, true);
  return oneAtATime(request.text, understood, read) ?? understood;
}

/** What the words of another language are declined for: they are not known, or taken for names. */
const IN_WORDS: ReadonlySet<DeclineReason> = new Set(['not_understood', 'not_permitted']);

const IN_ENGLISH =
  'I understand too little German for that; please ask in English. Bitte fragen Sie auf Englisch, zum Beispiel so.';

/** What a question means that should mean one thing; where it does not, it is not understood. */
export function readPlainly(request: UnderstandRequest): Understanding {
  return readAs(request, false);
}

/** `mayAsk`: a question that means several things is asked about; otherwise it is just not understood. */
function readAs(request: UnderstandRequest, mayAsk: boolean): Understanding {
  const text = request.text.trim();
  if (text.length > LIMITS.question_chars_max) {
    return declined(
      'not_understood',
      `That is longer than ${numberWords(LIMITS.question_chars_max, request.locale)} characters; please ask one question in a sentence or two.`,
    );
  }
  const reply = smalltalkReply(text);
  if (reply !== null) return declined('out_of_scope', reply);
  const names = nameIndexOf(request.catalog);
  const early = declineAtSight(text, (words) => names.hasWord(plainWord(words.trim()), request.reach));
  if (early) return declined(early, SENTENCES[early]);
  const parsed = parse(request);
  if (parsed === null || parsed.tokens.length === 0) {
    return declined(
      'not_understood',
      'I did not understand that; please ask one question about your accounts in a sentence or two.',
    );
  }
  return judge(parsed, request, mayAsk);
}

export interface Parsed {
  readonly tokens: readonly Token[];
  readonly repairs: readonly Repair[];
  readonly covers: readonly (Cover & { readonly passedVerb: boolean })[];
  readonly lexicon: Lexicon;
}

/** Tokens, chart and covers of a question; null where it is too long to be one. */
export function parse(request: UnderstandRequest): Parsed | null {
  const { catalog, reach, today, yearStarts = CALENDAR_YEARS } = request;
  const raw = withoutFraming(tokensOf(request));
  if (raw.length > LIMITS.question_tokens_max) return null;
  const lexicon = lexiconOf(catalog);
  const names = nameIndexOf(catalog);
  const { tokens, repairs } = repairSpelling(raw, lexicon, names, reach);
  const text = request.text.trim();
  const lexical = lexicalItems({ tokens, lexicon, names, reach, today, yearStarts, text });
  const chart = fillChart(tokens, lexical, RULES);
  const skips = (token: Token, at: number): number | null => skipCost(token, tokens, at);
  const covers = bestCovers(tokens, chart, skips, standsAlone).map((cover) => ({
    ...cover,
    passedVerb: cover.skipped.some((at) => PASSED_VERBS.has(tokens[at]?.norm ?? '')),
  }));
  return { tokens, repairs, covers, lexicon };
}

function tokensOf({ text, isRest }: UnderstandRequest): readonly Token[] {
  const [first, ...others] = tokenize(text.trim().replaceAll(/\bp\/l\b/gi, 'pnl'));
  if (!first) return [];
  return isRest ? [{ ...first, first: false }, ...others] : [first, ...others];
}

const BOUND_OPS: ReadonlySet<string> = new Set(
  'by not non or between more less at_least at_most as_word about without aside in of and comma denominated both neither nor than outdid'.split(
    ' ',
  ),
);

function standsAlone({ sem }: Item): boolean {
  return sem.cat !== 'op' || !BOUND_OPS.has(sem.op);
}

const UNKNOWN_FROM = 50;

function judge(parsed: Parsed, request: UnderstandRequest, mayAsk: boolean): Understanding {
  const { tokens, covers, repairs } = parsed;
  const whole = covers.filter(({ score }) => score > -UNKNOWN_FROM);
  if (whole.length === 0 && namesUnknownNumber(tokens))
    return declined('not_permitted', SENTENCES.not_permitted);
  if (whole.length === 0) return declineUnknown(parsed, request);
  if (whole[0] && takesMeasureForName(whole[0], tokens)) return declined('no_data', SENTENCES.no_data);
  const around: Surroundings = request;
  const read = (question: string): Understanding => readPlainly({ ...request, text: question });
  const bar = (whole[0]?.score ?? 0) - WITHIN;
  const readings = whole
    .filter(({ score }) => score >= bar)
    .flatMap((cover) => readingsOf(cover, tokens, cover.passedVerb, around, request.today))
    .toSorted((a, b) => b.score - a.score);
  const [best] = readings;
  if (!best && namesUnknownNumber(tokens)) return declined('not_permitted', SENTENCES.not_permitted);
  if (!best)
    return saysNothing(whole)
      ? openQuestion(whole, tokens, request.text.trim(), read)
      : declined('not_understood', notUnderstood([]));
  if (best.missing) return declined('not_permitted', SENTENCES.not_permitted);
  const close = distinct(readings.filter((reading) => reading.score > best.score - CLOSE));
  if (close.length > 1 && !mayAsk) return declined('not_understood', notUnderstood([]));
  if (close.length > 1) {
    const choices = choicesFrom(close, request, read);
    if (choices.length > 1)
      return { kind: 'clarification', text: 'Which of these do you mean?', choices, plan: best.plan };
    const isTie = close.some((reading) => reading !== best && reading.score > best.score - TIE);
    if (isTie || best.rewrites.length > 0) return declined('not_understood', notUnderstood([]));
  }
  if (best.future) return declined('no_data', SENTENCES.no_data);
  return { kind: 'plan', plan: best.plan, repairs };
}

/** 'Beta' is a measure that the data lack before it is a word of some fund's name. */
function takesMeasureForName({ items }: Cover, tokens: readonly Token[]): boolean {
  return items.some(({ sem, start, end }) => {
    const names =
      sem.cat === 'name'
        ? [sem.name]
        : sem.cat === 'narrow'
          ? sem.all.flatMap((each) => (each.kind === 'name' ? [each.name] : []))
          : [];
    return (
      names.some(({ quality }) => quality === 'part') &&
      tokens.slice(start, end).some(({ norm, capital }) => NOT_IN_DATA.has(norm) && !capital)
    );
  });
}

/** 'account 12345': a number of something that nobody in reach has. */
function namesUnknownNumber(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ kind, norm }, at) =>
      (kind === 'number' || kind === 'id') &&
      norm.length > 1 &&
      !/^(?:19|20)\d\d$/.test(norm) &&
      NUMBERED.has(tokens[at - 1]?.norm ?? ''),
  );
}

/** Words that no reading takes: they name somebody out of sight, something that the data lack, or are not understood. */
function declineUnknown({ tokens, covers, lexicon }: Parsed, request: UnderstandRequest): Understanding {
  const [best] = covers;
  const skipped = (best?.skipped ?? []).flatMap((at) => {
    const token = tokens[at];
    return token && skipCost(token, tokens, at) === null ? [{ token, at }] : [];
  });
  const reason = unknownNames(skipped, tokens, lexicon, nameIndexOf(request.catalog), request.reach);
  if (reason) return declined(reason, SENTENCES[reason]);
  return declined('not_understood', notUnderstood(skipped.map(({ token }) => token.text)));
}
