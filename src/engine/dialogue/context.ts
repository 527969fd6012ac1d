import type { Turn } from '../../vocabulary/conversation.ts';
import { ENTITY_DIMENSIONS, type EntityDimension, type Filter, type Plan } from '../../vocabulary/plan.ts';
import { BOOKED } from '../understand/assemble/outline.ts';

export type InFilter = Extract<Filter, { kind: 'in' }>;

/** What a dialogue has come to: its last answer, and the things that words like 'it' and 'the second one' can mean. */
export interface Context {
  readonly turn: Turn;
  readonly plan: Plan;
  /** What the last question was narrowed to, and what the one row of its answer is. */
  readonly spokenOf: readonly InFilter[];
  /** The same for words in the plural: the few rows of its answer. */
  readonly together: readonly InFilter[];
  /** The things in the rows of the last answer, in their order; empty where its rows are no things. */
  readonly rows: readonly InFilter[];
  /** The last answer is of bookings, lots, nothing or some without a name: 'it' and 'they' are not known by it alone. */
  readonly isList: boolean;
  /** The questions since that were not answered. */
  readonly unanswered: readonly Turn[];
}

/** Conditions on what rows there are, which no pronoun stands for. */
const KINDS: ReadonlySet<string> = new Set([
  'transaction_type',
  'income_kind',
  'fee_kind',
  'term',
  'cost_method',
]);

/** More rows than this are no 'they' of a sentence. */
const TOGETHER_MAX = 20;

/** The last answered turn and what it speaks of; null where nothing has been answered yet. */
export function contextOf(turns: readonly Turn[]): Context | null {
  const turn = answered(turns);
  if (!turn?.plan) return null;
  // What was added up are the rows of the answer before it.
  const told = answered(turns.filter(({ plan }) => !isSumOfFirst(plan))) ?? turn;
  const rows = thingsOf(isSumOfFirst(turn.plan) ? told : turn);
  const named = turn.plan.where.filter(
    (filter): filter is InFilter =>
      filter.kind === 'in' &&
      !filter.negated &&
      !filter.values.includes(null) &&
      !KINDS.has(filter.dimension),
  );
  const isList = leavesNameless(turn);
  const together = BOOKED.has(turn.plan.subject) ? securitiesOf(turn, named) : joined(rows, named);
  const isOne = together.every(({ values }) => values.length === 1);
  return {
    turn,
    plan: turn.plan,
    spokenOf: [...(isOne ? together : []), ...named],
    together: [...together, ...named],
    rows,
    isList,
    unanswered: turns.slice(turns.indexOf(turn) + 1).filter(({ answer }) => answer.kind !== 'answer'),
  };
}

function isSumOfFirst(plan: Plan | null): boolean {
  return plan?.derive === 'total' && plan.limit !== null;
}

function answered(turns: readonly Turn[]): Turn | undefined {
  return turns.findLast((each) => each.plan !== null && each.answer.kind === 'answer');
}

/** The row, or the few rows, of an answer: 'which account did best?' speaks of that account from then on. */
function joined(rows: readonly InFilter[], named: readonly InFilter[]): readonly InFilter[] {
  const [first] = rows;
  if (!first || rows.length > TOGETHER_MAX || named.some(({ dimension }) => dimension === first.dimension))
    return [];
  const values = [...new Set(rows.flatMap((row) => row.values))];
  return [{ ...first, values }];
}

function leavesNameless({ plan, answer }: Turn): boolean {
  const isEmpty = answer.kind === 'answer' && answer.columns.length > 0 && answer.rows.length === 0;
  if (plan === null) return false;
  // Who lacks something, or opened an account in a time, has no name here.
  const isByWhat = plan.where.some(({ kind }) => kind === 'without' || kind === 'during');
  return BOOKED.has(plan.subject) || (plan.by.length > 0 && isEmpty) || isByWhat;
}

/** What the listed bookings are of, where that is few securities. */
function securitiesOf({ answer }: Turn, named: readonly InFilter[]): readonly InFilter[] {
  if (answer.kind !== 'answer' || named.some(({ dimension }) => dimension === 'security')) return [];
  const at = answer.columns.findIndex(({ name }) => name === 'security_id');
  const ids = new Set(answer.rows.flatMap((row) => (typeof row[at] === 'string' ? [row[at]] : [])));
  if (at < 0 || ids.size === 0 || ids.size > TOGETHER_MAX) return [];
  return [{ kind: 'in', dimension: 'security', values: [...ids], negated: false }];
}

const NO_THINGS: ReadonlySet<string | null> = new Set(['count', 'exists', 'proportion']);

/** Of a list of accounts each row is an account, whatever else is told of it. */
const REGISTERED: Readonly<Record<string, EntityDimension>> = {
  accounts: 'account',
  portfolios: 'portfolio',
  clients: 'client',
  advisors: 'advisor',
};

/** The innermost kind of thing that the rows are: each row's own, by the column of its ids. */
function thingsOf({ answer }: Turn): readonly InFilter[] {
  if (answer.kind !== 'answer' || answer.plan === null) return [];
  if (NO_THINGS.has(answer.plan.derive)) return [];
  const own = REGISTERED[answer.plan.subject];
  const at = answer.columns.findLastIndex(
    ({ name }) =>
      name.endsWith('_id') && (own === undefined ? isEntity(name.replace(/_id$/, '')) : name === `${own}_id`),
  );
  const dimension = answer.columns[at]?.name.replace(/_id$/, '');
  if (dimension === undefined || !isEntity(dimension)) return [];
  const isListing = answer.columns.some(({ name }) => name === 'trade_date' || name === 'acquired_on');
  const isSeries = answer.columns.some(({ type }) => type === 'period');
  if (isListing || isSeries) return [];
  return answer.rows.flatMap((row) => {
    const id = row[at];
    return typeof id === 'string' && id !== '' && !id.startsWith('CASH:')
      ? [{ kind: 'in' as const, dimension, values: [id], negated: false }]
      : [];
  });
}

function isEntity(dimension: string): dimension is EntityDimension {
  return ENTITY_DIMENSIONS.some((each) => each === dimension);
}
