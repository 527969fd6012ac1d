import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, errors, importJWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { ApiKeys } from '../state/api-keys.ts';
import type { OidcEntries } from '../state/oidc-entries.ts';
import type { SigningKeys } from '../state/signing-keys.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { type Right, RIGHTS } from '../vocabulary/scope.ts';
import { isAssistant } from './assistants.ts';
import { OWN_CLIENT, SERVER_PATH } from './embedded-server.ts';
import { type Resource, resourceOf, TOOL_RIGHTS } from './resources.ts';

/** Whose token it is, and the rights that it is limited to. */
export interface OpenedToken {
  readonly user: string;
  readonly rights: readonly Right[];
}

export interface AccessTokens {
  /** Null for what is no token of ours for this resource, is over, or rests on a grant or key that is not in force any more. */
  open(token: string, resource: Resource): Promise<OpenedToken | null>;
  /** A token for the holder of an API key, as the server would give one. */
  issue(key: { readonly id: string; readonly rights: readonly Right[] }): Promise<string>;
}

export interface AccessTokenParts {
  readonly origin: () => string;
  readonly signingKeys: SigningKeys;
  readonly entries: Pick<OidcEntries, 'isGranted'>;
  readonly apiKeys: Pick<ApiKeys, 'find'>;
  /** Whether somebody who signed in as `amr` says (RFC 8176) has shown enough for an assistant to work for him or her. */
  readonly suffices: (user: string, amr: readonly string[]) => Promise<boolean>;
  readonly now: () => Date;
}

const TYPE = 'at+jwt';
const ALGORITHM = 'ES256';

const Claims = z.object({
  sub: z.string().min(1),
  client_id: z.string().min(1),
  jti: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
  scope: z.string().default(''),
  grant: z.string().optional(),
  amr: z.array(z.string()).default([]),
});

/**
 * Access tokens of the HTTP interface: RFC 9068, checked by RFC 8725. Size, algorithm and type are fixed; the key is
 * one of ours by its `kid`, whatever else the header says; issuer and audience are ours exactly; and whom it stands for
 * is looked up at each use, so that what was revoked opens nothing, however long the token would live.
 */
export function createAccessTokens(parts: AccessTokenParts): AccessTokens {
  const { signingKeys, entries, apiKeys, now } = parts;
  const issuer = (): string => `${parts.origin()}${SERVER_PATH}`;
  const verified = async (token: string, resource: Resource): Promise<z.infer<typeof Claims> | null> => {
    if (token.length > LIMITS.access_token_bytes_max) return null;
    const keys = (await signingKeys.current()).map(({ d: _private, ...key }) => key);
    const keySet = createLocalJWKSet({ keys });
    try {
      const { payload } = await jwtVerify(
        token,
        (header, jws) => {
          // A key is named; what a header carries or points to is none of ours.
          if (typeof header.kid !== 'string' || header.crit !== undefined) throw new errors.JWSInvalid();
          if (FOREIGN_KEYS.some((name) => name in header)) throw new errors.JWSInvalid();
          return keySet(header, jws);
        },
        {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer: issuer(),
          audience: resourceOf(parts.origin(), resource),
          clockTolerance: LIMITS.access_token_leeway_seconds,
          maxTokenAge: LIMITS.access_token_seconds_max,
          requiredClaims: ['sub', 'client_id', 'jti', 'iat', 'exp'],
          currentDate: now(),
        },
      );
      const claims = Claims.safeParse(payload);
      if (!claims.success) return null;
      const lifetime = claims.data.exp - claims.data.iat;
      return lifetime > 0 && lifetime <= LIMITS.access_token_seconds_max ? claims.data : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
  return {
    open: async (token, resource) => {
      const claims = await verified(token, resource);
      if (!claims) return null;
      const asked = claims.scope.split(' ');
      const limit = (rights: readonly Right[]): readonly Right[] =>
        rights.filter((right) => asked.includes(right));
      if (isAssistant(claims.client_id)) {
        if (claims.grant === undefined || !(await entries.isGranted(claims.grant))) return null;
        if (!(await parts.suffices(claims.sub, claims.amr))) return null;
        return { user: claims.sub, rights: limit(TOOL_RIGHTS) };
      }
      if (claims.client_id !== OWN_CLIENT) {
        const key = await apiKeys.find(claims.client_id);
        return key && claims.sub === claims.client_id ? { user: key.user, rights: limit(key.rights) } : null;
      }
      if (claims.grant === undefined || !(await entries.isGranted(claims.grant))) return null;
      return { user: claims.sub, rights: limit(RIGHTS) };
    },
    issue: async ({ id, rights }) => {
      const [key] = await signingKeys.current();
      const at = Math.floor(now().getTime() / 1_000);
      return new SignJWT({ client_id: id, scope: rights.join(' ') })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.kid })
        .setIssuer(issuer())
        .setAudience(resourceOf(parts.origin(), 'api'))
        .setSubject(id)
        .setJti(randomUUID())
        .setIssuedAt(at)
        .setExpirationTime(at + LIMITS.access_token_seconds_max)
        .sign(await importJWK({ ...key }, ALGORITHM));
    },
  };
}

const FOREIGN_KEYS: readonly string[] = ['jku', 'jwk', 'x5u', 'x5c', 'b64', 'zip'];
