import { z } from 'zod';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { NewSource, RegisteredSource, ScheduledSource } from '../vocabulary/source.ts';
import type { Records } from './records.ts';
import type { SourcesTable } from './schema.ts';

/** The sources that the installation knows by name. */
export interface Sources {
  /** Adding what is there already changes nothing; another source of the same name is a Problem, `usage`. */
  add(source: NewSource): Promise<void>;
  /** In the order of their names. */
  list(): Promise<readonly RegisteredSource[]>;
  /** With its secret. Rejects with `not_found`. */
  open(name: string): Promise<NewSource>;
  /** Those that run by themselves. */
  scheduled(): Promise<readonly ScheduledSource[]>;
  /** Keeps when a source was last run by its schedule, and what a watched place looked like then. */
  note(name: string, run: { readonly at: Date; readonly seen: string | null }): Promise<void>;
  /** Rejects with `not_found`. */
  remove(name: string): Promise<void>;
}

const Definition = z.object({
  address: z.string(),
  mapping: z.string().nullable(),
  mode: z.literal('incremental').nullable(),
  schedule: z.object({ cron: z.string(), timeZone: z.string() }).nullable().default(null),
  watch: z.boolean().default(false),
  secret: z.string().nullable(),
});

export const definitionPlace = (name: string): string => `sources.definition:${name}`;

export function sourcesOf({ db, sealing, now }: Records): Sources {
  const opened = ({ name, sealed_definition: sealed }: SourcesTable): NewSource => ({
    name,
    ...Definition.parse(JSON.parse(sealing.open(sealed, definitionPlace(name)))),
  });
  return {
    add: (source) =>
      db.transaction().execute(async (transaction) => {
        const { name, address, mapping, mode, schedule, watch, secret } = source;
        const kept = { address, mapping, mode, schedule, watch, secret };
        const known = await transaction.selectFrom('sources').selectAll().execute();
        const same = known.find((row) => row.name === name);
        if (same && JSON.stringify(opened(same)) === JSON.stringify({ name, ...kept })) return;
        if (same) {
          throw new Problem(
            'usage',
            `There is another source ${name} already; remove it first, or give this one another name.`,
          );
        }
        if (known.length >= LIMITS.sources_registered_max) {
          throw new Problem('too_large', 'There are as many sources as there may be; remove one first.');
        }
        const definition = JSON.stringify(kept);
        await transaction
          .insertInto('sources')
          .values({
            name,
            sealed_definition: sealing.seal(definition, definitionPlace(name)),
            added_at: now().toISOString(),
            scheduled_at: null,
            seen: null,
          })
          .execute();
      }),
    list: async () => {
      const rows = await db.selectFrom('sources').selectAll().orderBy('name').execute();
      return rows.map((row) => {
        const { secret, ...rest } = opened(row);
        return { ...rest, hasSecret: secret !== null, addedAt: row.added_at };
      });
    },
    open: async (name) => {
      const row = await db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
      if (!row) throw unknown(name);
      return opened(row);
    },
    scheduled: async () => {
      const rows = await db.selectFrom('sources').selectAll().orderBy('name').execute();
      return rows.flatMap((row) => {
        const { name, address, schedule, watch } = opened(row);
        if (schedule === null && !watch) return [];
        const last = { at: row.scheduled_at ?? row.added_at, seen: row.seen };
        return [{ name, address, schedule, watch, last }];
      });
    },
    note: async (name, { at, seen }) => {
      await db
        .updateTable('sources')
        .set({ scheduled_at: at.toISOString(), seen })
        .where('name', '=', name)
        // Whoever kept the schedule before and wakes up late must not set it back.
        .where((has) => has.or([has('scheduled_at', 'is', null), has('scheduled_at', '<', at.toISOString())]))
        .execute();
    },
    remove: async (name) => {
      const { numDeletedRows } = await db.deleteFrom('sources').where('name', '=', name).executeTakeFirst();
      if (Number(numDeletedRows) === 0) throw unknown(name);
    },
  };
}

function unknown(name: string): Problem {
  return new Problem(
    'not_found',
    `There is no source ${name}; \`askfolio sources list\` shows those there are.`,
  );
}
