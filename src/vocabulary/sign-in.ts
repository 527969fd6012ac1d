/**
 * How somebody can sign in: by a one-time link, with a password here, with that and a second factor, with a passkey
 * alone, or by another issuer.
 */
export const SIGN_IN_MEANS = ['link', 'password', 'two_factors', 'passkey', 'issuer'] as const;
export type SignInMeans = (typeof SIGN_IN_MEANS)[number];

/** A session as its person sees it. */
export interface OpenSession {
  readonly id: string;
  readonly means: SignInMeans;
  /** ISO 8601 instants, UTC. */
  readonly since: string;
  readonly seenAt: string;
  readonly until: string;
}

/** Where an attempt to sign in comes from. */
export interface SignInOrigin {
  /** The network address. */
  readonly address: string;
  /** The secret by which this browser is known again; null: it is new. */
  readonly device: string | null;
}

/** What somebody has to show besides a password, or in its place. */
export interface Factors {
  readonly passkeys: readonly {
    readonly id: string;
    readonly label: string;
    /** ISO 8601 instants, UTC. */
    readonly madeAt: string;
    readonly usedAt: string | null;
  }[];
  /** Since when there is an authenticator app; null: there is none. */
  readonly authenticatorSince: string | null;
  readonly recoveryCodesLeft: number;
}

/** What came of a password, or of a second factor. */
export type SignInVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly seconds: number };
