import { requireRight } from '../security/rights.ts';
import type { Answers } from '../state/answers.ts';
import type { ApiKeys } from '../state/api-keys.ts';
import type { AuditLog } from '../state/audit/log.ts';
import type { KeptConversations } from '../state/conversations.ts';
import type { LogLevels } from '../state/log-levels.ts';
import type { People } from '../state/people.ts';
import type { AuditEntry } from '../vocabulary/audit.ts';
import type { ApiKey, Backup, CustodyDesk } from '../vocabulary/custody.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Actor } from '../vocabulary/scope.ts';
import { OWNER } from './actors.ts';
import { logged } from './auditing.ts';
import { createJobDesk, type JobDeskParts } from './job-desk.ts';
import { createKeyDesk, noSuchUser } from './key-desk.ts';
import type { RotateKeys } from './rotate-keys.ts';

export interface CustodyParts extends JobDeskParts {
  readonly log: AuditLog;
  readonly people: People;
  readonly conversations: KeptConversations;
  readonly answers: Answers;
  readonly apiKeys: ApiKeys;
  readonly logLevels: Pick<LogLevels, 'ask'>;
  /** An access token that rests on a key of the API. */
  readonly issueToken: (key: Pick<ApiKey, 'id' | 'rights'>) => Promise<string>;
  readonly rotateKeys: RotateKeys;
  readonly backup: (path: string) => Promise<Backup>;
  readonly now: () => Date;
}

/** Who may read the audit log and take away or erase what is held of a person; each of these is in the log itself. */
export function createCustody(parts: CustodyParts): CustodyDesk {
  const { log, audit } = parts;
  return {
    readAudit: (actor, query) => {
      requireRight(actor, 'audit.read');
      return logged(
        () => log.read(query),
        (entries) => ({ entries: entries.length }),
        { kind: 'audit', user: actor.user, asked: { verb: 'read', ...query } },
        audit,
      );
    },
    exportAudit: async (actor, query) => {
      requireRight(actor, 'audit.read');
      // One entry an export, not one a page.
      if (query.after === null || query.after === 0) {
        await audit({ kind: 'export', user: actor.user, details: { what: 'audit', ...query } });
      }
      return log.read({ ...query, after: query.after ?? 0 });
    },
    verifyAudit: async (actor, { noted }) => {
      requireRight(actor, 'audit.read');
      return log.verify(noted);
    },
    exportPerson: async (actor, { user }) => {
      requireRight(actor, 'people.manage');
      const person = await knownUser(parts, user);
      await audit({ kind: 'export', user: actor.user, about: [user], details: { what: 'person' } });
      return {
        user,
        exportedAt: parts.now().toISOString(),
        person,
        conversations: await conversationsOf(parts, user),
        answers: await parts.answers.of(user),
        audit: await entriesOf(parts, user),
      };
    },
    erasePerson: async (actor, { user }) => {
      requireRight(actor, 'people.manage');
      refuseOwner(actor, user);
      await knownUser(parts, user);
      await parts.people.remove(user);
      await log.erase(user, actor.user);
      return null;
    },
    setLogLevel: async (actor, { level, minutes }) => {
      requireRight(actor, 'installation.read');
      const until = new Date(parts.now().getTime() + minutes * 60_000).toISOString();
      // Asked for first and done then: nothing is logged differently without the audit log saying who wanted it.
      await audit({ kind: 'log_level', user: actor.user, details: { level, until } });
      await parts.logLevels.ask({ level, until });
      return null;
    },
    ...createJobDesk(parts),
    ...createKeyDesk(parts),
  };
}

/** The person, or null for one who is not known any more but whom the log still knows. Throws Problem `not_found`. */
async function knownUser({ people, log }: CustodyParts, user: string): Promise<unknown> {
  const person = await people.find(user);
  if (person) return person;
  const found = await log.read({ kind: null, user, after: null, before: null, limit: 1 });
  if (found.length > 0) return null;
  throw noSuchUser();
}

function refuseOwner(actor: Actor, user: string): void {
  if (user !== OWNER && user !== actor.user) return;
  throw new Problem(
    'not_permitted',
    'Neither oneself nor the owner of the installation can be erased; ask another administrator.',
  );
}

async function conversationsOf({ conversations }: CustodyParts, user: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const entry of await conversations.list(user)) {
    found.push({ ...entry, turns: await conversations.turns(user, entry.id) });
  }
  return found;
}

async function entriesOf({ log }: CustodyParts, user: string): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const limit = LIMITS.audit_entries_per_page_max;
    const page: readonly AuditEntry[] = await log.read({ kind: null, user, after, before: null, limit });
    found.push(...page);
    after = page.length < limit ? null : (page.at(-1)?.sequence ?? null);
  }
  return found;
}
