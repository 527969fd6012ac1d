import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  Provider,
  type ResourceServer,
} from 'oidc-provider';
import { z } from 'zod';
import { sameSecret } from '../security/secret.ts';
import type { ApiKeys } from '../state/api-keys.ts';
import type { OidcEntries } from '../state/oidc-entries.ts';
import type { SigningKeys } from '../state/signing-keys.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { type Right, RIGHTS } from '../vocabulary/scope.ts';
import { assistantsOf, isAssistant, REGISTRATION_PATH } from './assistants.ts';
import { errorPage } from './pages.ts';
import { adapterOf, atClock } from './library-records.ts';
import { wordsFor } from './words/words-for.ts';
import { type Resource, resourceNamed, resourceOf, TOOL_RIGHTS } from './resources.ts';

/** The path under which the server answers; the issuer is the installation's origin with it. */
export const SERVER_PATH = '/oidc';
/** Where people sign in to it, each attempt at a path of its own. */
export const INTERACTION_PATH = '/signin/attempt';
/** The page of this installation, as a client of its own server. */
export const OWN_CLIENT = 'askfolio';
export const CALLBACK_PATH = '/signin/callback';

export interface EmbeddedServerParts {
  readonly origin: () => string;
  readonly entries: OidcEntries;
  readonly signingKeys: SigningKeys;
  readonly apiKeys: Pick<ApiKeys, 'open' | 'find'>;
  /** The newest first; hexadecimal. */
  readonly cookieKeys: () => readonly string[];
  readonly ownSecret: () => string;
  /** The clock that all processes of the installation go by. */
  readonly now: () => Date;
  /** Whether somebody of that name may sign in now. */
  readonly mayEnter: (user: string) => Promise<boolean>;
  /** Hears of what was refused, by its error code: never of what was sent. */
  readonly onRefusal: (what: string, client: string | null) => void;
  readonly onTrouble: (error: unknown) => void;
  /** Before an assistant is let in; where this rejects, it is not. */
  readonly onAllowed: (assistant: AskingAssistant) => Promise<void>;
}

/** What a person has shown so far of who he or she is. */
export interface Attempt {
  readonly uid: string;
  /** Whose password was right; what else is asked for is still to come. */
  readonly passed: string | null;
  /** What was shown so far (RFC 8176). */
  readonly amr: readonly string[];
  /** Kept between two requests of the attempt. */
  readonly challenge: string | null;
  /** The assistant that a person who has signed in is to allow or not; null while it is still to be shown who that is. */
  readonly assistant: AskingAssistant | null;
}

/** A program that asks to work in a person's name. Its name is of its own choice; where its answers go is not. */
export interface AskingAssistant {
  readonly name: string;
  readonly host: string;
  readonly user: string;
}

/** OAuth 2.0 and OpenID Connect, by a certified library over this installation's records. */
export interface EmbeddedServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The attempt that the browser of the request is in; null: none, or one that is over. */
  attempt(request: IncomingMessage, response: ServerResponse): Promise<Attempt | null>;
  keep(
    request: IncomingMessage,
    response: ServerResponse,
    state: Omit<Attempt, 'uid' | 'assistant'>,
  ): Promise<void>;
  /** Ends the attempt with success; gives the address at which the server goes on. */
  finish(
    request: IncomingMessage,
    response: ServerResponse,
    who: { readonly user: string; readonly amr: readonly string[] },
  ): Promise<string>;
  /** Lets the assistant of the attempt in, or sends it away; gives the address at which the server goes on. */
  decide(request: IncomingMessage, response: ServerResponse, allows: boolean): Promise<string>;
}

const Kept = z.object({
  passed: z.string().nullable(),
  amr: z.array(z.string()),
  challenge: z.string().nullable(),
});
const NOTHING_SHOWN: z.infer<typeof Kept> = { passed: null, amr: [], challenge: null };

export function createEmbeddedServer(parts: EmbeddedServerParts): EmbeddedServer {
  let made: { readonly name: string; readonly provider: Promise<Provider> } | null = null;
  // The library takes its keys once: after a rotation another instance goes on over the same records.
  const provider = async (): Promise<Provider> => {
    const keys = await parts.signingKeys.current();
    const name = `${parts.origin()} ${keys.map(({ kid }) => kid).join(' ')}`;
    if (made?.name !== name) made = { name, provider: makeProvider(parts, [...keys]) };
    return made.provider;
  };
  return {
    handle: async (request, response) => {
      const callback = (await provider()).callback();
      // From the two the library tells under which path it answers.
      Object.assign(request, { originalUrl: request.url });
      const { host, protocol } = new URL(parts.origin());
      // Where it is reached is known here, and not what a request says of it.
      request.headers['x-forwarded-host'] = host;
      request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      request.url = (request.url ?? '/').slice(SERVER_PATH.length) || '/';
      await callback(request, response);
    },
    attempt: async (request, response) => {
      const details = await interactionOf(await provider(), request, response);
      if (!details) return null;
      const kept = Kept.safeParse(details.result ?? {});
      return { uid: details.uid, ...(kept.data ?? NOTHING_SHOWN), assistant: await askingIn(parts, details) };
    },
    keep: async (request, response, { passed, amr, challenge }) => {
      await (
        await provider()
      ).interactionResult(
        request,
        response,
        { passed, amr: [...amr], challenge },
        { mergeWithLastSubmission: false },
      );
    },
    finish: async (request, response, { user, amr }) =>
      (await provider()).interactionResult(
        request,
        response,
        { login: { accountId: user, amr: [...amr], remember: false } },
        { mergeWithLastSubmission: false },
      ),
    decide: async (request, response, allows) => {
      const current = await provider();
      if (!allows) {
        const refusal = { error: 'access_denied', error_description: 'the person did not allow it' };
        return current.interactionResult(request, response, refusal, { mergeWithLastSubmission: false });
      }
      const details = await current.interactionDetails(request, response);
      const asking = await askingIn(parts, details);
      const clientId = String(details.params['client_id']);
      if (asking === null) throw new TypeError('nobody asks to be let in');
      const grant = new current.Grant({ clientId, accountId: asking.user });
      grant.addOIDCScope('openid');
      grant.addResourceScope(resourceOf(parts.origin(), 'tools'), TOOL_RIGHTS.join(' '));
      await parts.onAllowed(asking);
      const consent = { grantId: await grant.save() };
      return current.interactionResult(request, response, { consent }, { mergeWithLastSubmission: true });
    },
  };
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Who asks to be let in at this step of an attempt; null where it is another step, or the page of ours. */
async function askingIn(
  { entries }: EmbeddedServerParts,
  { prompt, params, session }: Interaction,
): Promise<AskingAssistant | null> {
  if (prompt.name !== 'consent' || session === undefined) return null;
  const known = await assistantsOf(entries).find(String(params['client_id']));
  const address = URL.parse(String(params['redirect_uri']));
  if (known === undefined || address === null) return null;
  return { name: String(known['client_name']), host: address.host, user: session.accountId };
}

async function interactionOf(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  }
}

async function makeProvider(
  parts: EmbeddedServerParts,
  keys: Awaited<ReturnType<SigningKeys['current']>>[number][],
): Promise<Provider> {
  const provider = new Provider(`${parts.origin()}${SERVER_PATH}`, configurationOf(parts, keys));
  provider.proxy = true;
  // Of a program's secret only a digest is kept: the keys of the API know it again.
  const ownSecret = parts.ownSecret();
  provider.Client.prototype.compareClientSecret = async function compare(actual: string): Promise<boolean> {
    if (this.clientId === OWN_CLIENT) return sameSecret(ownSecret, actual);
    return (await parts.apiKeys.open(actual))?.id === this.clientId;
  };
  const refused = (what: string) => (ctx: KoaContextWithOIDC, error: Error) => {
    const code = error instanceof errors.OIDCProviderError ? error.error : 'server_error';
    parts.onRefusal(`${what} ${code}`, ctx.oidc?.client?.clientId ?? null);
  };
  provider.on('grant.error', refused('token'));
  provider.on('authorization.error', refused('authorization'));
  provider.on('revocation.error', refused('revocation'));
  provider.on('server_error', (_ctx, error) => parts.onTrouble(error));
  return provider;
}

function configurationOf(
  parts: EmbeddedServerParts,
  keys: Awaited<ReturnType<SigningKeys['current']>>[number][],
): Configuration {
  const origin = parts.origin();
  const secure = origin.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure } as const;
  return {
    adapter: (model) => adapterOf(parts, model),
    clients: [
      {
        client_id: OWN_CLIENT,
        client_secret: parts.ownSecret(),
        redirect_uris: [`${origin}${CALLBACK_PATH}`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys },
    cookies: {
      keys: [...parts.cookieKeys()],
      names: { session: 'askfolio_oidc', interaction: 'askfolio_attempt', resume: 'askfolio_resume' },
      long: { ...cookie, path: SERVER_PATH },
      short: cookie,
    },
    ...RULES,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => resourceOf(origin, isAssistant(client.clientId) ? 'tools' : 'api'),
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, asked, client) => resourceServerOf(parts, ctx, asked, client.clientId),
      },
    },
    interactions: { url: (_ctx, { uid }) => `${INTERACTION_PATH}/${uid}` },
    findAccount: async (_ctx, user) =>
      (await parts.mayEnter(user)) ? { accountId: user, claims: () => ({ sub: user }) } : undefined,
    discovery: { registration_endpoint: `${origin}${REGISTRATION_PATH}` },
    loadExistingGrant: async (ctx) => (await grantOfAssistant(ctx)) ?? grantOwnPage(ctx, origin),
    extraTokenClaims: (ctx, token) => {
      if (token.kind !== 'AccessToken' || token.grantId === undefined) return undefined;
      const { AuthorizationCode: code, RefreshToken: refresh } = ctx.oidc.entities;
      return { grant: parts.entries.grantDigest(token.grantId), amr: (code ?? refresh)?.amr ?? [] };
    },
    formats: {
      customizers: {
        jwt: async (ctx, token, jwt) => {
          Object.assign(jwt.payload, atClock(parts.now, 'all', jwt.payload));
          // A program that names no scope gets what its key is limited to.
          if (token.kind !== 'ClientCredentials' || ctx.oidc.params?.['scope'] !== undefined) return;
          const rights = (await parts.apiKeys.find(token.clientId ?? ''))?.rights ?? [];
          const isForTools = token.aud === resourceOf(origin, 'tools');
          const given = isForTools ? rights.filter((right) => TOOL_RIGHTS.includes(right)) : rights;
          Object.assign(jwt.payload, { scope: given.join(' ') });
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(wordsFor(ctx.get('accept-language')), out.error_description ?? out.error);
    },
  };
}

/** RFC 9700: codes with PKCE alone, refresh tokens turned at each use, nothing for other sites' scripts. */
const RULES = {
  responseTypes: ['code'],
  scopes: ['openid'],
  clientAuthMethods: ['client_secret_basic', 'none'],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  pkce: { required: () => true },
  clientBasedCORS: () => false,
  acceptQueryParamAccessTokens: false,
  allowOmittingSingleRegisteredRedirectUri: false,
  rotateRefreshToken: true,
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  revokeGrantPolicy: () => true,
  clockTolerance: 5,
  ttl: {
    AccessToken: () => LIMITS.access_token_seconds_max,
    ClientCredentials: () => LIMITS.access_token_seconds_max,
    AuthorizationCode: () => 60,
    IdToken: () => 300,
    Interaction: () => LIMITS.signin_attempt_minutes_max * 60,
    // The page asks for a sign-in each time: this cookie carries one attempt and opens nothing afterwards.
    Session: () => LIMITS.signin_attempt_minutes_max * 60,
    RefreshToken: () => LIMITS.session_hours_max * 3_600,
    Grant: () => LIMITS.session_hours_max * 3_600,
  },
} as const satisfies Configuration;

/** What a token can be had for, with no more rights than the client's own. */
async function resourceServerOf(
  parts: EmbeddedServerParts,
  ctx: KoaContextWithOIDC,
  asked: string,
  clientId: string,
): Promise<ResourceServer> {
  const resource = resourceNamed(parts.origin(), asked);
  const rights = resource === null ? null : await rightsAt(parts, resource, clientId);
  if (rights === null) throw new errors.InvalidTarget();
  const { scope } = ctx.oidc.params ?? {};
  const named = typeof scope === 'string' && clientId !== OWN_CLIENT ? scope.split(' ') : [];
  const may: readonly string[] = isAssistant(clientId) ? [...rights, 'openid'] : rights;
  if (!named.every((each) => may.includes(each))) {
    throw new errors.InvalidScope('more than this client may', String(scope));
  }
  return {
    scope: rights.join(' '),
    audience: asked,
    accessTokenFormat: 'jwt',
    accessTokenTTL: LIMITS.access_token_seconds_max,
    jwt: { sign: { alg: 'ES256' } },
  };
}

/** What a client can have there; null: nothing at all. */
async function rightsAt(
  { apiKeys }: EmbeddedServerParts,
  resource: Resource,
  clientId: string,
): Promise<readonly Right[] | null> {
  if (isAssistant(clientId)) return resource === 'tools' ? TOOL_RIGHTS : null;
  if (clientId === OWN_CLIENT) return resource === 'api' ? RIGHTS : null;
  const rights = (await apiKeys.find(clientId))?.rights ?? [];
  return resource === 'tools' ? rights.filter((right) => TOOL_RIGHTS.includes(right)) : rights;
}

/** What a person has just allowed an assistant; what was allowed at another time does not count. */
async function grantOfAssistant(ctx: KoaContextWithOIDC) {
  const { client, result, provider } = ctx.oidc;
  const grantId = result?.consent?.grantId;
  if (client === undefined || !isAssistant(client.clientId) || grantId === undefined) return undefined;
  return provider.Grant.find(grantId);
}

/** The page belongs to the installation: whoever signs in has nothing to consent to. Others get no grant. */
async function grantOwnPage(ctx: KoaContextWithOIDC, origin: string) {
  const { client, session, result, provider } = ctx.oidc;
  if (client?.clientId !== OWN_CLIENT || session?.accountId === undefined || !result?.login) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(resourceOf(origin, 'api'), RIGHTS.join(' '));
  await grant.save();
  return grant;
}

/** Programs are clients by the keys of the API, assistants as they made themselves known; everything else lies on its shelf. */
