import { z } from 'zod';
import { LIMITS } from '../../../vocabulary/limits.ts';
import type { Position } from '../source.ts';

/**
 * Where the reading of a table stands. `since`: only what was changed at or after this, null: everything; `after`: the
 * key of the last row that came, null: from the first; `high`: the latest change when the reading began, from which
 * the next one goes on.
 */
export interface KeyedPosition {
  readonly since: string | null;
  readonly after: readonly string[] | null;
  readonly high: string | null;
}

export const BEGINNING: KeyedPosition = { since: null, after: null, high: null };

const Shape = z.object({
  of: z.string(),
  since: z.string().nullable(),
  after: z.array(z.string()).nullable(),
  high: z.string().nullable(),
});

/** `of` says of what it is a position: another table, key or column for changes makes it worthless. */
export function writePosition(of: string, position: KeyedPosition): Position {
  return JSON.stringify({ of, ...position });
}

export function readPosition(of: string, position: Position | null): KeyedPosition {
  if (position === null) return BEGINNING;
  const read = Shape.safeParse(JSON.parse(position));
  return read.success && read.data.of === of ? read.data : BEGINNING;
}

/**
 * Changes are told again that happened shortly before the latest one that was seen: a transaction that was still open
 * then may have come in with an earlier time. What is no time is taken as it is.
 */
export function withOverlap(high: string): string {
  const found = /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)/.exec(high);
  if (!found) return high;
  const [, day = '', separator = '', time = ''] = found;
  const moment = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(moment)) return high;
  const earlier = new Date(moment - LIMITS.source_overlap_seconds * 1_000).toISOString();
  return `${earlier.slice(0, 10)}${separator}${earlier.slice(11, 19)}`;
}
