import type { Offers } from '../api/parts.ts';
import type { Catalog, CatalogReader } from '../engine/catalog.ts';
import { completionsOf } from '../engine/offer/completions.ts';
import { vocabularyOf } from '../engine/offer/vocabulary.ts';
import type { Reach } from '../engine/resolve/reach.ts';
import type { Day } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { AccountSet } from '../vocabulary/scope.ts';

/** What an asker is offered instead of typing, from the catalog of now. */
export function createOffers(catalog: CatalogReader, today: () => Day): Offers {
  const current = async (): Promise<Catalog | null> => {
    try {
      return await catalog.current();
    } catch (error) {
      if (error instanceof Problem && error.code === 'no_data') return null;
      throw error;
    }
  };
  return {
    vocabulary: async () => {
      const found = await current();
      return found ? vocabularyOf(found, today()) : { metrics: [], dimensions: [], periods: [] };
    },
    completions: async (actor, text) => {
      const found = await current();
      return found ? completionsOf(text, found, reachOf(actor.accounts)) : [];
    },
  };
}

function reachOf(accounts: AccountSet): Reach {
  if (accounts === 'all') return { everything: true, has: () => true };
  const ids = new Set(accounts);
  return { everything: false, has: (id) => ids.has(id) };
}
