import type { Dimension } from '../../../../vocabulary/plan.ts';
import { figures } from '../builders.ts';
import {
  ENTITY_SUBJECTS,
  isOnSecurities,
  namesSecurity,
  type Outline,
  type Sense,
  SPLITS,
} from '../outline.ts';
import { namesAccounts } from './whiches.ts';

/** What something is worth, or how many of it there are, where no figure is named and none else can be meant. */
export function worthMeant(sense: Sense): Outline | 'reject' | null {
  const { parts, faint, narrows, nouns, groups } = sense;
  const { ops, time } = parts;
  if (holdsWhat(sense) || isSharesHeld(sense)) return figures(sense, ['quantity', 'market_value']);
  if (isCountedInShares(sense)) return figures(sense, ['quantity']);
  const isPlain = parts.bounds.length === 0 && !parts.rank && !parts.which && !parts.count && !parts.average;
  if (!isPlain || ops.has('not') || ops.has('list')) return null;
  const isUnnamed = nouns.length + narrows.length + groups.length === 0;
  // 'How is my money allocated'.
  if (ops.has('split_noun') && isUnnamed && faint.join() === 'market_value')
    return figures({ ...sense, groups: ['asset_class'] }, ['market_value'], { derive: 'share' });
  // 'How much is in each sector', 'what does each advisor look after'.
  const isOfEach = groups.length > 0 && nouns.length === 0 && groups.every(isPartOrHolder);
  const isAsked = ops.has('how_much') || (ops.has('what') && ops.has('advise'));
  if (isOfEach && isAsked && faint.every((verb) => verb === 'market_value'))
    return figures(sense, ['market_value'], {
      derive: groups.every((group) => SPLITS.has(group)) ? 'share' : null,
    });
  // 'Give me the portfolio's total', 'total on 24 August'.
  const isOfWhole =
    nouns.every(
      ({ dimension, plural }) => !plural && (dimension === 'portfolio' || dimension === 'account'),
    ) && narrows.every(namesAccounts);
  if (
    ops.has('total') &&
    faint.length + groups.length === 0 &&
    isOfWhole &&
    (nouns.length > 0 || time !== null)
  )
    return figures(sense, ['market_value']);
  // 'Total fixed income'.
  const isOfParts =
    narrows.length > 0 && narrows.every(({ all, negated }) => !negated && all.every(isOnSecurities));
  if (ops.has('total') && faint.length + nouns.length + groups.length === 0 && isOfParts)
    return figures(sense, ['market_value']);
  // 'How was last quarter'.
  const isOver = time !== null && time.periods.every(({ kind }) => kind === 'range');
  return ops.has('how_did') && isUnnamed && faint.length === 0 && isOver ? figures(sense, ['twr']) : null;
}

function isPartOrHolder(dimension: Dimension): boolean {
  return SPLITS.has(dimension) || ENTITY_SUBJECTS[dimension] !== undefined;
}

/** 'What do I have in Netflix': how many shares, and what they are worth. */
function holdsWhat({ parts, narrows, nouns, faint, groups }: Sense): boolean {
  const { ops } = parts;
  const asks = ops.has('what') && ops.has('own') && !ops.has('how_much');
  const isBare = nouns.length + faint.length + groups.length + parts.bounds.length === 0 && !parts.rank;
  const isOver = parts.time?.periods.some(({ label }) => label === 'since inception') ?? false;
  return asks && isBare && !isOver && narrows.some((narrow) => !narrow.negated && namesSecurity(narrow));
}

/** 'Amazon shares by account', 'Amazon shares held in June': how many, and what they are worth. */
function isSharesHeld({ parts, narrows, faint, groups, nouns }: Sense): boolean {
  const isOfHolders = groups.every((group) => !SPLITS.has(group) || group === 'custodian');
  const isBare =
    faint.length + nouns.length + parts.bounds.length === 0 && !parts.rank && !parts.which && !parts.count;
  const isHeld = groups.length > 0 || (parts.ops.has('own') && parts.ops.size === 1);
  return (
    isOfHolders &&
    isBare &&
    isHeld &&
    narrows.length > 0 &&
    narrows.every(
      (narrow) =>
        !narrow.negated && namesSecurity(narrow) && /^(?:shares|units)$/.test(narrow.thing?.said ?? ''),
    )
  );
}

/** 'How many AAPL do I own', 'my Apple position in shares'. */
export function isCountedInShares({ parts, narrows, faint, groups, nouns }: Sense): boolean {
  const { ops } = parts;
  const isBare =
    nouns.length + groups.length + parts.bounds.length === 0 && !parts.rank && !parts.which && !parts.count;
  const asks = (ops.has('how_many') && ops.has('own')) || (ops.has('in_shares') && faint.length === 0);
  const [only, ...more] = narrows;
  return asks && isBare && only !== undefined && more.length === 0 && !only.negated && namesSecurity(only);
}
