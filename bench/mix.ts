import { EVERYDAY } from './everyday.ts';
import type { Call } from './load.ts';

/** Who asks, by the token that each shows. */
export interface Askers {
  readonly url: string;
  /** Each sees accounts of his or her own. */
  readonly clients: readonly string[];
  /** Sees everything. */
  readonly desk: string;
}

/** Of ten questions: so many that were asked before, and so many about everything; the others are about accounts. */
const KEPT_OF_TEN = 4;
const BOOK_OF_TEN = 1;

const MEASURES = ['market value', 'unrealized gain', 'cash', 'cost basis'] as const;
const FIRST_DAY_MS = Date.UTC(2016, 5, 1);
const DAYS = 3_400;
const DAY_MS = 86_400_000;

/** Which questions are asked. `fresh`: about accounts of one's own, none ever asked before. */
export type MixKind = 'everyday' | 'fresh';

/** The n-th question of a mix of what was asked before, what was not, and what is about everything. Never the same twice. */
export function mixOf({ url, clients, desk }: Askers, kind: MixKind): (n: number) => Call {
  const call = (bearer: string, question: string, today?: string): Call => ({
    url,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ question, ...(today === undefined ? {} : { today }) }),
  });
  return (n) => {
    const client = clients[n % clients.length] ?? desk;
    if (kind === 'fresh') return call(client, `${MEASURES[0]} on ${dayOf(n)}`, dayOf(Math.floor(n / DAYS)));
    if (n % 10 < KEPT_OF_TEN) return call(client, EVERYDAY[n % 5] ?? '');
    const measure = MEASURES[Math.floor(n / DAYS) % MEASURES.length] ?? '';
    const day = dayOf(n);
    return n % 10 < KEPT_OF_TEN + BOOK_OF_TEN
      ? call(desk, `${measure} by asset class on ${day}`)
      : call(client, `${measure} on ${day}`);
  };
}

function dayOf(n: number): string {
  return new Date(FIRST_DAY_MS + (n % DAYS) * DAY_MS).toISOString().slice(0, 10);
}
