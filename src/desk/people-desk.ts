import { accountsOf, accountsOfGrant } from '../engine/scope.ts';
import type { CatalogReader } from '../engine/catalog.ts';
import { requireRight } from '../security/rights.ts';
import { newSecret } from '../security/secret.ts';
import type { Grants } from '../state/grants.ts';
import type { KeptPerson, People } from '../state/people.ts';
import type { Passwords } from '../state/passwords.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Grant, PeopleDesk, PersonEntry } from '../vocabulary/person.ts';
import type { Place } from '../vocabulary/place.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type Actor, coversAccounts } from '../vocabulary/scope.ts';
import { OWNER } from './actors.ts';

export interface PeopleDeskParts {
  readonly people: People;
  readonly grants: Grants;
  readonly passwords: Pick<Passwords, 'invite'>;
  readonly place: Place;
  readonly catalog: () => Promise<CatalogReader>;
  readonly newId: () => string;
  readonly now: () => Date;
}

const HOUR_MS = 3_600_000;

/** People, roles and grants: who may change them, and what nobody may, whatever the role. */
export function createPeopleDesk(parts: PeopleDeskParts): PeopleDesk {
  const { people, grants, newId, now } = parts;
  return {
    import: async (actor, rows) => {
      requireRight(actor, 'people.manage');
      for (const { user } of rows) refuseOneself(actor, user);
      return people.save(rows);
    },
    list: async (actor) => {
      requireRight(actor, 'people.manage');
      const given = Map.groupBy(await grants.list(), ({ user }) => user);
      return (await people.list()).map((person) => entryOf(person, given.get(person.user) ?? []));
    },
    add: async (actor, person) => {
      requireRight(actor, 'people.manage');
      refuseOneself(actor, person.user);
      checkPerson(person);
      if (await people.find(person.user)) {
        throw new Problem(
          'usage',
          'There is a person of that name already; change that one, or choose another name.',
        );
      }
      return people.save([person]);
    },
    change: async (actor, { user, disabled, ...change }) => {
      requireRight(actor, 'people.manage');
      refuseOneself(actor, user);
      const known = await knownPerson(people, user);
      const next = { ...known, ...change };
      checkPerson(next);
      await people.save([next]);
      if (disabled !== undefined && disabled !== known.disabled) await people.disable(user, disabled);
      return entryOf({ ...next, disabled: disabled ?? known.disabled }, await grants.of(user));
    },
    remove: async (actor, { user }) => {
      requireRight(actor, 'people.manage');
      refuseOneself(actor, user);
      if (!(await people.remove(user))) throw noSuchPerson();
      return null;
    },
    invite: async (actor, { user }) => {
      requireRight(actor, 'people.manage');
      await meansOf(people, actor, user);
      const { secret, expiresAt } = await parts.passwords.invite(user);
      return { address: `${parts.place.origin()}/signin/password?token=${secret}`, expiresAt };
    },
    resetFactors: async (actor, { user }) => {
      requireRight(actor, 'people.manage');
      await meansOf(people, actor, user);
      await people.resetFactors(user);
      return null;
    },
    unlink: async (actor, { user }) => {
      requireRight(actor, 'people.manage');
      await meansOf(people, actor, user);
      await people.unlink(user);
      return null;
    },
    grant: async (actor, { user, kind, target, expiresAt }) => {
      requireRight(actor, 'people.manage');
      refuseOneself(actor, user);
      await knownPerson(people, user);
      checkExpiry(expiresAt, now());
      const grant: Grant = {
        id: newId(),
        user,
        kind,
        target,
        givenBy: actor.user,
        delegated: false,
        createdAt: now().toISOString(),
        expiresAt,
      };
      await grants.add(grant, null);
      return grant;
    },
    revoke: async (actor, { id }) => {
      const grant = await grants.find(id);
      const isOwn = grant?.delegated === true && grant.givenBy === actor.user;
      if (!isOwn) requireRight(actor, 'people.manage');
      if (!grant || !(await grants.remove(id))) throw noSuchGrant();
      return null;
    },
    delegate: (actor, offer) => delegate(parts, actor, offer),
    delegated: async (actor) => {
      requireRight(actor, 'delegate');
      return (await grants.givenBy(actor.user)).filter(({ delegated }) => delegated);
    },
    accept: async (actor, { code }) => {
      requireRight(actor, 'ask');
      if (actor.user === OWNER) throw wrongCode();
      const grant = await grants.take(code, actor.user);
      if (!grant) throw wrongCode();
      return grant;
    },
  };
}

function entryOf(person: KeptPerson, grants: readonly Grant[]): PersonEntry {
  const { user, name, role, advisorId, clientId, disabled } = person;
  return { user, name, role, advisorId, clientId, disabled, grants };
}

const delegate = async (
  { grants, catalog, newId, now }: PeopleDeskParts,
  actor: Actor,
  { kind, target, expiresAt }: Parameters<PeopleDesk['delegate']>[1],
): ReturnType<PeopleDesk['delegate']> => {
  requireRight(actor, 'delegate');
  const current = await (await catalog()).current();
  const offered = accountsOfGrant({ kind, target }, current);
  // Only what one's role opens can be handed on, not what came by a grant; and in the same words for all else.
  if (offered.length === 0 || !coversAccounts(accountsOf(actor, current), offered)) {
    throw new Problem(
      'not_permitted',
      'You have no access to that, or there is no such thing; choose accounts of your own.',
    );
  }
  const at = now();
  const latest = at.getTime() + LIMITS.delegation_days_max * 24 * HOUR_MS;
  checkExpiry(expiresAt, at);
  if (expiresAt === null || Date.parse(expiresAt) > latest) {
    throw new Problem(
      'usage',
      `Say until when it holds, ${LIMITS.delegation_days_max} days from now at the latest.`,
    );
  }
  if ((await grants.givenBy(actor.user)).length >= LIMITS.delegations_per_person_max) {
    throw new Problem('too_many', 'You have let too many others see your accounts; take one back first.');
  }
  const grant: Grant = {
    id: newId(),
    user: null,
    kind,
    target,
    givenBy: actor.user,
    delegated: true,
    createdAt: at.toISOString(),
    expiresAt,
  };
  const code = newSecret();
  const until = new Date(at.getTime() + LIMITS.grant_code_hours_max * HOUR_MS);
  await grants.add(grant, { secret: code, expiresAt: until.toISOString() });
  return { grant, code };
};

/** What keeps somebody who looks after people from giving himself figures; only the owner stands above it. */
function refuseOneself(actor: Actor, user: string): void {
  if (user === OWNER) {
    throw new Problem('not_permitted', 'The owner of the installation cannot be changed.');
  }
  if (actor.role !== 'owner' && user === actor.user) {
    throw new Problem('not_permitted', 'Nobody changes his or her own rights; ask another administrator.');
  }
}

/** Throws where the actor may not change how that person signs in: the owner's own means are the owner's alone. */
async function meansOf(people: People, actor: Actor, user: string): Promise<void> {
  if (user === OWNER && actor.user === OWNER) return;
  refuseOneself(actor, user);
  await knownPerson(people, user);
}

function checkPerson({ role, advisorId }: Pick<KeptPerson, 'role' | 'advisorId'>): void {
  if (role === 'advisor' && !advisorId) throw new Problem('usage', 'An advisor needs an advisor id.');
}

function checkExpiry(expiresAt: string | null, now: Date): void {
  if (expiresAt === null) return;
  if (!(Date.parse(expiresAt) > now.getTime())) {
    throw new Problem('usage', 'The end of a grant must lie in the future; write one such as 2027-03-31.');
  }
}

async function knownPerson(people: People, user: string): Promise<KeptPerson> {
  const person = await people.find(user);
  if (!person) throw noSuchPerson();
  return person;
}

function noSuchPerson(): Problem {
  return new Problem('not_found', 'There is no person of that name; `askfolio users list` shows everybody.');
}

function noSuchGrant(): Problem {
  return new Problem('not_found', 'There is no such grant; it was taken back already or has ended.');
}

function wrongCode(): Problem {
  return new Problem(
    'not_found',
    'This code was used already, is too old or was never given; ask for another.',
  );
}
