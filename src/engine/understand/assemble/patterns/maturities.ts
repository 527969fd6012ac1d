import { figures, listing } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import { HOLDINGS, type Pattern } from '../outline.ts';

/** 'Which bonds mature next year': what is held of those that are repaid then. */
export const maturities: Pattern = (sense) => {
  const { parts, metrics, groups, nouns } = sense;
  if (!parts.ops.has('matures')) return null;
  const isPlain =
    groups.length + metrics.length + parts.bounds.length === 0 && !parts.count && !parts.average;
  const heads = [...nouns, ...(parts.which ? [parts.which.thing] : [])];
  const isOfHoldings = heads.every(
    ({ rows, dimension }) => rows?.subject === 'holdings' || dimension === 'account',
  );
  if (!isPlain || !isOfHoldings || parts.rank || parts.ends) return 'reject';
  const asksWhen = parts.ops.has('when') || parts.ops.has('list') || parts.ops.has('show');
  if (parts.time === null ? !asksWhen : parts.ops.has('when')) return 'reject';
  // 'How much do I have in bonds that mature next year': what all of them are worth.
  if (parts.ops.has('how_much') || parts.ops.has('how_much_of') || parts.ops.has('share')) {
    const isPart = parts.ops.has('how_much_of') || parts.ops.has('share');
    return figures(sense, ['market_value'], {
      maturing: true,
      where: [...sense.base, ...heads.flatMap((head) => nounFilters(head))],
      derive: isPart ? 'share' : null,
    });
  }
  // The day of repayment is told of each, and where a time is named it is a condition too.
  return listing(sense, HOLDINGS, {
    maturing: parts.time !== null || (heads.length === 0 && sense.narrows.length === 0),
    where: [...sense.base, ...heads.flatMap((head) => nounFilters(head))],
  });
};
