import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';

/** A name that a file of a delivery may have: one of a file alone, with nothing in it that leads elsewhere. Throws `usage`. */
export function checkedFileName(name: string): string {
  const plain = name.normalize('NFC').trim();
  const bytes = Buffer.byteLength(plain);
  const strange =
    plain === '' ||
    plain.startsWith('.') ||
    bytes > LIMITS.delivery_name_bytes_max ||
    /[\\/\p{C}]/u.test(plain) ||
    /^[a-z]:/i.test(plain);
  if (!strange) return plain;
  throw new Problem(
    'usage',
    `A file's name has up to ${String(LIMITS.delivery_name_bytes_max)} bytes, no slashes and no dot at its beginning; rename the file.`,
  );
}
