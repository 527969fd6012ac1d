import { existsSync, readFileSync, statSync } from 'node:fs';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { DeliveryRequest } from '../vocabulary/run.ts';
import { isServerAddress, withoutSecret } from '../vocabulary/source.ts';
import type { CommandContext } from './context.ts';
import { absolutePath } from './options.ts';

type Place = Pick<CommandContext, 'workingFolder'>;

/** What a person names as the place of data: a server's address with the secret apart, or an absolute path. */
export function addressOf(
  context: Place,
  given: string,
  secretFile: string | undefined,
): { readonly address: string; readonly secret: string | null } {
  const kept = secretFile === undefined ? null : secretIn(context, secretFile);
  if (!isServerAddress(given)) return { address: absolutePath(context, given), secret: kept };
  const { address, secret } = withoutSecret(given);
  return { address, secret: kept ?? secret };
}

/** The same as a delivery has it. */
export function deliveryPlace(
  context: Place,
  given: string,
  secretFile: string | undefined,
): Pick<DeliveryRequest, 'path' | 'secret'> {
  const { address, secret } = addressOf(context, given, secretFile);
  return { path: address, ...(secret === null ? {} : { secret }) };
}

/** A file where there is one; otherwise the name of a mapping that comes with the program. */
export function mappingPath(context: Place, given: string | undefined): string | null {
  if (given === undefined) return null;
  const path = absolutePath(context, given);
  return existsSync(path) || /[./\\]/.test(given) ? path : given;
}

/** What the file of --secret-file holds. Throws Problem `usage`. */
export function secretIn(context: Place, secretFile: string): string {
  try {
    const path = absolutePath(context, secretFile);
    if (statSync(path).size > LIMITS.source_secret_chars_max) throw new Error('too large');
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Problem(
      'usage',
      'The file of --secret-file could not be read; it should hold the password or token alone.',
      {
        cause: error,
      },
    );
  }
}
