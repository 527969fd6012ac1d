import { requireRight } from '../security/rights.ts';
import type { CustodyDesk } from '../vocabulary/custody.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { OWNER } from './actors.ts';
import { logged } from './auditing.ts';
import type { CustodyParts } from './custody.ts';

type KeyVerb = 'makeToken' | 'makeApiKey' | 'listApiKeys' | 'revokeApiKey' | 'rotateKeys' | 'backup';
type KeyParts = Pick<
  CustodyParts,
  'apiKeys' | 'audit' | 'people' | 'now' | 'issueToken' | 'rotateKeys' | 'backup'
>;

const DAY_MS = 86_400_000;

/** Keys of the API and of encryption, and what is carried away under them. */
export function createKeyDesk(parts: KeyParts): Pick<CustodyDesk, KeyVerb> {
  const { apiKeys, audit } = parts;
  return {
    makeApiKey: async (actor, { user, label, rights, expiresAt }) => {
      requireRight(actor, 'keys.manage');
      await checkOrder(parts, user, expiresAt);
      // Whoever looks after keys gives none of the owner's, who may do everything.
      if (user === OWNER && actor.user !== OWNER) throw ownersAlone();
      const made = await apiKeys.make({ user, label, rights, expiresAt });
      const details = { verb: 'make', key: made.key.id, rights, expiresAt };
      await audit({ kind: 'keys', user: actor.user, about: [user], details });
      return made;
    },
    makeToken: async (actor, { user, rights }) => {
      requireRight(actor, 'keys.manage');
      const expiresAt = new Date(
        parts.now().getTime() + LIMITS.access_token_seconds_max * 1_000,
      ).toISOString();
      await checkOrder(parts, user, expiresAt);
      if (user === OWNER && actor.user !== OWNER) throw ownersAlone();
      // The token rests on a key that nobody has the secret of: with that key it can be revoked before its time.
      const { key } = await apiKeys.make({ user, label: 'token', rights, expiresAt });
      const details = { verb: 'token', key: key.id, rights, expiresAt };
      await audit({ kind: 'keys', user: actor.user, about: [user], details });
      return { token: await parts.issueToken(key), expiresAt };
    },
    listApiKeys: async (actor, { user }) => {
      requireRight(actor, 'keys.manage');
      return apiKeys.list(user);
    },
    revokeApiKey: async (actor, { id }) => {
      requireRight(actor, 'keys.manage');
      if (!(await apiKeys.revoke(id))) {
        throw new Problem('not_found', 'There is no such key in use; `askfolio keys list` shows them.');
      }
      await audit({ kind: 'keys', user: actor.user, details: { verb: 'revoke', key: id } });
      return null;
    },
    rotateKeys: async (actor, { only }) => {
      requireRight(actor, 'keys.manage');
      return logged(
        () => parts.rotateKeys(only),
        ({ values, master }) => ({ values, master }),
        { kind: 'keys', user: actor.user, asked: { verb: 'rotate', only } },
        audit,
      );
    },
    backup: async (actor, { path }) => {
      if (actor.user !== OWNER) throw ownersAlone();
      return logged(
        () => parts.backup(path),
        ({ id, bytes, files }) => ({ id, bytes, files }),
        { kind: 'backup', user: actor.user, asked: {} },
        audit,
      );
    },
  };
}

async function checkOrder(
  { people, apiKeys, now }: KeyParts,
  user: string,
  expiresAt: string,
): Promise<void> {
  if (user !== OWNER && !(await people.find(user))) throw noSuchUser();
  const latest = new Date(now().getTime() + LIMITS.api_key_days_max * DAY_MS).toISOString();
  if (expiresAt <= now().toISOString() || expiresAt > latest) {
    throw new Problem(
      'usage',
      `A key must end within ${LIMITS.api_key_days_max} days from now; give it a day before that.`,
    );
  }
  const at = now().toISOString();
  const inUse = (await apiKeys.list(user)).filter((key) => key.revokedAt === null && key.expiresAt > at);
  if (inUse.length >= LIMITS.api_keys_per_person_max) {
    throw new Problem('too_large', 'This person has as many keys as there may be; revoke one first.');
  }
}

function ownersAlone(): Problem {
  return new Problem('not_permitted', 'Only the owner of the installation may do this; ask him or her.');
}

export function noSuchUser(): Problem {
  return new Problem(
    'not_found',
    'There is no person of that name; `askfolio users list` shows who is known.',
  );
}
