import { describe, expect, it } from 'vitest';
import { readSettings } from '../config.ts';
import { checkExposure, placeOf } from './place.ts';

const TLS = { ASKFOLIO_TLS_CERT: 'cert.pem', ASKFOLIO_TLS_KEY: 'key.pem' };
const URL = { ASKFOLIO_URL: 'https://askfolio.example.com' };

describe('who is served', () => {
  it.each([
    ['this machine', {}],
    ['this machine by IPv6', { ASKFOLIO_HOST: '::1' }],
    ['others with TLS', { ASKFOLIO_HOST: '192.0.2.1', ...TLS }],
    ['others behind a proxy with TLS', { ASKFOLIO_HOST: '0.0.0.0', ...URL }],
    [
      'others in the clear, where it was said so',
      { ASKFOLIO_HOST: '192.0.2.1', ASKFOLIO_PLAIN_HTTP: 'anywhere' },
    ],
  ] as [string, Record<string, string>][])('%s', (_name, environment) => {
    expect(() => checkExposure(readSettings(environment))).not.toThrow();
  });

  it.each([
    ['others in the clear', { ASKFOLIO_HOST: '192.0.2.1' }],
    [
      'others behind a proxy in the clear',
      { ASKFOLIO_HOST: '0.0.0.0', ASKFOLIO_URL: 'http://askfolio.example.com' },
    ],
    ['a certificate without its key', { ASKFOLIO_TLS_CERT: 'cert.pem' }],
    ['every address under no name', { ASKFOLIO_HOST: '0.0.0.0', ...TLS }],
  ] as [string, Record<string, string>][])('not %s', (_name, environment) => {
    expect(() => checkExposure(readSettings(environment))).toThrow();
  });

  it('under the address that people use, or the one that it listens on', () => {
    const own = placeOf(readSettings({ ASKFOLIO_PORT: '0' }));
    own.listening('http://127.0.0.1:4711');
    expect(own.origin()).toBe('http://127.0.0.1:4711');
    const behind = placeOf(readSettings({ ASKFOLIO_HOST: '0.0.0.0', ...URL }));
    behind.listening('http://0.0.0.0:8321');
    expect(behind.origin()).toBe('https://askfolio.example.com');
    expect(placeOf(readSettings({ ASKFOLIO_HOST: '::1', ...TLS })).origin()).toBe('https://[::1]:8321');
  });
});
