/** The accounts that something may reach: every account of the installation, or exactly these (none: nothing). */
export type AccountSet = 'all' | readonly string[];

export const ROLES = [
  'owner',
  'firm',
  'advisor',
  'client',
  'operations',
  'auditor',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * Everything that a person may be allowed to do. Each route, command and verb names the one that it needs; which role
 * has which stands in security/rights.ts.
 */
export const RIGHTS = [
  /** Ask, and see and change what is one's own: profile, conversations, sessions, means of signing in. */
  'ask',
  /** Read figures and rows of the accounts in view. */
  'figures',
  /** Let colleagues read conversations of one's own, and read theirs: inside the firm, so no client has it. */
  'conversations.share',
  /** Let somebody else see accounts that are one's own. */
  'delegate',
  /** See the runs of the pipeline, what they set aside and where deliveries come from. */
  'runs.read',
  /** Take in deliveries, and say where they come from. */
  'runs.start',
  /** People, their roles and their grants. */
  'people.manage',
  /** Keys of the API, of outside systems and of encryption. */
  'keys.manage',
  /** Settle what a question means, for all who ask it. */
  'answers.verify',
  /** The audit log. */
  'audit.read',
  /** What is measured and how the installation stands. */
  'installation.read',
] as const;
export type Right = (typeof RIGHTS)[number];

/** Who asks. `accounts` is what this person may see, worked out from role and grants before anything else happens. */
export interface Actor {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly advisorId: string | null;
  readonly clientId: string | null;
  readonly accounts: AccountSet;
  /** The rights that the credential in use is limited to, among those of the role; absent: no limit. */
  readonly limitedTo?: readonly Right[];
}

/** Whether somebody who sees `now` may see all of `then`. */
export function coversAccounts(now: AccountSet, then: AccountSet): boolean {
  if (now === 'all') return true;
  if (then === 'all') return false;
  const seen = new Set(now);
  return then.every((account) => seen.has(account));
}

/** What the asker picked: nothing picked means everything in view. The kinds may be combined; they intersect. */
export interface ScopeChoice {
  readonly accounts?: readonly string[];
  readonly portfolio?: string;
  readonly client?: string;
  readonly advisor?: string;
}

/**
 * What a statement may read. `currency` is the reporting currency: amounts of every account appear in it; null
 * leaves each account's amounts in the account's own.
 */
export interface ReadScope {
  readonly accounts: AccountSet;
  readonly currency: string | null;
}
