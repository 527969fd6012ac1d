import type { Dimension } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { listing } from '../builders.ts';
import { namesAccounts } from './whiches.ts';
import type { Narrow } from '../parts.ts';
import { type Outline, type Pattern, type Sense, outline } from '../outline.ts';

/** What the registers of accounts and clients say in a column of their own, by how it is asked for. */
const FACTS: Readonly<Partial<Record<Dimension, Dimension>>> = {
  custodian: 'custodian',
  account_type: 'account_type',
  transaction_type: 'account_type',
  cost_method: 'cost_method',
  account_currency: 'account_currency',
  currency: 'account_currency',
  advisor: 'advisor',
  client: 'client',
};

/** Facts that are in the registers: 'accounts with their custodian and type', 'my benchmark', 'who opened an account'. */
export const registers: Pattern = (sense) => {
  const { parts, metrics, groups } = sense;
  const isPlain =
    groups.length === 0 && parts.bounds.length === 0 && !parts.rank && !parts.ends && !parts.average;
  if (!isPlain) return null;
  const benchmark = benchmarkName(sense);
  if (benchmark) return benchmark;
  const verbs = sense.faint.filter((verb) => verb !== 'twr' && verb !== 'market_value');
  if (metrics.length > 0 || verbs.length > 0) return null;
  return (
    isStillOpen(sense) ??
    isOfKind(sense) ??
    openingsOf(sense) ??
    ownerOf(sense) ??
    unmeasured(sense) ??
    factsOfEach(sense) ??
    whereHeld(sense) ??
    whoOpened(sense) ??
    numbersOf(sense) ??
    agesOf(sense)
  );
};

/** 'Is my IRA still open'. */
function isStillOpen(sense: Sense): Outline | null {
  const { parts, narrows, nouns } = sense;
  const isOfOne = narrows.length === 1 && narrows.every((narrow) => namesAccounts(narrow));
  const isBare = nouns.every(({ dimension, plural }) => dimension === 'account' && !plural);
  if (!parts.whether || parts.open === null || !isOfOne || !isBare || parts.time !== null) return null;
  return outline(sense, { subject: 'accounts', derive: 'holds' });
}

const KINDS: ReadonlySet<string> = new Set(['account_type', 'cost_method', 'account_currency', 'custodian']);

/** 'Do we have a joint account', 'is the main account a trust', 'is my IRA at Northbank'. */
function isOfKind(sense: Sense): Outline | null {
  const { parts, narrows, nouns } = sense;
  const isYesNo =
    parts.whether && !parts.which && !parts.count && parts.time === null && parts.anyOf.length === 0;
  const isBare = nouns.every(
    ({ dimension, plural }) => dimension !== null && BESIDE_KIND.has(dimension) && !plural,
  );
  if (!isYesNo || !isBare || sense.base.length > 0) return null;
  const kinds = narrows.filter(
    ({ all, thing }) =>
      all.every((each) =>
        each.kind === 'values'
          ? each.filters.every(({ dimension }) => KINDS.has(dimension))
          : each.name.candidates.every(({ kind }) => kind === 'custodian'),
      ) &&
      (thing === null || thing.dimension === 'account' || thing.dimension === 'custodian'),
  );
  const others = narrows.filter((narrow) => !kinds.includes(narrow));
  const ofOne = others.length === 1 && others.every((narrow) => namesAccounts(narrow));
  const ofAny =
    others.length === 0 &&
    parts.ops.has('own') &&
    kinds.every(({ from }) => from?.filter?.dimension === 'account_type');
  if (kinds.length !== 1 || !(ofOne || ofAny)) return null;
  const by = nouns.flatMap(({ dimension }) => (dimension !== null ? (FACTS[dimension] ?? []) : []));
  return outline(sense, { subject: 'accounts', by, derive: 'holds' });
}

const BESIDE_KIND: ReadonlySet<Dimension> = new Set([
  'account',
  'account_type',
  'cost_method',
  'custodian',
  'transaction_type',
]);

/** 'List all accounts with their custodian and type'. */
function factsOfEach(sense: Sense): Outline | 'reject' | null {
  const { parts, nouns } = sense;
  if (parts.count || parts.whether || parts.ops.has('who') || parts.ops.has('when')) return null;
  const all = parts.which ? [parts.which.thing, ...nouns] : nouns;
  const [head, ...facts] = all;
  const isAccounts = head?.dimension === 'account' && head.rows !== null;
  const isClients = head?.dimension === 'client' && head.rows !== null;
  if (!head || facts.length === 0 || !(isAccounts || isClients) || !(head.plural || parts.which)) return null;
  const by = facts.flatMap(({ dimension, metrics, filter, plural }): readonly Dimension[] => {
    if (plural && dimension === 'client') return [];
    const fact = dimension === null || metrics.length > 0 || filter ? undefined : FACTS[dimension];
    return fact === undefined || (isClients && fact !== 'advisor') ? [] : [fact];
  });
  if (by.length < facts.length) return null;
  return listing({ ...sense, groups: [...new Set(by)] }, head);
}

/** 'Which accounts do I have and when was each opened'. */
function openingsOf(sense: Sense): Outline | 'reject' | null {
  const { parts, nouns, base } = sense;
  const head = parts.which?.thing ?? nouns[0];
  const asksWhen = parts.ops.has('when') || parts.ops.has('and_when');
  const isOpened = base.some((filter) => filter.kind === 'during' && filter.event === 'opened');
  const isAccounts = head?.rows?.subject === 'accounts' && head.plural;
  if (!asksWhen || !isOpened || !isAccounts || parts.time !== null || parts.count) return null;
  return listing({ ...sense, base: base.filter(({ kind }) => kind !== 'during') }, head);
}

/** 'Whose account is 55503': the register of accounts names the client. */
function ownerOf(sense: Sense): Outline | null {
  const { parts, nouns, narrows } = sense;
  const isOfAccount = narrows.length === 1 && narrows.every((narrow) => namesAccounts(narrow));
  const isBare = nouns.every(({ dimension, plural }) => dimension === 'account' && !plural);
  if (!parts.ops.has('who') || !isOfAccount || !isBare || parts.which || sense.base.length > 0) return null;
  if (parts.ops.has('advise') || parts.ops.has('own') || parts.time !== null) return null;
  return outline(sense, { subject: 'accounts', by: ['client'] });
}

/** 'Portfolios without a benchmark'. */
function unmeasured(sense: Sense): Outline | 'reject' | null {
  if (!sense.parts.ops.has('no_benchmark')) return null;
  const heads = [...sense.nouns, ...(sense.parts.which ? [sense.parts.which.thing] : [])];
  const [head, ...more] = heads;
  const isRegister = head?.rows?.subject === 'portfolios' || head?.rows?.subject === 'accounts';
  if (!head || !isRegister || more.length > 0 || sense.parts.count) return 'reject';
  return listing(sense, head, { unmeasured: true });
}

/** 'How many accounts do I have and where are they held'. */
function whereHeld(sense: Sense): Outline | null {
  const { parts } = sense;
  if (!parts.ops.has('where') || parts.count?.thing.dimension !== 'account') return null;
  return outline(sense, { subject: 'accounts', by: ['custodian'] });
}

/** 'Who opened an account in 2017': whose accounts were opened then. */
function whoOpened(sense: Sense): Outline | null {
  const opened = sense.base.some(({ kind }) => kind === 'during');
  if (!sense.parts.ops.has('who') || !opened || sense.narrows.length > 0) return null;
  return outline(sense, { subject: 'accounts', by: ['client'] });
}

/** 'What is the number of my IRA': the register has it. */
function numbersOf(sense: Sense): Outline | 'reject' | null {
  if (!sense.parts.ops.has('account_number')) return null;
  if (sense.parts.count || sense.parts.which?.thing.metrics.length) return 'reject';
  return outline(sense, { subject: 'accounts' });
}

const BENCHMARK =
  /^(?:(?:my |reference )?(?:benchmarks?|index|indices)|(?:measured|benchmarked) against|benchmarked to)$/;

/** 'How old is my IRA': when it was opened; of nothing by name, when the first account was. */
function agesOf(sense: Sense): Outline | 'reject' | null {
  const { parts, narrows, nouns } = sense;
  if (!parts.ops.has('how_old')) return null;
  if (parts.count || parts.time !== null || nouns.some(({ rows }) => rows?.subject !== 'accounts'))
    return 'reject';
  if (!narrows.every(isOnAccounts)) return 'reject';
  const isOfAll = narrows.length === 0 && nouns.length === 0;
  const base = sense.base.filter(({ kind }) => kind !== 'during');
  const first = { order: { by: 'date', direction: 'asc' }, limit: 1 } as const;
  return outline({ ...sense, base }, { subject: 'accounts', where: base, ...(isOfAll ? first : {}) });
}

function isOnAccounts(narrow: Narrow): boolean {
  return namesAccounts(narrow) || narrow.from?.filter?.dimension === 'account_type';
}

/** 'What is my benchmark', 'which index does Growth use': the register of portfolios names it. */
function benchmarkName(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics } = sense;
  const { ops } = parts;
  const said = [...parts.things, ...(parts.which ? [parts.which.thing] : [])].filter(
    (thing) => thing.metrics[0] === 'benchmark_return',
  );
  if (said.length === 0 || !said.every((thing) => BENCHMARK.test(thing.said))) return null;
  if (metrics.some((metric) => metric !== 'benchmark_return') || parts.time !== null) return null;
  const isOfOne = ops.size === 0 && sense.narrows.length === 1 && sense.narrows.every(namesAccounts);
  const asks = ops.has('what') || ops.has('which') || parts.which !== null || ops.has('list') || isOfOne;
  const judges = (
    ['how_did', 'how_much', 'vs', 'compare', 'when', 'change', 'in_percent', 'yes_no', 'who'] as const
  ).some((op) => ops.has(op));
  // The 'do' of 'what benchmark do you use' only helps to ask.
  const isUsed = parts.things.every((thing) => !/^(?:did|done|doing|performed)$/.test(thing.said));
  const verbs = sense.faint.filter(
    (verb) => verb !== 'market_value' && !(verb === 'twr' && isUsed && !ops.has('how_did')),
  );
  if (!asks || judges || verbs.length > 0 || parts.count) return null;
  return listing({ ...sense, metrics: [] }, PORTFOLIOS);
}

const PORTFOLIOS: Thing = {
  metrics: [],
  weak: false,
  dimension: 'portfolio',
  rows: { subject: 'portfolios', where: [] },
  filter: null,
  plural: true,
  said: 'portfolios',
  at: null,
};
