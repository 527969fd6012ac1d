import { readCertificate } from '../database/server-address.ts';

/** An address of an interface without its option `ca`, and the PEM of the authority that it names. */
export function interfaceAddress(address: string | URL): {
  readonly url: URL;
  readonly authority: string | null;
} {
  const url = new URL(address);
  const file = url.searchParams.get('ca');
  url.searchParams.delete('ca');
  return { url, authority: file === null ? null : readCertificate(file) };
}
