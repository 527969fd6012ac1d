import { digestOf, keyedDigest } from '../security/secret.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Records } from './records.ts';

/** Failed sign-ins at a place: a person as tried from one origin, a device, an origin. */
export interface SigninFailures {
  of(place: string): Promise<{ readonly failures: number; readonly lastAt: Date }>;
  /** Counts one more; gives how many there are now. */
  add(place: string): Promise<number>;
  /** Counts one fewer. */
  takeBack(place: string): Promise<void>;
  forget(place: string): Promise<void>;
}

export interface KnownDevices {
  /** Whether the person has signed in before in the browser that holds this secret. */
  knows(device: string, user: string): Promise<boolean>;
  remember(device: string, user: string): Promise<void>;
}

const HOUR_MS = 3_600_000;

export function signinFailuresOf({ db, keys, now }: Records): SigninFailures {
  // Who was meant and from where is nobody's to read here.
  const named = (place: string): string => keyedDigest(keys.newest('signin'), `failures:${place}`);
  const oldest = (): string =>
    new Date(now().getTime() - LIMITS.signin_failures_kept_hours * HOUR_MS).toISOString();
  return {
    of: async (place) => {
      const row = await db
        .selectFrom('signin_failures')
        .selectAll()
        .where('place', '=', named(place))
        .where('last_at', '>', oldest())
        .executeTakeFirst();
      return { failures: row?.failures ?? 0, lastAt: row ? new Date(row.last_at) : new Date(0) };
    },
    add: async (place) => {
      await db.deleteFrom('signin_failures').where('last_at', '<=', oldest()).execute();
      const lastAt = now().toISOString();
      await db
        .insertInto('signin_failures')
        .values({ place: named(place), failures: 1, last_at: lastAt })
        .onConflict((conflict) =>
          conflict.column('place').doUpdateSet((update) => ({
            failures: update('signin_failures.failures', '+', 1),
            last_at: lastAt,
          })),
        )
        .execute();
      const row = await db
        .selectFrom('signin_failures')
        .select('failures')
        .where('place', '=', named(place))
        .executeTakeFirst();
      return row?.failures ?? 1;
    },
    takeBack: async (place) => {
      await db
        .updateTable('signin_failures')
        .set((update) => ({ failures: update('failures', '-', 1) }))
        .where('place', '=', named(place))
        .where('failures', '>', 0)
        .execute();
    },
    forget: async (place) => {
      await db.deleteFrom('signin_failures').where('place', '=', named(place)).execute();
    },
  };
}

export function knownDevicesOf({ db, now }: Records): KnownDevices {
  const oldest = (): string =>
    new Date(now().getTime() - LIMITS.known_device_days * 24 * HOUR_MS).toISOString();
  return {
    knows: async (device, user) => {
      const row = await db
        .selectFrom('known_devices')
        .select('user')
        .where('digest', '=', digestOf(device))
        .where('user', '=', user)
        .where('seen_at', '>', oldest())
        .executeTakeFirst();
      return row !== undefined;
    },
    remember: async (device, user) => {
      const values = { seen_at: now().toISOString() };
      await db.deleteFrom('known_devices').where('seen_at', '<=', oldest()).execute();
      await db
        .insertInto('known_devices')
        .values({ digest: digestOf(device), user, ...values })
        .onConflict((conflict) => conflict.columns(['digest', 'user']).doUpdateSet(values))
        .execute();
    },
  };
}
