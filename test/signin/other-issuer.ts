import { createServer } from 'node:http';
import { errors, Provider } from 'oidc-provider';

/**
 * An OpenID issuer of somebody else, as a process of its own: `node other-issuer.ts PORT CALLBACK`. Whoever says a
 * subject is that subject; every one has the same verified address of mail.
 */
const [port = '0', callback = ''] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'askfolio-here',
      client_secret: 'a secret of the other issuer',
      redirect_uris: [callback],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  cookies: { keys: ['a key of the other issuer'], long: cookie, short: cookie },
  claims: { openid: ['sub', 'email', 'email_verified'] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: (_ctx, subject) => ({
    accountId: subject,
    claims: () => ({ sub: subject, email: 'ann@example.com', email_verified: true }),
  }),
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    if (!client || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
});
const serve = provider.callback();

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
  if (!pathname.startsWith('/interaction/')) {
    void serve(request, response);
    return;
  }
  const subject = searchParams.get('subject');
  if (subject === null) {
    response.setHeader('content-type', 'text/html');
    response.end(
      '<title>Other issuer</title><form><label>Subject <input name="subject"></label><button>Be it</button></form>',
    );
    return;
  }
  provider
    .interactionFinished(request, response, { login: { accountId: subject } })
    .catch((error: unknown) => {
      response.statusCode = error instanceof errors.SessionNotFound ? 400 : 500;
      response.end();
    });
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
