import { nameOf, type Catalog } from '../catalog.ts';
import type { EntityDimension, Filter, Plan } from '../../vocabulary/plan.ts';
import { DIMENSIONS } from '../../model/index.ts';
import { isSound } from '../understand/assemble/sound.ts';
import { periodsFor } from '../understand/assemble/periods.ts';
import { understand, type Understanding, type UnderstandRequest } from '../understand/understand.ts';
import { EXAMPLES } from '../understand/words.ts';
import type { Context, InFilter } from './context.ts';
import { areRivals } from './filters-after.ts';
import { referredTo, type Reference } from './referring.ts';

/** A question of its own, its 'it', 'her' and 'that account' read as what was spoken of before. */
export function withReferents(asked: UnderstandRequest, context: Context | null): Understanding {
  const request = { ...asked, text: context ? withOwner(asked.text, context) : asked.text };
  const alone = understand(request);
  const spoken = context
    ? withOwners(context, request.catalog)
    : { spokenOf: [], together: [], isList: false };
  const referred = referredTo(request.text, spoken);
  if (referred === null) return alone;
  if ('unknown' in referred)
    return alone.kind === 'plan' &&
      (referred.isOfList === true || PLURAL_ONLY.test(referred.unknown) || !isOfOneClient(request)) &&
      !namesParty(alone.plan)
      ? whoIsMeant(referred.unknown)
      : alone;
  const read = inWords(request, referred);
  if (read?.kind === 'clarification') return read;
  const named = read?.kind === 'plan' ? read.plan : null;
  if (alone.kind === 'clarification' && named === null) return whoIsMeant(referred.said);
  const plan = named ?? (alone.kind === 'plan' ? carried(alone.plan, referred.filters) : null);
  if (plan === null) return alone.kind === 'plan' ? whoIsMeant(referred.said) : alone;
  const repairs = alone.kind === 'plan' ? alone.repairs : [];
  return { kind: 'plan', plan: context ? inSamePeriod(plan, context.plan, request) : plan, repairs };
}

const OF_ONE =
  /^(?:and |so )?(?:who|what|which)(?: is| are| was|['’]s)? the (?=(?:custodian|bank|broker|advis[eo]r|owner|benchmark)\b\s*[?.!]*$)/i;

/** 'Who is the custodian?', after something of which there is one: its custodian. */
function withOwner(text: string, { spokenOf }: Context): string {
  const lead = spokenOf.length > 0 ? OF_ONE.exec(text.trim())?.[0] : undefined;
  return lead === undefined ? text : text.trim().replace(lead, lead.replace(/the $/i, 'its '));
}

/** Several things are meant, whoever asks. */
const PLURAL_ONLY = /^(?:they|them|their|theirs|those|these)/i;

export function whoIsMeant(said: string): Understanding {
  return {
    kind: 'declined',
    reason: 'not_understood',
    text: `I do not know who or what is meant by “${said}”; please say the name.`,
    suggestions: EXAMPLES,
  };
}

/** 'Grace Young: the value of each of her accounts' says itself who she is. */
export function namesParty({ where }: Plan): boolean {
  return where.some(
    (filter) =>
      filter.kind === 'in' && !filter.negated && PARTIES.has(filter.dimension) && filter.values.length === 1,
  );
}

const PARTIES: ReadonlySet<string> = new Set(['client', 'advisor', 'portfolio', 'account']);

function isOfOneClient({ accountsInReach }: UnderstandRequest): boolean {
  return new Set(accountsInReach().map(({ clientId }) => clientId)).size < 2;
}

/** 'She' after 'the Thorne IRA' is the client whose account that is. */
function withOwners(context: Context, catalog: Catalog): Pick<Context, 'spokenOf' | 'together' | 'isList'> {
  const { spokenOf, together, isList } = context;
  if (spokenOf.some(({ dimension }) => dimension === 'client' || dimension === 'advisor')) return context;
  const owners = spokenOf.flatMap(({ dimension, values }) => {
    const table =
      dimension === 'account' ? catalog.accounts : dimension === 'portfolio' ? catalog.portfolios : null;
    return table ? values.flatMap((id) => table.get(id ?? '')?.clientId ?? []) : [];
  });
  const values = [...new Set(owners)];
  if (values.length !== 1) return context;
  return {
    spokenOf: [...spokenOf, { kind: 'in', dimension: 'client', values, negated: false }],
    together,
    isList,
  };
}

const POSSESSIVE = /^(?:his|her|hers|its|their|theirs)$|['’]s?$/i;

/** The question with the name in the pronoun's place; null where it does not read as a question about just that. */
function inWords(request: UnderstandRequest, { said, filters, text }: Reference): Understanding | null {
  const things = filters.filter(({ dimension }) => !PEOPLE.has(dimension));
  const [first, ...more] = PERSONAL.test(said) || things.length === 0 ? filters : things;
  if (!first || more.length > 0 || first.values.length > 5) return null;
  const others = filters.filter((each) => each !== first);
  const isPossessive = POSSESSIVE.test(said) && isFollowedByNoun(text, said);
  for (const names of [labelsOf(first, request.catalog), first.values.map(String)]) {
    const name =
      names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '');
    const at = text.search(new RegExp(String.raw`\b${said.replaceAll(/[^\w ’']/g, '')}`, 'i'));
    if (at < 0) return null;
    const written = `${text.slice(0, at)}${name}${isPossessive ? '’s' : ''}${text.slice(at + said.length)}`;
    const read = understand({ ...request, text: written });
    const isOf = ({ where }: Plan): boolean => where.some((filter) => isSame(filter, first));
    const plan = read.kind === 'plan' && isOf(read.plan) ? carried(read.plan, others) : null;
    if (plan) return { kind: 'plan', plan, repairs: [] };
    if (
      read.kind === 'clarification' &&
      others.length === 0 &&
      read.choices.every((choice) => isOf(choice.plan))
    )
      return read;
  }
  return null;
}

const PEOPLE: ReadonlySet<string> = new Set(['client', 'advisor']);
const PERSONAL = /^(?:he|she|him|her|his|hers)$/i;

function isFollowedByNoun(text: string, said: string): boolean {
  return !/^her$/i.test(said) || !/\bher\s*[?.!]*$/i.test(text);
}

function labelsOf({ dimension, values }: InFilter, catalog: Catalog): readonly string[] {
  const isEntity = DIMENSIONS.get(dimension)?.kind === 'entity';
  return values.map((value) =>
    isEntity ? nameOf(dimension as EntityDimension, value ?? '', catalog) : (value ?? ''),
  );
}

function isSame(filter: Filter, wanted: InFilter): boolean {
  return (
    filter.kind === 'in' &&
    !filter.negated &&
    filter.dimension === wanted.dimension &&
    filter.values.length === wanted.values.length &&
    wanted.values.every((value) => filter.values.includes(value))
  );
}

/** The plan narrowed to what the word stands for, unless it names something of the kind itself. */
function carried(plan: Plan, filters: readonly InFilter[]): Plan | null {
  const isNamed = ({ dimension }: InFilter): boolean =>
    plan.where.some(
      (filter) => filter.kind === 'in' && !filter.negated && areRivals(filter.dimension, dimension),
    );
  const fresh = filters.filter((filter) => !isNamed(filter));
  const owned = fresh.filter(
    ({ dimension }) =>
      dimension !== 'client' ||
      !fresh.some((each) => each.dimension === 'account' || each.dimension === 'portfolio'),
  );
  const narrowed: Plan = { ...plan, where: [...plan.where, ...owned] };
  return isSound(narrowed) ? narrowed : null;
}

const PAST = /\b(?:did|was|were|had|got|earned|paid|received|made|came|went|bought|sold)\b/i;

/** What happened is asked of the same time as what was asked of before, where no other is said. */
function inSamePeriod(plan: Plan, last: Plan, { text, today }: UnderstandRequest): Plan {
  const [period, more] = last.periods;
  if (!period || more || period.pointInTime || period.from === null || !PAST.test(text)) return plan;
  const byDefault = periodsFor(plan.subject, plan.metrics, plan.by, null, today);
  const isDefault = JSON.stringify(byDefault) === JSON.stringify(plan.periods);
  const isPoint = byDefault.every(({ pointInTime }) => pointInTime);
  const isOnce = plan.derive === 'first' || plan.derive === 'last' || plan.derive === 'exists';
  return isDefault && !isPoint && !isOnce ? { ...plan, periods: last.periods } : plan;
}
