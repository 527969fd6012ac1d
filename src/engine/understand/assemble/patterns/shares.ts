import { METRICS } from '../../../../model/index.ts';
import type { Filter } from '../../../../vocabulary/plan.ts';
import { conditionsOf, figures } from '../builders.ts';
import { ENTITY_SUBJECTS, GRAINS, type Pattern, type Sense, isOnSecurities, outline } from '../outline.ts';

/** 'What percent of … is …', 'share of equities', '… in percent'. */
export const shares: Pattern = (given) => {
  const { parts } = given;
  const isTold =
    parts.ops.has('time_series') &&
    parts.ops.has('share') &&
    !given.groups.some((group) => GRAINS.has(group));
  // 'How has the share of bonds developed'.
  const sense: Sense = isTold ? { ...given, groups: [...given.groups, 'month'] } : given;
  const isPart =
    parts.ops.has('how_much_of') &&
    sense.narrows.length > 0 &&
    sense.metrics.every((metric) => metric === 'market_value');
  const isShare = isPart || parts.ops.has('share') || parts.ops.has('in_percent');
  if (!isShare && !(parts.split && sense.groups.length > 0)) return null;
  if (!isShare && sense.groups.every((group) => GRAINS.has(group)))
    return sense.metrics.length > 0 ? null : 'reject';
  if (parts.rank || (parts.order && !parts.ops.has('share'))) return null;
  const isGrowth =
    parts.ops.has('change') ||
    parts.things.some(({ said }) => /^gr[oe]w/.test(said)) ||
    (parts.time?.periods.length ?? 0) > 1;
  const grows = sense.faint.includes('twr') && sense.metrics.length === 0 && !parts.ops.has('share');
  const isOver = parts.time?.periods.some(({ kind }) => kind === 'range') ?? false;
  if (isGrowth && grows && isOver && parts.ops.has('in_percent'))
    return sense.narrows.some(({ all }) => all.some(isOnSecurities)) ? 'reject' : figures(sense, ['twr']);
  if (isGrowth && sense.metrics.length > 0 && !parts.ops.has('share') && sense.narrows.length === 0)
    return null;
  if (parts.count || parts.ends || parts.average) return 'reject';
  // How many of them are up is no share of what they are worth.
  if (parts.ops.has('share') && conditionsOf(sense).length > 0) return 'reject';
  const other = sense.metrics.filter((metric) => metric !== 'market_value' && metric !== 'weight');
  // 'Income in percent of assets' holds one against the other, which only fees have a name for.
  // 'In percent of her assets' reads as a share, too; the portfolio may be that whose income is parted.
  const isOfAssets = parts.things.some(({ said }) =>
    (parts.ops.has('in_percent') ? /^(?:assets?|portfolio|wealth|value)$/ : /^(?:assets?|wealth)$/).test(
      said,
    ),
  );
  if (isOfAssets && other.length === 1 && other.some((metric) => FLOWS.has(metric))) return 'reject';
  const ofValue = isShare && other.length === 1 && sense.metrics.includes('market_value');
  if (ofValue && other[0] === 'fees' && sense.narrows.length === 0) return figures(sense, ['fee_rate']);
  if (!isShare) {
    return other.length > 0
      ? null
      : figures(sense, ['market_value'], { derive: 'share', shareOf: within(sense) });
  }
  if (other.length === 0) {
    if (isOfMembers(sense)) return membersShare(sense);
    const isOfEach =
      sense.groups.some((group) => ENTITY_SUBJECTS[group]) ||
      ENTITY_SUBJECTS[parts.which?.thing.dimension ?? 'day'] !== undefined;
    const isWeight = !parts.ops.has('share') && sense.groups.every((group) => ENTITY_SUBJECTS[group]);
    // Of its own total each has all: 'each account as a percent of the total' is part of everything.
    if (isOfEach && isWeight && sense.narrows.length > 0 && parts.which === null && parts.bounds.length === 0)
      return figures({ ...sense, metrics: ['weight'] }, ['weight'], { shareOf: 'group' });
    if (isOfEach && sense.narrows.some(({ all }) => all.some(isOnSecurities))) return 'reject';
    const numerators = sense.narrows.length > 0 || sense.head !== null || sense.groups.length > 0;
    if (!numerators || parts.bounds.length > 0) return 'reject';
    return figures(sense, ['market_value'], { derive: 'share', shareOf: within(sense) });
  }
  const [metric] = other;
  if (metric === 'cash' && other.length === 1 && sense.narrows.length === 0 && sense.groups.length > 0)
    return sense.groups.every((group) => ENTITY_SUBJECTS[group] !== undefined)
      ? figures({ ...sense, metrics: ['weight'] }, ['weight'], {
          where: [...sense.base, CASH],
          shareOf: 'group',
        })
      : 'reject';
  if (other.length === 1 && metric !== undefined) {
    const unit = METRICS.get(metric)?.unit;
    if (unit === 'percent' && !parts.ops.has('share')) return figures(sense, other);
    if (metric === 'fees' && sense.narrows.length === 0 && (parts.ops.has('in_percent') || isOfScope(sense)))
      return figures(sense, ['fee_rate']);
    if (metric === 'gain' && !parts.ops.has('share'))
      return sense.narrows.some(({ all }) => all.some(isOnSecurities)) ? 'reject' : figures(sense, ['twr']);
    if (metric === 'unrealized_gain' && !parts.ops.has('share')) return figures(sense, ['unrealized_return']);
    const isAdditive =
      unit === 'money' && (sense.narrows.length > 0 || sense.groups.length > 0 || parts.which !== null);
    return isAdditive ? figures(sense, [metric], { derive: 'share' }) : 'reject';
  }
  const part = partOfWhole(other);
  return part
    ? outline(sense, { metrics: [part.whole], where: [...sense.base, part.filter], derive: 'share' })
    : 'reject';
};

/** 'What proportion of accounts are Roths': a share of how many there are, and not of what they are worth. */
function isOfMembers({ parts, nouns, narrows, groups, metrics }: Sense): boolean {
  const isCounted = nouns.some(
    ({ plural, dimension }) => plural && dimension !== null && ENTITY_SUBJECTS[dimension],
  );
  const isOnValue = narrows.some(({ all }) => all.some(isOnSecurities)) || metrics.length > 0;
  return parts.ops.has('share') && isCounted && !isOnValue && groups.length === 0 && parts.which === null;
}

/** Of how many accounts it is true, where the register tells it. */
function membersShare(sense: Sense): ReturnType<Pattern> {
  const { parts, narrows, nouns } = sense;
  const [noun, ...more] = nouns.filter(({ plural, dimension }) => plural && dimension === 'account');
  const isOfRegister =
    narrows.length > 0 &&
    narrows.every(({ all, negated }) =>
      all.every(
        (each) =>
          each.kind === 'values' &&
          !negated &&
          each.filters.every(({ dimension }) => dimension === 'account_type'),
      ),
    );
  const isPlain =
    parts.bounds.length === 0 && parts.time === null && sense.faint.length === 0 && parts.open === null;
  if (!noun || more.length > 0 || !isOfRegister || !isPlain || conditionsOf(sense).length > 0)
    return 'reject';
  return figures(sense, ['account_count'], { derive: 'share' });
}

/** 'What percentage of my portfolio goes on fees': of what it is worth. */
function isOfScope({ parts, groups, nouns }: Sense): boolean {
  const isScope = nouns.every(({ dimension, plural }) => !plural && dimension === 'portfolio');
  const isWorth = parts.things.some(({ weak, metrics }) => weak && metrics.includes('market_value'));
  const isInTime = groups.every((group) => GRAINS.has(group));
  return isInTime && parts.which === null && isScope && (nouns.length > 0 || isWorth);
}

/** 'Equities by sector': what is split is the whole, where the groups split just what the conditions let through. */
function within(sense: Sense): readonly Filter[] | null {
  const { narrows, groups, parts } = sense;
  if (parts.shareWhole && groups.length === 0) return parts.shareWhole;
  const isSplit = groups.some((group) => ['sector', 'country', 'currency', 'security'].includes(group));
  const classes = narrows.flatMap(({ all, negated }) =>
    negated ? [] : all.flatMap((each) => (each.kind === 'values' ? each.filters : [])),
  );
  const only = classes.every(({ dimension }) => dimension === 'asset_class');
  return isSplit && only && classes.length > 0 ? classes : null;
}

const FLOWS: ReadonlySet<string> = new Set(
  'income dividends interest taxes deposits withdrawals inflows outflows purchases sales'.split(' '),
);

const CASH: Filter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: false };

const PARTS_OF: readonly { readonly part: string; readonly whole: string; readonly filter: Filter }[] = [
  {
    part: 'dividends',
    whole: 'income',
    filter: { kind: 'in', dimension: 'income_kind', values: ['dividend'], negated: false },
  },
  {
    part: 'interest',
    whole: 'income',
    filter: { kind: 'in', dimension: 'income_kind', values: ['interest'], negated: false },
  },
  {
    part: 'commissions',
    whole: 'fees',
    filter: { kind: 'in', dimension: 'fee_kind', values: ['commission'], negated: false },
  },
  {
    part: 'advisory_fees',
    whole: 'fees',
    filter: { kind: 'in', dimension: 'fee_kind', values: ['advisory'], negated: false },
  },
  {
    part: 'custody_fees',
    whole: 'fees',
    filter: { kind: 'in', dimension: 'fee_kind', values: ['custody'], negated: false },
  },
];

function partOfWhole(metrics: readonly string[]): (typeof PARTS_OF)[number] | undefined {
  return metrics.length === 2
    ? PARTS_OF.find(({ part, whole }) => metrics.includes(part) && metrics.includes(whole))
    : undefined;
}
