import { METRICS } from '../../../../model/index.ts';
import type { Thing } from '../../chart/items.ts';
import type { Dimension } from '../../../../vocabulary/plan.ts';
import { figures, listing } from '../builders.ts';
import {
  ACCOUNTS,
  type Outline,
  type Pattern,
  SPLITS,
  type Sense,
  isOnSecurities,
  namesSecurity,
  eventNoun,
  carriedEvent,
  outline,
} from '../outline.ts';
import type { Narrow, Parts } from '../parts.ts';
import { changedMix } from './changed-mix.ts';
import { comparedAlone, howMuchMore } from './compared-periods.ts';
import { changeOverPeriod, TREND_NOUN } from './named.ts';
import { verbFigure } from './verb-figure.ts';
import { namesAccounts } from './whiches.ts';
import { worthMeant } from './worth.ts';

/** No figure is named: what 'how much', 'how did' and a bare name mean by themselves. */
export const defaults: Pattern = (sense) => {
  const { parts, faint, narrows } = sense;
  const { ops } = parts;
  if (ops.has('how_much_more')) return howMuchMore(sense);
  const periods = comparedAlone(sense);
  if (periods) return periods;
  const mix = changedMix(sense);
  if (mix) return mix;
  if (ops.has('change') && isOfScope(sense)) return changeOverPeriod({ ...sense, metrics: ['market_value'] });
  if (ops.has('change') || ops.has('time_series') || parts.ends) return 'reject';
  const counted = countsByGroup(sense);
  if (counted) return counted;
  const worth = worthMeant(sense);
  if (worth) return worth;
  const bounded = sense.nouns.find(
    ({ dimension, plural }) => plural && dimension !== null && SPLITS.has(dimension),
  );
  if (
    bounded?.dimension &&
    bounded.dimension !== 'security' &&
    parts.bounds.length > 0 &&
    sense.groups.length === 0
  )
    return figures({ ...sense, groups: [bounded.dimension] }, [boundOf(parts) ?? 'weight']);
  const stretches = sense.nouns.find(
    ({ dimension, plural }) => plural && dimension !== null && TREND_NOUN.has(dimension),
  );
  const bound = boundOf(parts);
  // 'Months with more than 1,000 in dividends', 'with a return under -2 %'.
  const additivity = METRICS.get(bound ?? '')?.additivity;
  const isPercent = parts.bounds.every(({ bounds }) =>
    bounds.every(({ number }) => number.unit === 'percent'),
  );
  const isTold = additivity === 'flow' || (additivity === 'linked' && isPercent);
  if (stretches?.dimension && bound !== null && isTold && sense.groups.length === 0 && parts.rank === null)
    return figures({ ...sense, groups: [stretches.dimension] }, [bound]);
  const head = sense.head?.dimension ?? null;
  const grouped = sense.groups.length > 0 || (head !== null && !TREND_NOUN.has(head)) || ops.has('who');
  if (bound !== null && grouped && parts.rank === null && faint.length === 0) return figures(sense, [bound]);
  const fact = factOf(sense);
  if (fact) return fact;
  if (sense.nouns.some((noun) => noun.dimension && TREND_NOUN.has(noun.dimension))) return 'reject';
  if (parts.asked.invested && ops.has('how_much') && narrows.length > 0 && narrows.every(namesOneOf))
    return figures(sense, ['cost_basis']);
  const isSplit =
    [...sense.groups, ...(head === null ? [] : [head])].some((group) => SPLITS.has(group)) ||
    narrows.some(({ all }) => all.some((each) => each.kind === 'values'));
  const meant = faint.filter(
    (metric) => metric !== 'market_value' && !(metric === 'net_contributions' && isSplit),
  );
  const isInvested =
    faint.includes('net_contributions') &&
    (ops.has('how_did') || ops.has('where')) &&
    narrows.every(namesAccounts);
  if (isInvested || (ops.has('where') && faint.includes('market_value'))) {
    // Where it is held are the custodians, where it is invested the classes.
    const plain: Dimension = ops.has('own') && !isInvested ? 'custodian' : 'asset_class';
    const by: readonly Dimension[] = sense.groups.length > 0 ? sense.groups : [plain];
    return figures({ ...sense, groups: by }, ['market_value'], { derive: 'share' });
  }
  if (ops.has('where')) return 'reject';
  if (faint.includes('quantity') && narrows.some(namesSecurity) && !parts.passedVerb)
    return figures(sense, ['quantity']);
  if (meant.length < faint.length && faint.includes('net_contributions')) {
    return figures(sense, ['market_value'], { derive: sense.groups.length > 0 ? 'share' : null });
  }
  const [member, ...members] = parts.headed;
  if (
    parts.asksHowItDid &&
    /^(?:twr)?$/.test(meant.join()) &&
    member &&
    members.length + sense.groups.length === 0
  )
    return figures({ ...sense, groups: [member] }, ['twr']);
  const isAction = meant.filter((metric) => metric !== 'twr');
  if (isAction.length > 0) return verbFigure(sense, isAction);
  if (
    meant.includes('twr') &&
    (ops.has('how_did') || ops.has('what') || ops.has('rank_by') || isGrowth(parts))
  ) {
    // A return is linked over whole accounts; of what part of them came, the amount is known.
    if (narrows.some(({ all }) => all.some(isOnSecurities)) && ops.has('how_did'))
      return figures(sense, ['gain']);
    return figures(sense, [
      ops.has('gross') ? 'twr_gross' : ops.has('annualized') ? 'twr_annualized' : 'twr',
    ]);
  }
  if (parts.passedVerb) return 'reject';
  const isAccountKind =
    narrows.length > 0 &&
    narrows.every(({ all }) =>
      all.every(
        (each) =>
          each.kind === 'values' && each.filters.every(({ dimension }) => dimension === 'account_type'),
      ),
    );
  if (isAccountKind && (ops.has('list') || ops.has('show')))
    return listing(sense, carriedEvent(sense) ?? ACCOUNTS);
  if (isAccountKind && ops.has('total')) return figures(sense, ['market_value']);
  const isBare = faint.length === 0 && sense.nouns.length === 0 && sense.groups.length === 0;
  if (ops.has('total') && ops.has('all') && isBare && narrows.length === 0 && !ops.has('how_many'))
    return figures(sense, ['market_value']);
  if (parts.saidTotal && ops.has('own') && isBare && narrows.length === 0 && !ops.has('how_many'))
    return figures(sense, ['market_value']);
  if (ops.has('own') && narrows.some(namesSecurity) && ops.has('in_shares'))
    return figures(sense, ['quantity']);
  if (ops.has('total') && ops.has('own') && narrows.length > 0 && faint.length === 0)
    return figures(sense, ['market_value']);
  if (
    ops.has('how_much') &&
    (ops.has('own') || narrows.length > 0 || faint.includes('market_value') || ops.has('all'))
  ) {
    return figures(sense, [ops.has('in_shares') ? 'quantity' : 'market_value']);
  }
  if (meant.length === 0 && narrows.some((narrow) => isSetBeside(narrow, ops))) {
    // Over a time what came of them is compared, and not what they are worth at its end.
    const isOver =
      (ops.has('how_did') && faint.length === 0 && narrows.every(namesAccounts)) ||
      (parts.time?.periods.some(({ kind }) => kind === 'range') ?? false);
    const isOfParts = narrows.some(({ all }) => all.some(isOnSecurities));
    return figures(sense, [isOver ? (isOfParts ? 'gain' : 'twr') : 'market_value']);
  }
  if (faint.includes('market_value')) return figures(sense, ['market_value'], { cost: 0.1 });
  const kinds = narrows.slice(1);
  const isOfPerson =
    kinds.length === 1 && kinds.every(({ from, negated }) => !negated && isKindOfAccount(from));
  const ofKind =
    kinds.length === 1 &&
    kinds.every(({ from }) => from?.filter?.dimension === 'account_type' && from.plural);
  if (ofKind && namesSecurityOrParty(narrows[0]) && ops.size <= 1 && faint.length === 0)
    return listing(sense, ACCOUNTS);
  const isNameOnly =
    (narrows.length === 1 || isOfPerson) &&
    namesSecurityOrParty(narrows[0]) &&
    ops.size <= 1 &&
    !ops.has('how_did') &&
    !ops.has('yes_no') &&
    !ops.has('split_noun') &&
    !ops.has('gross') &&
    sense.nouns.every(({ dimension, said }) => dimension !== null && !/^(?:ticker|symbol)$/.test(said));
  if (isNameOnly) return figures(sense, ['market_value'], { cost: 0.2 });
  if (
    sense.groups.length > 0 &&
    sense.groups.every((group) => SPLITS.has(group)) &&
    (ops.has('how_did') || parts.split || ops.has('list') || ops.has('show'))
  ) {
    return figures(sense, ['market_value'], { derive: 'share' });
  }
  if (sense.groups.length > 0 && sense.groups.every((group) => SPLITS.has(group)) && ops.size === 0) {
    return figures(sense, ['market_value'], { derive: 'share', cost: 0.1 });
  }
  if (ops.has('split_noun') && narrows.length === 0 && sense.groups.length === 0) {
    return figures({ ...sense, groups: ['asset_class'] }, ['market_value'], { derive: 'share' });
  }
  if (ops.has('split_noun') && narrows.length > 0 && sense.groups.length === 0) {
    // 'The allocation of my IRA' is of what it holds.
    const by: readonly Dimension[] = narrows.every(namesAccounts) ? ['asset_class'] : [];
    return figures({ ...sense, groups: by }, ['market_value'], { derive: 'share' });
  }
  const allocation = sense.nouns.find((noun) => /allocation|mix/.test(noun.said));
  if (allocation?.dimension)
    return figures({ ...sense, groups: [allocation.dimension] }, ['market_value'], { derive: 'share' });
  return null;
};

/** 'How much have I invested in Apple' asks for what was paid for it, not for what it is worth. */
function namesOneOf(narrow: Narrow): boolean {
  return !narrow.negated && namesSecurity(narrow);
}

/** 'A versus B', 'compare A and B'. */
function isSetBeside({ joined, all, negated }: Narrow, ops: Parts['ops']): boolean {
  return all.length > 1 && (joined === 'vs' || (ops.has('compare') && !negated));
}

/** 'How much did my account change': its value, where nothing else is spoken of. */
function isOfScope({ nouns, narrows, faint, groups, parts }: Sense): boolean {
  const isNamed =
    !parts.whether &&
    narrows.length === 1 &&
    narrows.every((narrow) => namesAccounts(narrow) && narrow.all.length === 1);
  const isScope =
    (nouns.length > 0 || isNamed) &&
    nouns.every(({ dimension, plural }) => !plural && (dimension === 'account' || dimension === 'portfolio'));
  return (
    isScope &&
    (isNamed || narrows.length === 0) &&
    faint.length === 0 &&
    groups.length === 0 &&
    parts.bounds.length === 0
  );
}

/** The Roth of 'José's Roth'. */
function isKindOfAccount(noun: Thing | null): boolean {
  return noun?.filter?.dimension === 'account_type' && !noun.plural;
}

/** The one figure that is limited. */
function boundOf({ bounds }: Parts): string | null {
  const [only, ...more] = bounds;
  return more.length > 0 ? null : (only?.metric?.metrics[0] ?? null);
}

const FACTS: ReadonlySet<Dimension> = new Set([
  'custodian',
  'cost_method',
  'account_currency',
  'account_type',
  'currency',
]);

/** 'Cost method of the Main account': a column of the register. */
function factOf(sense: Sense): Outline | null {
  const { nouns, narrows, groups, parts } = sense;
  const [noun, ...more] = nouns.filter(({ dimension }) => dimension !== 'account');
  if (!noun?.dimension || more.length > 0 || !FACTS.has(noun.dimension) || noun.plural) return null;
  const ofAccounts =
    narrows.length > 0 && narrows.every((narrow) => namesAccounts(narrow) || isKindOfAccount(narrow.from));
  if (!ofAccounts || groups.length > 0 || parts.bounds.length > 0 || parts.time !== null) return null;
  const dimension = noun.dimension === 'currency' ? 'account_currency' : noun.dimension;
  return outline(sense, { subject: 'accounts', by: [dimension] });
}

/** 'Trades per month': how many there are in each. */
function countsByGroup(sense: Sense): Outline | 'reject' | null {
  const { parts, groups } = sense;
  const event = eventNoun(parts, sense);
  if (groups.length === 0 || event?.rows?.subject !== 'transactions' || event.weak || !event.plural)
    return null;
  if (parts.ops.has('how_much') || parts.ops.has('total') || parts.bounds.length > 0) return null;
  return figures(sense, ['transaction_count'], { where: [...sense.base, ...event.rows.where] });
}

function namesSecurityOrParty(narrow: Narrow | undefined): boolean {
  return narrow !== undefined && !narrow.negated && narrow.all.every(({ kind }) => kind === 'name');
}

/** 'How much did it grow' may mean a rate as well as an amount. */
function isGrowth({ ops, things }: Parts): boolean {
  return ops.has('how_much') && things.some(({ said }) => /^gr[oe]w/.test(said));
}
