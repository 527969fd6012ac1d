import { CALENDAR_YEARS, type YearStarts } from '../understand/calendar/year-starts.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import type { QuestionForm, VerifiedQuestion } from '../../vocabulary/verified.ts';
import { isEntity } from '../interpret/veil.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { CatalogReader } from '../catalog.ts';
import { reachOf } from '../resolve/reach.ts';
import { resolveScope } from '../scope.ts';
import { understand, type Understanding, type UnderstandRequest } from '../understand/understand.ts';
import { formOfPlan, formOfWords, settledForm } from './form.ts';

/** A verified question, with its plan for the names and periods that were asked for. */
export interface Recognised {
  readonly verified: VerifiedQuestion;
  readonly plan: Plan;
}

/** A question as it was asked. */
export interface AskedQuestion {
  readonly text: string;
  readonly actor: Actor;
  readonly scope: ScopeChoice;
  readonly today: Day;
}

/**
 * The form by which a question will be recognised that means `plan`; null for one that does not stand by itself: it is
 * read as nothing at all, has too few words, or its plan names what the question does not.
 */
export type FormOf = (asked: AskedQuestion, plan: Plan) => Promise<QuestionForm | null>;

export function createFormOf(parts: {
  readonly catalog: CatalogReader;
  readonly yearStarts?: YearStarts;
}): FormOf {
  return async ({ text, actor, scope, today }, plan) => {
    const catalog = await parts.catalog.current();
    const resolved = resolveScope(actor, scope, catalog);
    const { yearStarts = CALENDAR_YEARS } = parts;
    const request = { text, today, yearStarts, catalog, reach: reachOf(resolved) };
    const form = formOfQuestion({ ...request, accountsInReach: () => resolved.members }, plan);
    return form !== null && namesNoMore(plan, form) ? form : null;
  };
}

function formOfQuestion(request: UnderstandRequest, plan: Plan): QuestionForm | null {
  const understood = understand(request);
  if (understood.kind === 'plan') return formOfPlan(understood.plan);
  if (!isUnread(understood)) return null;
  const form = formOfWords(request);
  return form === null ? null : settledForm(form, plan, request.today);
}

/** What a plan names beyond its question would be shown to whoever asks that; securities are everybody's. */
function namesNoMore(plan: Plan, { names }: QuestionForm): boolean {
  return formOfPlan(plan).names.every(
    ({ dimension, id }) =>
      dimension === 'security' || names.some((name) => name.dimension === dimension && name.id === id),
  );
}

/** The verified question that means the same as this one; null where none does. */
export function recognise(
  verified: readonly VerifiedQuestion[],
  understood: Understanding,
  request: Pick<UnderstandRequest, 'text' | 'today' | 'catalog' | 'reach' | 'yearStarts'>,
): Recognised | null {
  if (verified.length === 0) return null;
  if (understood.kind === 'plan') {
    const form = formOfPlan(understood.plan);
    const same = verified.find((each) => each.form.key === form.key);
    return same ? { verified: same, plan: planFor(same, form) } : null;
  }
  if (!isUnread(understood)) return null;
  const form = formOfWords(request);
  const same = form && verified.find((each) => each.form.key === form.key);
  if (!form || !same) return null;
  return { verified: same, plan: planFor(same, settledForm(form, same.plan, request.today)) };
}

function isUnread(understood: Understanding): boolean {
  return understood.kind === 'declined' && understood.reason === 'not_understood';
}

/** The verified plan with the names and periods of `form` where those of its own question were. */
function planFor({ plan, form: own }: VerifiedQuestion, form: QuestionForm): Plan {
  const filters = (given: readonly Filter[]): readonly Filter[] =>
    given.map((filter) => {
      if (filter.kind !== 'in' || !isEntity(filter.dimension)) return filter;
      const { dimension, values } = filter;
      const at = (id: string | null): number =>
        own.names.findIndex((name) => name.dimension === dimension && name.id === id);
      return { ...filter, values: values.map((id) => form.names[at(id)]?.id ?? id) };
    });
  return {
    ...plan,
    where: filters(plan.where),
    ...(Array.isArray(plan.shareOf) ? { shareOf: filters(plan.shareOf) } : {}),
    periods: plan.periods.map((period) => {
      const at = own.periods.findIndex(
        ({ from, to, pointInTime }) =>
          from === period.from && to === period.to && pointInTime === period.pointInTime,
      );
      return form.periods[at] ?? period;
    }),
  };
}

/** Those that a language model may be shown as examples of `text`, the closest first: none that names anything. */
export function closestExamples(
  verified: readonly VerifiedQuestion[],
  text: string,
  most: number,
): readonly Pick<VerifiedQuestion, 'question' | 'plan'>[] {
  const asked = wordsOf(text);
  return verified
    .filter(({ form, plan }) => form.names.length === 0 && isBare(plan))
    .map((each) => ({ each, shared: overlap(asked, wordsOf(each.question)) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, most)
    .map(({ each }) => each);
}

/** Names nobody and holds no amount of anybody's. */
function isBare({ where, having, shareOf }: Plan): boolean {
  const filters = [...where, ...(Array.isArray(shareOf) ? shareOf : [])];
  return (
    having.length === 0 &&
    filters.every(
      (filter) =>
        filter.kind !== 'threshold' &&
        filter.kind !== 'description' &&
        (filter.kind !== 'in' || !isEntity(filter.dimension)),
    )
  );
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu));
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((word) => other.has(word)).length;
  return both / Math.max(1, one.size + other.size - both);
}
