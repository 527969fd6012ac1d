import * as openid from 'openid-client';
import { z } from 'zod';

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

/** This installation as a client of an issuer: the code flow with PKCE, state and nonce (RFC 9700, OpenID Connect). */
export interface RelyingParty {
  begin(): Promise<{
    readonly address: string;
    readonly attempt: Pick<SignInAttempt, 'state' | 'nonce' | 'verifier'>;
  }>;
  /** Rejects where the answer is not one to the attempt, or is not from the issuer. */
  finish(attempt: Pick<SignInAttempt, 'state' | 'nonce' | 'verifier'>, address: URL): Promise<Identity>;
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
  /** Absent: by the network. */
  readonly fetch?: openid.CustomFetch;
}

const SECONDS_MAX = 10;

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
  return {
    begin: async () => {
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
    },
    finish: async ({ state, nonce, verifier }, address) => {
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
    },
  };
}
