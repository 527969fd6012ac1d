import { decodeJwt } from 'jose';
import { z } from 'zod';
import { seal, unseal } from '../security/seal.ts';
import type { SignedIn } from '../state/sessions.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Assistants } from './assistants.ts';
import type { EmbeddedServer } from './embedded-server.ts';
import type { FactorDesk } from './factor-desk.ts';
import type { PasswordDesk } from './password-desk.ts';
import { type RelyingParty, SignInAttempt } from './relying-party.ts';

export type IssuerChoice = SignInAttempt['issuer'];

/** Everything that it takes to sign somebody in. */
export interface SignIn {
  readonly server: EmbeddedServer;
  readonly passwords: PasswordDesk;
  readonly factors: FactorDesk;
  readonly tokens: AccessTokens;
  readonly assistants: Assistants;
  /** What another issuer is called on the page of signing in; null: there is none. */
  readonly other: string | null;
  /** Whether people may sign in with a password here. */
  readonly byPassword: boolean;
  /** `cookie`: what the browser keeps meanwhile; only this installation can read it. */
  begin(
    issuer: IssuerChoice,
    invitation: string | null,
  ): Promise<{ readonly address: string; readonly cookie: string }>;
  /** Who came back; null for somebody who may not enter. Rejects where the answer is not one to this attempt. */
  finish(cookie: string, address: URL): Promise<SignedIn | null>;
  /** Ends the sessions that another issuer says are over there; null: it is no word of that issuer's to us. */
  signOutByIssuer(token: string): Promise<readonly string[] | null>;
  /** Whether a session may still open anything: a password alone does not where its person's role asks for more. */
  suffices(session: Pick<SignedIn, 'user' | 'means'>): Promise<boolean>;
  readonly now: () => Date;
}

export interface SignInParts {
  readonly server: EmbeddedServer;
  readonly passwords: PasswordDesk;
  readonly factors: FactorDesk;
  readonly tokens: AccessTokens;
  readonly assistants: Assistants;
  readonly own: RelyingParty;
  readonly other: { readonly name: string; readonly party: RelyingParty } | null;
  /** Whom the subject of another issuer stands for here; null: nobody. */
  readonly personOf: (issuer: string, subject: string, invitation: string | null) => Promise<string | null>;
  readonly byPassword: boolean;
  /** Ends sessions by another issuer, of a person or of anybody, whose kept tokens pass; gives whose they were. */
  readonly endIssued: (
    user: string | null,
    isMeant: (tokens: string) => boolean,
  ) => Promise<readonly string[]>;
  readonly mayEnter: (user: string) => Promise<boolean>;
  /** The newest first; hexadecimal. */
  readonly keys: () => readonly [string, ...string[]];
  readonly now: () => Date;
}

/** What a token of ours says besides. */
const OwnClaims = z.object({ grant: z.string(), amr: z.array(z.string()) });

const IssuedTokens = z.object({ id: z.string() });

const COOKIE_PLACE = 'cookie of a sign-in under way';
const ATTEMPT_MS_MAX = LIMITS.signin_attempt_minutes_max * 60_000;

export function createSignIn(parts: SignInParts): SignIn {
  const { own, other, now } = parts;
  const partyOf = (issuer: IssuerChoice): RelyingParty => {
    if (issuer === 'own') return own;
    if (other === null) throw new TypeError('there is no other issuer');
    return other.party;
  };
  return {
    server: parts.server,
    passwords: parts.passwords,
    factors: parts.factors,
    tokens: parts.tokens,
    assistants: parts.assistants,
    other: other?.name ?? null,
    byPassword: parts.byPassword,
    begin: async (issuer, invitation) => {
      const { address, attempt } = await partyOf(issuer).begin();
      const kept: SignInAttempt = { ...attempt, issuer, invitation, begunAt: now().getTime() };
      return { address, cookie: seal(parts.keys()[0], JSON.stringify(kept), COOKIE_PLACE) };
    },
    finish: async (cookie, address) => {
      const attempt = SignInAttempt.parse(JSON.parse(unseal(parts.keys(), cookie, COOKIE_PLACE)));
      if (now().getTime() - attempt.begunAt > ATTEMPT_MS_MAX) throw new TypeError('the attempt is over');
      const { issuer, subject, tokens } = await partyOf(attempt.issuer).finish(attempt, address);
      const user =
        attempt.issuer === 'own' ? subject : await parts.personOf(issuer, subject, attempt.invitation);
      if (user === null || !(await parts.mayEnter(user))) return null;
      if (attempt.issuer === 'other') {
        return { user, means: 'issuer', grantDigest: null, tokens: JSON.stringify(tokens) };
      }
      const { grant, amr } = OwnClaims.parse(decodeJwt(tokens.access));
      const means = !amr.includes('mfa') ? 'password' : amr.includes('pwd') ? 'two_factors' : 'passkey';
      if (means === 'password' && (await parts.factors.isAskedOf(user))) return null;
      return { user, means, grantDigest: grant, tokens: JSON.stringify(tokens) };
    },
    signOutByIssuer: async (token) => {
      const out = other === null ? null : await other.party.signedOut(token);
      if (out === null) return null;
      const user = out.subject === null ? null : await parts.personOf(out.issuer, out.subject, null);
      if (out.subject !== null && user === null) return [];
      return parts.endIssued(user, (tokens) => out.session === null || sessionAt(tokens) === out.session);
    },
    suffices: async ({ user, means }) => means !== 'password' || !(await parts.factors.isRequired(user)),
    now,
  };
}

/** What the other issuer calls the session there, by the id token that it gave. */
function sessionAt(tokens: string): string | null {
  const { id } = IssuedTokens.parse(JSON.parse(tokens));
  const { sid } = decodeJwt(id);
  return typeof sid === 'string' ? sid : null;
}
