import { expect, test } from 'vitest';
import { certificateTrouble } from './certificate-trouble.ts';

const coded = (code: string, cause?: unknown): Error =>
  Object.assign(new Error('handshake', { cause }), { code });

test('what is wrong with a certificate is told in words, however deep the error lies', () => {
  expect(certificateTrouble(coded('CERT_HAS_EXPIRED'))).toMatch(/has expired; have it renewed/);
  expect(certificateTrouble(new TypeError('fetch failed', { cause: coded('CERT_HAS_EXPIRED') }))).toMatch(
    /expired/,
  );
  expect(certificateTrouble(coded('ERR_TLS_CERT_ALTNAME_INVALID'))).toMatch(/another name/);
  expect(certificateTrouble(coded('DEPTH_ZERO_SELF_SIGNED_CERT'))).toMatch(/not trusted/);
  expect(certificateTrouble(new Error('certificate has expired'))).toMatch(/expired/);
});

test('other errors say nothing of certificates', () => {
  expect(certificateTrouble(coded('ECONNREFUSED'))).toBeNull();
  expect(certificateTrouble('CERT_HAS_EXPIRED')).toBeNull();
  const endless = new Error('again');
  endless.cause = endless;
  expect(certificateTrouble(endless)).toBeNull();
});
