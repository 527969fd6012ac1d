import { readPlan } from '../../model/plan-schema.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { parseDay, type Day } from '../../vocabulary/day.ts';
import type { OfferedVocabulary } from '../../vocabulary/offer.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import type { Candidate } from '../resolve/named-things.ts';
import { periodsFor } from '../understand/assemble/periods.ts';
import type { PeriodRead } from '../understand/calendar/period.ts';
import { readPeriods } from '../understand/calendar/periods.ts';
import type { YearStarts } from '../understand/calendar/year-starts.ts';
import { dayLabel } from '../understand/calendar/words.ts';
import { tokenize } from '../understand/tokens.ts';
import type { FilterDraft, InFilterDraft, PlanDraft } from './draft.ts';
import { type Hidden, isEntity, type Veil } from './veil.ts';

export interface DraftContext {
  readonly veil: Veil;
  readonly vocabulary: OfferedVocabulary;
  readonly today: Day;
  /** When fiscal and tax years begin; by default with the calendar's. */
  readonly yearStarts?: YearStarts | undefined;
}

/** A Plan for each thing that an ambiguous name can mean; one where no name is ambiguous. */
export type Drafted =
  | { readonly kind: 'plans'; readonly plans: readonly DraftedPlan[] }
  /** A name that the asker can see nothing of. */
  | { readonly kind: 'unknown_name' }
  /** What is wrong with it, for the model; it names placeholders and nothing behind them. */
  | { readonly kind: 'wrong'; readonly why: string };

export interface DraftedPlan {
  readonly plan: Plan;
  /** What the ambiguous name was taken for; null where there is none. */
  readonly chosen: { readonly text: string; readonly candidate: Candidate } | null;
}

class Wrong extends Error {}
class UnknownName extends Error {}

/** Puts back what was hidden, reads periods by the calendar and checks everything against the model and the data. */
export function planFromDraft(draft: PlanDraft, context: DraftContext): Drafted {
  try {
    const open = ambiguous(draft, context.veil);
    if (open === null)
      return { kind: 'plans', plans: [{ plan: planOf(draft, context, null), chosen: null }] };
    const { hidden, candidates } = open;
    const plans = candidates.slice(0, LIMITS.choices_max).map((candidate): DraftedPlan => ({
      plan: planOf(draft, context, { hidden, candidate }),
      chosen: { text: hidden.text, candidate },
    }));
    return { kind: 'plans', plans };
  } catch (thrown) {
    if (thrown instanceof UnknownName) return { kind: 'unknown_name' };
    if (thrown instanceof Wrong) return { kind: 'wrong', why: thrown.message };
    throw thrown;
  }
}

interface Choice {
  readonly hidden: Hidden;
  readonly candidate: Candidate;
}

function ambiguous(
  draft: PlanDraft,
  veil: Veil,
): { readonly hidden: Hidden; readonly candidates: readonly Candidate[] } | null {
  const filters = [...draft.where, ...(Array.isArray(draft.shareOf) ? draft.shareOf : [])];
  const naming = filters.flatMap((filter) => (filter.kind === 'without' ? filter.of : [filter]));
  const values = naming.flatMap((filter) => (filter.kind === 'in' ? filter.values : []));
  for (const value of values) {
    const hidden = value === null ? null : veil.behind(value);
    if (hidden && 'candidates' in hidden && hidden.candidates.length > 1)
      return { hidden, candidates: hidden.candidates };
  }
  return null;
}

function planOf(draft: PlanDraft, context: DraftContext, choice: Choice | null): Plan {
  const { kind: _kind, periods: _periods, where, having, place, limitPer, shareOf, ...rest } = draft;
  const filters = (given: readonly FilterDraft[]): unknown[] =>
    given.map((filter) => filterOf(filter, context, choice));
  const plan = readPlan({
    ...rest,
    where: filters(where),
    having: having.map(({ value, size, ...each }) => ({
      ...each,
      value: numberOf(value, context.veil),
      ...(size ? { size } : {}),
    })),
    periods: periodsOf(draft, context),
    ...(place === null ? {} : { place }),
    ...(limitPer.length > 0 ? { limitPer } : {}),
    ...(shareOf === null ? {} : { shareOf: typeof shareOf === 'string' ? shareOf : filters(shareOf) }),
  });
  if (plan === null)
    throw new Wrong('Some value is out of bounds: check limit, place, currency and the numbers.');
  return plan;
}

function filterOf(filter: FilterDraft, context: DraftContext, choice: Choice | null): unknown {
  const { veil } = context;
  if (filter.kind === 'threshold') {
    const { signed, ...rest } = filter;
    return { ...rest, value: numberOf(filter.value, veil), ...(signed ? { signed } : {}) };
  }
  if (filter.kind === 'description')
    return { ...filter, contains: filter.contains.map((text) => veil.lift(text)) };
  if (filter.kind === 'without') {
    const { rows, of, negated } = filter;
    return {
      kind: 'without',
      rows,
      ...(of.length > 0 ? { of: of.map((each) => inFilterOf(each, context, choice)) } : {}),
      ...(negated ? { negated } : {}),
    };
  }
  return filter.kind === 'in' ? inFilterOf(filter, context, choice) : filter;
}

function inFilterOf(filter: InFilterDraft, context: DraftContext, choice: Choice | null): unknown {
  const { veil } = context;
  const { dimension, values } = filter;
  return {
    ...filter,
    values: values.map((value) => {
      if (value === null) return null;
      return isEntity(dimension)
        ? idOf(dimension, value, veil, choice)
        : valueOf(dimension, value, context.vocabulary, veil);
    }),
  };
}

function idOf(dimension: string, placeholder: string, veil: Veil, choice: Choice | null): string {
  const hidden = veil.behind(placeholder);
  if (hidden?.kind === 'name') throw new UnknownName();
  if (hidden === null || !('candidates' in hidden)) {
    throw new Wrong(
      `A filter on ${dimension} takes a placeholder of the question such as [[${dimension}_1]].`,
    );
  }
  if (hidden.kind !== dimension) {
    throw new Wrong(`${placeholder} is of the dimension ${hidden.kind}, not of ${dimension}.`);
  }
  const id = choice?.hidden === hidden ? choice.candidate.id : hidden.candidates[0]?.id;
  if (id === undefined) throw new UnknownName();
  return id;
}

function valueOf(dimension: string, value: string, vocabulary: OfferedVocabulary, veil: Veil): string {
  const known = vocabulary.dimensions.find(({ name }) => name === dimension)?.values ?? [];
  const found = known.find((each) => each.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return found;
  if (veil.behind(value)?.kind === 'name') throw new UnknownName();
  throw new Wrong(`${dimension} has no such value; take one of the list, exactly.`);
}

const DECIMAL = /^-?\d{1,20}(?:\.\d{1,12})?$/;

/** An amount as it was asked with; a percentage becomes a fraction. */
function numberOf(value: string, veil: Veil): string {
  const hidden = veil.behind(value);
  if (hidden?.kind === 'amount') return hidden.value;
  if (hidden?.kind === 'percent') return hundredth(hidden.value);
  if (hidden !== null || !DECIMAL.test(value))
    throw new Wrong('A threshold takes a placeholder of an amount or percent, or a plain decimal number.');
  return value;
}

/** Moves the decimal point of exact decimal text two places to the left. */
export function hundredth(decimal: string): string {
  const negative = decimal.startsWith('-');
  const [whole = '0', part = ''] = decimal.replace('-', '').split('.');
  const digits = whole.padStart(3, '0');
  const fraction = `${digits.slice(-2)}${part}`.replace(/0+$/, '');
  const left = digits.slice(0, -2).replace(/^0+(?=\d)/, '');
  return `${negative ? '-' : ''}${left}${fraction === '' ? '' : `.${fraction}`}`;
}

function periodsOf(
  draft: PlanDraft,
  { today, yearStarts }: Pick<DraftContext, 'today' | 'yearStarts'>,
): Plan['periods'] {
  const reads = draft.periods.map((period) => readOf(period, today, yearStarts));
  const time = reads.length === 0 ? null : { periods: reads, length: 0, compared: false, judged: false };
  const subject = draft.subject;
  return periodsFor(subject, draft.metrics, draft.by, time, today);
}

function readOf(
  { words, from, to }: PlanDraft['periods'][number],
  today: Day,
  yearStarts?: YearStarts,
): PeriodRead {
  if (words !== null) {
    const tokens = tokenize(words);
    const read = readPeriods(tokens, 0, today, yearStarts).find(({ length }) => length === tokens.length);
    const [only, ...more] = read?.periods ?? [];
    // Whose first year is meant no calendar says.
    if (only && more.length === 0 && only.opening === undefined) return only;
    if (from === null && to === null)
      throw new Wrong(`No calendar reads the period "${words}"; give its first and last day instead.`);
  }
  const [first, last] = [from === null ? null : parseDay(from), to === null ? null : parseDay(to)];
  if (last === null || (from !== null && first === null) || (first !== null && first > last)) {
    throw new Wrong('A period needs words, or days written as 2026-03-31 with `from` not after `to`.');
  }
  const label = first === null ? dayLabel(last) : `${dayLabel(first)} to ${dayLabel(last)}`;
  return { kind: first === null ? 'asof' : 'range', from: first, to: last, label, unit: null, other: null };
}
