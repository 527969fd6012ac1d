import { MOVES, MOVES_OF_SECURITIES } from '../../../../model/index.ts';
import { figures } from '../builders.ts';
import { type Pattern, isOnSecurities } from '../outline.ts';

/** Figures that these moves explain. */
const EXPLAINED: ReadonlySet<string> = new Set(['market_value', 'gain', 'twr', 'unrealized_gain']);

/** 'Why am I down this quarter?': opening value, what came in and went out, what was gained, closing value. */
export const whys: Pattern = (sense) => {
  const { parts } = sense;
  if (!parts.ops.has('why')) return null;
  const isPlain = !parts.rank && !parts.count && !parts.ends && !parts.which && !parts.average;
  const about = [...sense.metrics, ...sense.faint];
  const says = about.length > 0 || parts.ops.has('change');
  if (!isPlain || !says || sense.groups.length > 0 || parts.bounds.length > 0) return 'reject';
  if (!about.every((metric) => EXPLAINED.has(metric)) || (parts.time?.periods.length ?? 0) > 1)
    return 'reject';
  const ofSecurities = sense.narrows.some(({ all }) => all.some(isOnSecurities));
  return figures({ ...sense, metrics: [] }, ofSecurities ? MOVES_OF_SECURITIES : MOVES);
};
