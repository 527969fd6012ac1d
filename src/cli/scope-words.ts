import { z } from 'zod';
import { parseDay } from '../vocabulary/day.ts';
import type { ScopeChoice } from '../vocabulary/scope.ts';

/** A day in a line of a batch. */
export const dayText = z
  .string()
  .refine((text) => parseDay(text) !== null, 'it must be a day such as 2026-03-31')
  .transform((text) => parseDay(text));

/** The words that options and lines of a batch pick a scope with. */
interface ScopeWords {
  readonly accounts?: readonly string[] | undefined;
  readonly portfolio?: string | undefined;
  readonly client?: string | undefined;
  readonly advisor?: string | undefined;
}

export function scopeOf({ accounts, portfolio, client, advisor }: ScopeWords): ScopeChoice {
  return {
    ...(accounts === undefined ? {} : { accounts }),
    ...(portfolio === undefined ? {} : { portfolio }),
    ...(client === undefined ? {} : { client }),
    ...(advisor === undefined ? {} : { advisor }),
  };
}
