import type { KnownDevices, SigninFailures } from '../state/signin-failures.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { SignInOrigin } from '../vocabulary/sign-in.ts';

/** Slows down those who guess, where they guess from; nobody can shut a person out of a browser of his or her own. */
export interface Throttle {
  /** Seconds to wait until the next attempt; 0: it may be made, and is counted until it is `forgiven`. */
  attempt(user: string, origin: SignInOrigin): Promise<number>;
  /** The attempt was right. */
  forgive(user: string, origin: SignInOrigin): Promise<void>;
}

export interface ThrottleParts {
  readonly failures: SigninFailures;
  readonly devices: KnownDevices;
  readonly now: () => Date;
  /** What is tried: each is counted by itself. */
  readonly of: 'password' | 'factor' | 'code';
  /**
   * How many tries by browsers not known before are free for one person from everywhere together. For what is short
   * enough to be guessed from many networks, and is asked for after a password alone; null: not counted.
   */
  readonly perPersonFreeMax: number | null;
}

interface Counted {
  readonly place: string;
  readonly freeMax: number;
}

export function createThrottle(parts: ThrottleParts): Throttle {
  const { failures, devices, now, perPersonFreeMax } = parts;
  const what = parts.of === 'password' ? '' : `${parts.of} `;
  const everywhere = (user: string): string => `${what}everywhere ${user}`;
  const placesOf = async (user: string, { address, device }: SignInOrigin): Promise<readonly Counted[]> => {
    if (device !== null && (await devices.knows(device, user))) {
      return [{ place: `${what}device ${device} ${user}`, freeMax: LIMITS.signin_failures_free_max }];
    }
    const network = networkOf(address);
    return [
      { place: `${what}person ${network} ${user}`, freeMax: LIMITS.signin_failures_free_max },
      { place: `${what}origin ${network}`, freeMax: LIMITS.signin_failures_per_origin_free_max },
      ...(perPersonFreeMax === null ? [] : [{ place: everywhere(user), freeMax: perPersonFreeMax }]),
    ];
  };
  return {
    attempt: async (user, origin) => {
      const places = await placesOf(user, origin);
      const waits = await Promise.all(
        places.map(async ({ place, freeMax }) => {
          const { failures: count, lastAt } = await failures.of(place);
          return secondsLeft(count - freeMax, lastAt, now());
        }),
      );
      const seconds = Math.max(0, ...waits);
      // Counted before it is looked at, so that many at once are as slow as one after the other.
      if (seconds === 0) for (const { place } of places) await failures.add(place);
      return seconds;
    },
    forgive: async (user, origin) => {
      // What an origin did to others stays counted: who signs in now and then would clear it for everybody.
      const places = await placesOf(user, origin);
      const [own] = places;
      if (own) await failures.forget(own.place);
      if (places.some(({ place }) => place === everywhere(user))) await failures.takeBack(everywhere(user));
    },
  };
}

/** One second after the first failure too many, then twice as long after each, up to signin_delay_seconds_max. */
function secondsLeft(tooMany: number, lastAt: Date, now: Date): number {
  if (tooMany < 0) return 0;
  const delay = Math.min(2 ** Math.min(tooMany, 20), LIMITS.signin_delay_seconds_max);
  return Math.max(0, Math.ceil(delay - (now.getTime() - lastAt.getTime()) / 1_000));
}

/** An IPv4 address, or the /64 of an IPv6 address: whoever has one of its addresses has them all. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...zeros, ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
