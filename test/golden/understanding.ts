import type { Catalog } from '../../src/engine/catalog.ts';
import {
  understand,
  type Understanding,
  type UnderstandRequest,
} from '../../src/engine/understand/understand.ts';
import { type Day, dayOf } from '../../src/vocabulary/day.ts';

export const TODAY = dayOf('2021-06-30');

/** What one client of a firm, or somebody who sees everything, asks. */
export function requestOf(
  text: string,
  catalog: Catalog,
  client?: string,
  today: Day = TODAY,
): UnderstandRequest {
  const members = [...catalog.accounts.values()].filter(
    (account) => client === undefined || account.clientId === client,
  );
  const ids = new Set(members.map(({ id }) => id));
  return {
    text,
    today,
    catalog,
    reach: { everything: client === undefined, has: (id) => ids.has(id) },
    accountsInReach: () => members,
  };
}

/** What was understood, without the words that only say it. */
export function essence(result: Understanding): unknown {
  if (result.kind === 'clarification') return { choices: result.choices.map(({ question }) => question) };
  if (result.kind === 'declined') return { declined: result.reason };
  const {
    subject,
    metrics,
    by,
    where,
    periods,
    having,
    order,
    limit,
    derive,
    currency,
    place,
    limitPer,
    shareOf,
  } = result.plan;
  return {
    plan: {
      subject,
      metrics,
      by,
      where,
      periods: periods.map(({ from, to }) => [from, to]),
      having,
      order,
      limit,
      derive,
      currency,
      ...(place ? { place } : {}),
      ...(limitPer ? { limitPer } : {}),
      ...(shareOf ? { shareOf } : {}),
    },
  };
}

export function understood(text: string, catalog: Catalog, client?: string, today?: Day): unknown {
  return essence(understand(requestOf(text, catalog, client, today)));
}
