import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An issuer whose tokens are whatever a test makes of them. */
export interface HostileIssuer {
  readonly address: URL;
  /** Claims and header of the next id token, over those that would be right. */
  next: {
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
    readonly alter?: (token: string) => string;
  };
  /** Whether whoever comes finds nobody there. */
  isAway: boolean;
  /** Signs with the issuer's key. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  readonly stranger: CryptoKey;
  close(): Promise<void>;
}

export const CLIENT_ID = 'askfolio-here';

export async function startHostileIssuer(): Promise<HostileIssuer> {
  const [own, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  let name = '';
  const sign: HostileIssuer['sign'] = (claims, header = {}) =>
    new SignJWT(JSON.parse(JSON.stringify(claims)) as Record<string, unknown>)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
      .sign(own.privateKey);
  const idToken = async (code: string): Promise<string> => {
    const at = Math.floor(Date.now() / 1_000);
    const right = { iss: name, aud: CLIENT_ID, sub: 'subject-of-ann', iat: at, exp: at + 300, nonce: code };
    const { claims = {}, header = {}, alter = (token: string) => token } = issuer.next;
    return alter(await sign({ ...right, ...claims }, header));
  };
  const server = createServer((request, response) => {
    if (issuer.isAway) {
      request.socket.destroy();
      return;
    }
    const reply = (body: object): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (request.url === '/.well-known/openid-configuration') {
      reply({
        issuer: name,
        authorization_endpoint: `${name}/auth`,
        token_endpoint: `${name}/token`,
        jwks_uri: `${name}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        authorization_response_iss_parameter_supported: true,
      });
    } else if (request.url === '/jwks') reply({ keys: [jwk] });
    else {
      let form = '';
      request.on('data', (data: Buffer) => (form += data.toString()));
      request.on('end', () => {
        // The code of these tests is the nonce of the attempt.
        void idToken(new URLSearchParams(form).get('code') ?? '').then((token) =>
          reply({ access_token: 'x', token_type: 'Bearer', expires_in: 300, id_token: token }),
        );
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  name = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: HostileIssuer = {
    address: new URL(name),
    next: {},
    isAway: false,
    sign,
    stranger: other.privateKey,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}
