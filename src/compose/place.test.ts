import { expect, test } from 'vitest';
import { placeOf } from './place.ts';

test('whoever listens for other machines says where the proxy is that ends TLS', () => {
  const everywhere = { host: '0.0.0.0', port: 8321 } as const;
  expect(() => placeOf({ ...everywhere, origin: null })).toThrow(/ASKFOLIO_ORIGIN/);
  const place = placeOf({ ...everywhere, origin: 'https://askfolio.example.com' });
  place.listening('http://0.0.0.0:8321');
  expect(place.origin()).toBe('https://askfolio.example.com');
  expect(placeOf({ host: '::1', port: 1, origin: null }).origin()).toBe('http://[::1]:1');
});
