/** How somebody can sign in: by a one-time link, with a password here, or by another issuer. */
export const SIGN_IN_MEANS = ['link', 'password', 'issuer'] as const;
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

/** What came of a password. */
export type PasswordVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly seconds: number };
