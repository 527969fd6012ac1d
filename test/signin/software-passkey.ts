import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A device with one passkey, in software: answers as browsers send them, and as none should. */
export interface SoftwarePasskey {
  readonly credential: string;
  make(options: string, origin: string): string;
  show(options: string, origin: string, how?: Showing): string;
}

export interface Showing {
  readonly verified?: boolean;
  readonly counter?: number;
  readonly rpId?: string;
  readonly handle?: string;
  readonly type?: string;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

const clientData = (type: string, challenge: string, origin: string): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
const authenticatorData = (rpId: string, flags: number, counter: number): Buffer => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count]);
};

export function softwarePasskey(): SoftwarePasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  const credential = id.toString('base64url');
  let handle = '';
  const answer = (response: object): string =>
    JSON.stringify({
      id: credential,
      rawId: credential,
      type: 'public-key',
      clientExtensionResults: {},
      response,
    });
  return {
    credential,
    make: (text, origin) => {
      const options = JSON.parse(text) as { challenge: string; rp: { id: string }; user: { id: string } };
      handle = options.user.id;
      const key = cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      );
      const data = Buffer.concat([
        authenticatorData(options.rp.id, PRESENT | VERIFIED | ATTESTED, 1),
        Buffer.alloc(16),
        Buffer.from([0, id.length]),
        id,
        key,
      ]);
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      );
      return answer({
        clientDataJSON: clientData('webauthn.create', options.challenge, origin).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    show: (text, origin, how = {}) => {
      const options = JSON.parse(text) as { challenge: string; rpId: string };
      const client = clientData(how.type ?? 'webauthn.get', options.challenge, origin);
      const flags = PRESENT | (how.verified === false ? 0 : VERIFIED);
      const data = authenticatorData(how.rpId ?? options.rpId, flags, how.counter ?? 2);
      const hashed = createHash('sha256').update(client).digest();
      const signature = createSign('sha256')
        .update(Buffer.concat([data, hashed]))
        .sign(privateKey);
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: how.handle ?? handle,
      });
    },
  };
}

/** As much of CBOR (RFC 8949) as a device writes. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) {
    const pairs = [...value].flatMap(([key, each]) => [cbor(key), cbor(each)]);
    return Buffer.concat([head(5, value.size), ...pairs]);
  }
  throw new TypeError('no such thing in CBOR here');
}

function head(major: number, size: number): Buffer {
  const kind = major << 5;
  if (size < 24) return Buffer.from([kind | size]);
  if (size < 256) return Buffer.from([kind | 24, size]);
  return Buffer.from([kind | 25, size >> 8, size & 255]);
}
