import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates of a test's own, as files NAME.pem and NAME.key of a folder. */

/** An authority that nobody knows but the test. */
export function authority(folder: string, name: string): void {
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, ...files);
}

/**
 * A certificate for `altName` (`DNS:localhost,IP:127.0.0.1`), signed by such an authority. `ended`: one that has
 * expired since yesterday.
 */
export function certificateFor(
  folder: string,
  name: string,
  altName: string,
  signer: string,
  ended = false,
): void {
  const at = (file: string): string => join(folder, file);
  writeFileSync(at(`${name}.ext`), `subjectAltName=${altName}\n`);
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at(`${name}.key`)];
  openssl('req', '-new', ...key, '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
  const valid = ['-days', ended ? '-1' : '2'];
  const ca = ['-CA', at(`${signer}.pem`), '-CAkey', at(`${signer}.key`), '-CAcreateserial', ...valid];
  const made = ['-extfile', at(`${name}.ext`), '-out', at(`${name}.pem`)];
  openssl('x509', '-req', '-in', at(`${name}.csr`), ...ca, ...made);
}

function openssl(...words: readonly string[]): void {
  execFileSync('openssl', [...words], { stdio: 'ignore' });
}
