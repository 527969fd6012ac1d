import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { z } from 'zod';
import { LIMITS } from '../vocabulary/limits.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';

/** What a sign-in that is under way needs to be finished by the browser that began it, and by no other. */
export const SignInAttempt = z.strictObject({
  issuer: z.enum(['own', 'other']),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The link of an invitation that the attempt is to answer. */
  invitation: z.string().nullable(),
  /** Milliseconds since 1970. */
  begunAt: z.number(),
});
export type SignInAttempt = z.infer<typeof SignInAttempt>;

/** Who came back from an issuer. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly tokens: { readonly access: string; readonly refresh: string | null; readonly id: string };
}

/** OpenID Connect Back-Channel Logout 1.0: of a subject, of one of its sessions there, or of both. */
export interface IssuerSignOut {
  readonly issuer: string;
  readonly subject: string | null;
  readonly session: string | null;
}

/**
 * This installation as a client of an issuer: the code flow with PKCE, state and nonce (RFC 9700, OpenID Connect). All of
 * it rejects with the Problem `issuer_unavailable` where the issuer cannot be asked.
 */
export interface RelyingParty {
  begin(): Promise<{
    readonly address: string;
    readonly attempt: Pick<SignInAttempt, 'state' | 'nonce' | 'verifier'>;
  }>;
  /** Rejects where the answer is not one to the attempt, or is not from the issuer. */
  finish(attempt: Pick<SignInAttempt, 'state' | 'nonce' | 'verifier'>, address: URL): Promise<Identity>;
  /** Whom the issuer says to have signed out, by a logout token; null: it is none of that issuer's for us. */
  signedOut(token: string): Promise<IssuerSignOut | null>;
}

export interface RelyingPartyParts {
  /** Where it is, once that is known. */
  readonly issuer: () => URL;
  readonly clientId: string;
  /** As it is now: it may be turned. */
  readonly clientSecret: () => string;
  readonly callback: () => string;
  readonly scope: string;
  /** Absent: whatever asymmetric algorithm the issuer announces. */
  readonly idTokenAlgorithm?: string;
  /** Whether it may be reached without TLS: what does not leave this machine. */
  readonly plain: boolean;
  readonly now: () => Date;
  /** Absent: by the network. */
  readonly fetch?: openid.CustomFetch;
}

const SECONDS_MAX = 10;
const KEYS_AGAIN_SECONDS = 30;
const LOGOUT_SECONDS_MAX = 120;
const ASYMMETRIC = [
  'RS256',
  'PS256',
  'ES256',
  'RS384',
  'PS384',
  'ES384',
  'RS512',
  'PS512',
  'ES512',
  'EdDSA',
] as const;

const LogoutClaims = z.object({
  sub: z.string().min(1).optional(),
  sid: z.string().min(1).optional(),
  events: z.object({ 'http://schemas.openid.net/event/backchannel-logout': z.object({}) }),
});

export function createRelyingParty(parts: RelyingPartyParts): RelyingParty {
  const { clientId, clientSecret, issuer, callback, scope } = parts;
  let found: Promise<openid.Configuration> | null = null;
  const discover = async (): Promise<openid.Configuration> => {
    const configuration = await openid.discovery(
      issuer(),
      clientId,
      parts.idTokenAlgorithm === undefined ? {} : { id_token_signed_response_alg: parts.idTokenAlgorithm },
      (...request) => openid.ClientSecretBasic(clientSecret())(...request),
      {
        execute: parts.plain ? [openid.allowInsecureRequests] : [],
        timeout: SECONDS_MAX,
        ...(parts.fetch ? { [openid.customFetch]: parts.fetch } : {}),
      },
    );
    // The signature is checked, although the token came straight from the issuer.
    openid.enableNonRepudiationChecks(configuration);
    return configuration;
  };
  const configured = (): Promise<openid.Configuration> =>
    (found ??= discover().catch((error: unknown) => {
      found = null;
      throw error;
    }));
  let keys: { readonly at: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | null = null;
  const keysOf = (address: string): ReturnType<typeof createRemoteJWKSet> => {
    const options = { timeoutDuration: SECONDS_MAX * 1_000, cooldownDuration: KEYS_AGAIN_SECONDS * 1_000 };
    if (keys?.at !== address) keys = { at: address, set: createRemoteJWKSet(new URL(address), options) };
    return keys.set;
  };
  return {
    signedOut: asked(async (token) => {
      if (token.length > LIMITS.access_token_bytes_max) return null;
      const { issuer: name, jwks_uri: address } = (await configured()).serverMetadata();
      if (address === undefined) return null;
      try {
        const { payload } = await jwtVerify(token, keysOf(address), {
          issuer: name,
          audience: clientId,
          algorithms: [...ASYMMETRIC],
          clockTolerance: LIMITS.access_token_leeway_seconds,
          maxTokenAge: LOGOUT_SECONDS_MAX,
          currentDate: parts.now(),
          requiredClaims: ['iat', 'jti'],
        });
        const claims = LogoutClaims.safeParse(payload).data;
        // A nonce would make it an id token that somebody sends here again.
        if (!claims || 'nonce' in payload || (claims.sub ?? claims.sid) === undefined) return null;
        return { issuer: name, subject: claims.sub ?? null, session: claims.sid ?? null };
      } catch (error) {
        if (error instanceof errors.JOSEError && !isAway(error)) return null;
        throw error;
      }
    }),
    begin: asked(async () => {
      const configuration = await configured();
      const [verifier, state, nonce] = [
        openid.randomPKCECodeVerifier(),
        openid.randomState(),
        openid.randomNonce(),
      ];
      const address = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: callback(),
        scope,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        prompt: 'login',
      });
      return { address: address.href, attempt: { state, nonce, verifier } };
    }),
    finish: asked(async ({ state, nonce, verifier }, address) => {
      const configuration = await configured();
      const tokens = await openid.authorizationCodeGrant(configuration, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims || tokens.id_token === undefined) throw new TypeError('no id token');
      return {
        issuer: claims.iss,
        subject: claims.sub,
        tokens: { access: tokens.access_token, refresh: tokens.refresh_token ?? null, id: tokens.id_token },
      };
    }),
  };
}

/** Tells an issuer that is away from one that answers otherwise than it should. */
function asked<A extends readonly unknown[], T>(
  work: (...given: A) => Promise<T>,
): (...given: A) => Promise<T> {
  return (...given) =>
    work(...given).catch((error: unknown) => {
      throw isAway(error) ? issuerUnavailable(error) : error;
    });
}

function isAway(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return true;
  if (error instanceof openid.ClientError)
    return error.code === 'OAUTH_TIMEOUT' || (error.cause instanceof Response && error.cause.status >= 500);
  // What fetch says of a connection that was refused, reset or not found.
  return error instanceof TypeError && error.message === 'fetch failed';
}
