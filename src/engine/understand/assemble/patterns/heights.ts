import type { Thing } from '../../chart/items.ts';
import type { Sense } from '../outline.ts';
import type { Parts } from '../parts.ts';

/** 'The highest my portfolio has been worth': the figure whose height is meant. */
export function heightOf({ parts, metrics }: Sense): string | null {
  const [only = heightAlone(parts), ...more] = metrics;
  if (only === null || more.length > 0 || parts.rank?.thing !== null) return null;
  if (parts.rank.rank.tone !== 'size' || parts.order || parts.which) return null;
  return parts.things.every(isFigureOrScope) ? only : null;
}

/** 'The all-time high of my portfolio': of its value. */
function heightAlone({ rank, things }: Parts): string | null {
  return rank?.rank.overTime === true && things.length > 0 ? 'market_value' : null;
}

function isFigureOrScope({ dimension, plural, metrics }: Thing): boolean {
  return metrics.length > 0 || (!plural && (dimension === 'portfolio' || dimension === 'account'));
}
