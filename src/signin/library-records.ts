import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { ApiKeys } from '../state/api-keys.ts';
import type { OidcEntries } from '../state/oidc-entries.ts';
import { assistantsOf, isAssistant } from './assistants.ts';

export interface LibraryRecordsParts {
  readonly entries: OidcEntries;
  readonly apiKeys: Pick<ApiKeys, 'find'>;
  /** The clock that all processes of the installation go by. */
  readonly now: () => Date;
}

/** Where times stand in what the library keeps and issues, in seconds since 1970. */
const TIMES = ['iat', 'exp', 'iiat', 'authTime', 'loginTs', 'consumed'] as const;
type Times = { readonly [time in (typeof TIMES)[number]]?: unknown };

/**
 * The library goes by the clock of its process, and others read what it keeps: there times are by the clock of all.
 * `towards`: from its own to that of all, or back.
 */
export function atClock<T extends Times>(now: () => Date, towards: 'all' | 'own', times: T): T {
  const ahead_seconds = Math.round((now().getTime() - Date.now()) / 1_000);
  const shift = towards === 'all' ? ahead_seconds : -ahead_seconds;
  if (shift === 0) return times;
  const moved = TIMES.flatMap((name) => {
    const time = times[name];
    return typeof time === 'number' ? [[name, time + shift]] : [];
  });
  return { ...times, ...Object.fromEntries(moved) };
}

/** The records as the library reads and writes them: of one kind, its `model`. */
export function adapterOf({ entries, apiKeys, now }: LibraryRecordsParts, model: string): Adapter {
  const shelf = entries.shelf(model);
  const read = async (found: Promise<AdapterPayload | undefined>): Promise<AdapterPayload | undefined> => {
    const payload = await found;
    return payload && atClock(now, 'own', payload);
  };
  return {
    upsert: (id, payload, seconds) =>
      shelf.upsert(id, { ...atClock(now, 'all', payload) }, seconds ?? Number.POSITIVE_INFINITY),
    find: async (id) => {
      if (model !== 'Client') return read(shelf.find(id));
      if (isAssistant(id)) return assistantsOf(entries).find(id);
      const key = await apiKeys.find(id);
      if (!key) return undefined;
      return {
        client_id: id,
        client_secret: 'known again by the keys of the API',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'client_secret_basic',
      };
    },
    findByUid: (uid) => read(shelf.findByUid(uid)),
    findByUserCode: () => Promise.resolve(undefined),
    consume: async (id) => {
      // The second of two at once: it was read before the first one took it.
      if (!(await shelf.consume(id))) throw new errors.InvalidGrant('already used');
    },
    destroy: (id) => shelf.destroy(id),
    revokeByGrantId: (grantId) => shelf.revokeByGrantId(grantId),
  };
}
