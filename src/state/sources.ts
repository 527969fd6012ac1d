import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { NewSource, RegisteredSource, ScheduledSource, SourceDefinition } from '../vocabulary/source.ts';
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
  /** Puts a change into force; where it is one of when it runs, its schedule counts anew. Rejects with `not_found`. */
  change(name: string, change: KeptChange): Promise<void>;
  /** Those that run by themselves, and are not paused. */
  scheduled(): Promise<readonly ScheduledSource[]>;
  /** Keeps when a source was last run by its schedule, and what a watched place looked like then. */
  note(name: string, run: { readonly at: Date; readonly seen: string | null }): Promise<void>;
  /** Rejects with `not_found`. */
  remove(name: string): Promise<void>;
}

/** A SourceChange that was checked. */
export interface KeptChange {
  readonly when?: Pick<SourceDefinition, 'schedule' | 'watch'> & { readonly paused: boolean };
  readonly secret?: string;
}

const Definition = z.object({
  address: z.string(),
  mapping: z.string().nullable(),
  mode: z.literal('incremental').nullable(),
  schedule: z.object({ cron: z.string(), timeZone: z.string() }).nullable().default(null),
  watch: z.boolean().default(false),
  paused: z.boolean().default(false),
  secret: z.string().nullable(),
});

export const definitionPlace = (name: string): string => `sources.definition:${name}`;

export function sourcesOf({ db, sealing, now }: Records): Sources {
  const opened = ({ name, sealed_definition: sealed }: SourcesTable): NewSource & { paused: boolean } => ({
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
        if (same) {
          const { paused: _paused, ...rest } = opened(same);
          const { name: _name, ...before } = rest;
          if (isDeepStrictEqual(before, kept)) return;
        }
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
      const { paused: _paused, ...source } = opened(row);
      return source;
    },
    change: (name, { when, secret }) =>
      db.transaction().execute(async (transaction) => {
        const known = transaction.selectFrom('sources').selectAll().where('name', '=', name);
        const row = await known.executeTakeFirst();
        if (!row) throw unknown(name);
        const { name: _name, ...before } = opened(row);
        const definition = JSON.stringify({
          ...before,
          ...when,
          ...(secret === undefined ? {} : { secret }),
        });
        await transaction
          .updateTable('sources')
          .set({
            sealed_definition: sealing.seal(definition, definitionPlace(name)),
            // What was missed before is not caught up by a schedule that is new, or new again.
            ...(when === undefined ? {} : { scheduled_at: now().toISOString() }),
          })
          .where('name', '=', name)
          .execute();
      }),
    scheduled: async () => {
      const rows = await db.selectFrom('sources').selectAll().orderBy('name').execute();
      return rows.flatMap((row) => {
        const { name, address, schedule, watch, paused } = opened(row);
        if (paused || (schedule === null && !watch)) return [];
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
