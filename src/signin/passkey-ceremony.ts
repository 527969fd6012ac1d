import { isIP } from 'node:net';
import { z } from 'zod';
import { newSecret } from '../security/secret.ts';
import type { Passkey } from '../state/passkeys.ts';
import { LIMITS } from '../vocabulary/limits.ts';

/** Loaded when somebody first uses a passkey: that takes as long as a quarter of the start. */
const webauthn = () => import('@simplewebauthn/server');

/** What a browser is handed, as JSON, and the challenge in it that the answer must carry. */
export interface Ceremony {
  readonly options: string;
  readonly challenge: string;
}

export interface PasskeyCeremonies {
  /** Whether browsers have passkeys for this address at all: it must have a name, not a number. */
  possible(): boolean;
  toMake(user: string, known: readonly Passkey[]): Promise<Ceremony>;
  /** Null: it is no answer to the challenge. */
  made(answer: string, challenge: string, known: readonly Passkey[]): Promise<MadePasskey | null>;
  /** `known` null: whoever it is, by a passkey alone, which then asks its holder for a finger or a number. */
  toShow(known: readonly Passkey[] | null): Promise<Ceremony>;
  /** The name of the passkey that an answer says it is of; null: it is no answer. */
  credentialOf(answer: string): string | null;
  /** The device's new count of uses; null: it is no answer to the challenge by this passkey. */
  shown(
    answer: string,
    challenge: string,
    passkey: Passkey,
    alone: boolean,
  ): Promise<{ readonly counter: number } | null>;
}

export type MadePasskey = Pick<Passkey, 'credential' | 'publicKey' | 'handle' | 'transports' | 'counter'>;

const Text = z.string().regex(/^[\w-]{1,8192}$/);
const Extensions = z.object({});
const Made = z.object({
  id: Text,
  rawId: Text,
  type: z.literal('public-key'),
  clientExtensionResults: Extensions,
  response: z.object({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: z.array(z.string().max(20)).max(10).default([]),
  }),
});
const Shown = z.object({
  id: Text,
  rawId: Text,
  type: z.literal('public-key'),
  clientExtensionResults: Extensions,
  response: z.object({
    clientDataJSON: Text,
    authenticatorData: Text,
    signature: Text,
    userHandle: Text.optional(),
  }),
});

const RP_NAME = 'Askfolio';
/** EdDSA, ES256 and RS256, of COSE: what every device has one of. */
const ALGORITHMS = [-8, -7, -257];

/** WebAuthn (level 3) for the address at which the installation is reached, by a library that knows the formats. */
export function createPasskeyCeremonies(origin: () => string): PasskeyCeremonies {
  const rpID = (): string => new URL(origin()).hostname;
  const expected = (challenge: string) => ({
    expectedChallenge: challenge,
    expectedOrigin: origin(),
    expectedRPID: rpID(),
  });
  return {
    possible: () => isIP(rpID().replaceAll(/[[\]]/g, '')) === 0,
    toMake: async (user, known) => {
      const handle = known[0]?.handle ?? newSecret();
      const options = await (
        await webauthn()
      ).generateRegistrationOptions({
        rpName: RP_NAME,
        rpID: rpID(),
        userName: user,
        userID: new Uint8Array(Buffer.from(handle, 'base64url')),
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: named(known),
        // Kept on the device, so that it can be found without a name; and asking for a finger where it can.
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      });
      // The answer does not repeat for whom it is: that goes along with the challenge.
      return { options: JSON.stringify(options), challenge: `${options.challenge}.${handle}` };
    },
    made: async (answer, challenge, known) => {
      const response = parsed(Made, answer);
      const [nonce = '', handle = ''] = challenge.split('.');
      if (!response || known.some(({ credential }) => credential === response.id)) return null;
      const result = await (
        await webauthn()
      )
        .verifyRegistrationResponse({
          response,
          ...expected(nonce),
          requireUserVerification: false,
          supportedAlgorithmIDs: ALGORITHMS,
        })
        .catch(() => null);
      if (!result?.verified) return null;
      const { credential } = result.registrationInfo;
      return {
        credential: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        handle,
        transports: response.response.transports,
        counter: credential.counter,
      };
    },
    toShow: async (known) => {
      const options = await (
        await webauthn()
      ).generateAuthenticationOptions({
        rpID: rpID(),
        userVerification: known === null ? 'required' : 'preferred',
        ...(known === null ? {} : { allowCredentials: named(known) }),
      });
      return { options: JSON.stringify(options), challenge: options.challenge };
    },
    credentialOf: (answer) => parsed(Shown, answer)?.id ?? null,
    shown: async (answer, challenge, passkey, alone) => {
      const response = parsed(Shown, answer);
      if (!response || response.id !== passkey.credential) return null;
      const { userHandle, ...rest } = response.response;
      if (userHandle !== undefined && userHandle !== passkey.handle) return null;
      const result = await (
        await webauthn()
      )
        .verifyAuthenticationResponse({
          response: { ...response, response: rest },
          ...expected(challenge),
          credential: {
            id: passkey.credential,
            publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
            counter: passkey.counter,
            transports: [...passkey.transports],
          },
          requireUserVerification: alone,
        })
        .catch(() => null);
      return result?.verified ? { counter: result.authenticationInfo.newCounter } : null;
    },
  };
}

const named = (known: readonly Passkey[]) =>
  known.map(({ credential, transports }) => ({ id: credential, transports: [...transports] }));

function parsed<T>(shape: z.ZodType<T>, answer: string): T | null {
  if (answer.length > LIMITS.passkey_credential_bytes_max) return null;
  try {
    return shape.safeParse(JSON.parse(answer)).data ?? null;
  } catch {
    return null;
  }
}
