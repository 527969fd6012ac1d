import type { Rule } from '../chart.ts';
import { BOOKINGS } from './bookings.ts';
import { BOUNDS } from './bounds.ts';
import { CONDITIONS } from './conditions.ts';
import { EXCLUSIONS } from './exclusions.ts';
import { FIGURES_COMPARED } from './figures-compared.ts';
import { GROUPING } from './grouping.ts';
import { HEADS } from './heads.ts';
import { LISTS } from './lists.ts';
import { MOVES_WITHIN } from './moves.ts';
import { NAMES } from './names.ts';
import { RANKING } from './ranking.ts';

/** The local grammar: what neighbouring items make together, a file a family. */
export const RULES: readonly Rule[] = [
  ...GROUPING,
  ...CONDITIONS,
  ...EXCLUSIONS,
  ...BOOKINGS,
  ...LISTS,
  ...FIGURES_COMPARED,
  ...NAMES,
  ...BOUNDS,
  ...RANKING,
  ...MOVES_WITHIN,
  ...HEADS,
];
