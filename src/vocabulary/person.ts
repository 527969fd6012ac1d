import type { Actor, Role } from './scope.ts';

/** Somebody who may sign in. What accounts that means is worked out from the data when he or she asks. */
export interface Person {
  readonly user: string;
  readonly name: string;
  readonly role: Exclude<Role, 'owner'>;
  readonly advisorId: string | null;
  readonly clientId: string | null;
}

export const PERSON_ROLES = ['firm', 'advisor', 'client', 'operations', 'auditor', 'administrator'] as const;

/** What a user may be called; the installation's owner has a name of its own that nobody else gets. */
export const USER_PATTERN = /^[\p{L}\p{N}._@+-]{1,100}$/u;

/** What a grant opens: an account, the accounts of a portfolio or a client, or those of an advisor's clients. */
export const GRANT_KINDS = ['account', 'portfolio', 'client', 'book'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** Accounts that somebody may see besides those of his or her role. */
export interface Grant {
  readonly id: string;
  /** Whose it is; null: the code of the delegation has not been taken yet. */
  readonly user: string | null;
  readonly kind: GrantKind;
  /** The id of the account, portfolio, client or advisor. */
  readonly target: string;
  readonly givenBy: string;
  /** Whether it came from somebody who sees the accounts: it then opens no more than the giver's role does now. */
  readonly delegated: boolean;
  /** ISO 8601 instants, UTC; `expiresAt` null: until it is taken back. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** A person as those see him or her who look after people. */
export interface PersonEntry extends Person {
  readonly disabled: boolean;
  readonly grants: readonly Grant[];
}

export interface NewGrant {
  readonly user: string;
  readonly kind: GrantKind;
  readonly target: string;
  readonly expiresAt: string | null;
}

export interface PersonChange {
  readonly user: string;
  readonly name?: string;
  readonly role?: Person['role'];
  readonly advisorId?: string | null;
  readonly clientId?: string | null;
  readonly disabled?: boolean;
}

/** What can be done about people, their roles and their grants: what each takes and what it gives. */
export interface PeopleWork {
  import: {
    readonly takes: readonly Person[];
    readonly gives: { readonly added: number; readonly changed: number };
  };
  list: { readonly takes: Record<string, never>; readonly gives: readonly PersonEntry[] };
  /** Adds one person; rejects with `usage` where there is one of that name. */
  add: { readonly takes: Person; readonly gives: { readonly added: number; readonly changed: number } };
  /** Changes what is given of one person. */
  change: { readonly takes: PersonChange; readonly gives: PersonEntry };
  /** Forgets a person with everything that is his or hers: grants, sessions, conversations. */
  remove: { readonly takes: { readonly user: string }; readonly gives: null };
  /** An address at which the person sets a password, once; invitations of before open nothing any more. */
  invite: {
    readonly takes: { readonly user: string };
    readonly gives: { readonly address: string; readonly expiresAt: string };
  };
  /** Takes every second factor and passkey of a person away and signs the person out, so that new ones can be set up. */
  resetFactors: { readonly takes: { readonly user: string }; readonly gives: null };
  /** Makes no subject of another issuer stand for the person any more, and signs the person out. */
  unlink: { readonly takes: { readonly user: string }; readonly gives: null };
  grant: { readonly takes: NewGrant; readonly gives: Grant };
  /** Takes a grant back: by those who look after people, or by whoever delegated it. */
  revoke: { readonly takes: { readonly id: string }; readonly gives: null };
  /** Offers accounts of one's own to whoever takes the code, once, within grant_code_hours_max. */
  delegate: {
    readonly takes: Omit<NewGrant, 'user'>;
    readonly gives: { readonly grant: Grant; readonly code: string };
  };
  /** The grants that the asker has given. */
  delegated: { readonly takes: Record<string, never>; readonly gives: readonly Grant[] };
  /** Takes the code of a delegation. */
  accept: { readonly takes: { readonly code: string }; readonly gives: Grant };
}

export type PeopleVerb = keyof PeopleWork;

/** Each verb rejects with `not_permitted` where the actor lacks the right to it. */
export type PeopleDesk = {
  readonly [K in PeopleVerb]: (
    actor: Actor,
    argument: PeopleWork[K]['takes'],
  ) => Promise<PeopleWork[K]['gives']>;
};
