/** The accounts that something may reach: every account of the installation, or exactly these (none: nothing). */
export type AccountSet = 'all' | readonly string[];

export type Role = 'owner' | 'firm' | 'advisor' | 'client' | 'operations' | 'auditor' | 'administrator';

/** Who asks. `accounts` is what this person may see, worked out from role and grants before anything else happens. */
export interface Actor {
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly advisorId: string | null;
  readonly clientId: string | null;
  readonly accounts: AccountSet;
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
