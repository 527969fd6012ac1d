import { LIMITS } from '../vocabulary/limits.ts';
import { Recent } from '../vocabulary/recent.ts';
import type { Records } from './records.ts';
import type { Schema } from './schema.ts';

/** What is written with every answer and says nothing about who somebody is or may do. Every other table may. */
const WITHOUT_RIGHTS: ReadonlySet<string> = new Set<keyof Schema>([
  'answers',
  'audit_entries',
  'audit_head',
  'conversations',
  'exchanges',
  'model_usage',
  'sent_texts',
  'turns',
]);

/** Counts the statements that may change somebody's rights, as the one process that writes these records runs them. */
export function countRightsChanges(): {
  readonly onChange: (table: string | null) => void;
  readonly count: () => number;
} {
  let count = 0;
  return {
    onChange: (table) => {
      if (table === null || !WITHOUT_RIGHTS.has(table)) count += 1;
    },
    count: () => count,
  };
}

interface Found<T> {
  readonly changes: number;
  readonly besides: string;
  readonly at_ms: number;
  readonly value: Promise<T>;
}

/**
 * Finds what the records say about rights, and gives it again as long as it stands: until anything is written that rights
 * may rest on, or `besides` tells something else, and for rights_stand_ms_max at the most, since time alone ends some. So
 * what is taken away is gone at the next question. Where others write these records too, it is found anew each time, and
 * so is what was not found (null).
 */
export function whileRightsStand<T>(
  { rightsChanges, now }: Pick<Records, 'rightsChanges' | 'now'>,
  find: (key: string) => Promise<T>,
  besides: () => Promise<string> = () => Promise.resolve(''),
): (key: string) => Promise<T> {
  if (rightsChanges === null) return find;
  const known = new Recent<Found<T>>(LIMITS.rights_remembered_max);
  return async (key) => {
    const [told, at_ms] = [await besides(), now().getTime()];
    // As of before it is looked for: what is written meanwhile makes it old.
    const changes = rightsChanges();
    const found = known.get(key);
    const age_ms = found ? at_ms - found.at_ms : Number.NaN;
    const stands = age_ms >= 0 && age_ms < LIMITS.rights_stand_ms_max;
    if (found && stands && found.changes === changes && found.besides === told) return found.value;
    const value = find(key);
    known.set(key, { changes, besides: told, at_ms, value });
    try {
      const result = await value;
      if (result === null) known.delete(key);
      return result;
    } catch (error) {
      known.delete(key);
      throw error;
    }
  };
}
