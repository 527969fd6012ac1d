import type { WithoutFilter } from '../../../../vocabulary/plan.ts';
import { figures } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import type { Pattern } from '../outline.ts';

const PAID: Readonly<Record<string, string>> = {
  'DIVIDEND,REINVEST': 'dividends',
  INTEREST: 'interest',
  'DIVIDEND,REINVEST,INTEREST': 'income',
};

/** 'Which of my stocks paid no dividend': what is held of them and brought in nothing. */
export const unpaid: Pattern = (sense) => {
  const { parts, base, metrics, groups, faint, nouns } = sense;
  const lack = base.find((filter): filter is WithoutFilter => filter.kind === 'without');
  const metric = PAID[lack?.of?.[0]?.values.join() ?? ''];
  const heads = [parts.which?.thing, ...nouns].flatMap((noun) => noun ?? []);
  const [held, ...more] = heads;
  if (lack?.rows !== 'transactions' || lack.negated === true || metric === undefined) return null;
  if (held?.rows?.subject !== 'holdings') return null;
  const isBare = metrics.length + groups.length + faint.length + parts.bounds.length + more.length === 0;
  const isPlain = !parts.count && !parts.rank && !parts.average && !parts.ends && base.length === 1;
  if (!isBare || !isPlain || lack.of?.length !== 1) return 'reject';
  return figures({ ...sense, base: [] }, [metric], {
    by: ['security'],
    where: nounFilters(held),
    having: [
      { metric, comparison: '=', value: '0' },
      { metric: 'quantity', comparison: '>', value: '0' },
    ],
    order: null,
  });
};
