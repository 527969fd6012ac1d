import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate for 127.0.0.1, signed by itself, that ends after so many minutes. */
export function makeCertificate(folder: string, minutes: number): { cert: string; key: string } {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', [...args], { cwd: folder, stdio: 'ignore' });
  const settings = [
    '[ca]\ndefault_ca = own\n',
    '[own]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\npolicy = any\ndefault_md = sha256\n',
    'x509_extensions = names\nunique_subject = no\n[any]\ncommonName = supplied\n',
    '[names]\nsubjectAltName = IP:127.0.0.1\nbasicConstraints = critical,CA:TRUE\n',
  ];
  writeFileSync(at('settings'), settings.join(''));
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('serial'), `${Math.floor(Math.random() * 1e9)}`.padStart(10, '0'));
  // Of two with one name, whoever has both as roots would try the first alone.
  const subject = `/CN=askfolio for ${minutes} minutes`;
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject];
  openssl('req', '-new', ...kind, '-keyout', 'key.pem', '-out', 'request.pem');
  const end = new Date(Date.now() + minutes * 60_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const own = ['ca', '-batch', '-selfsign', '-notext', '-config', 'settings'];
  openssl(...own, '-keyfile', 'key.pem', '-in', 'request.pem', '-out', 'cert.pem', '-enddate', end);
  return { cert: at('cert.pem'), key: at('key.pem') };
}
