import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { keyId, seal, unseal } from './seal.ts';

const key = 'a1'.repeat(32);
const other = 'b2'.repeat(32);

test.prop([fc.string({ unit: 'binary' }), fc.string()])('what is sealed opens again', (text, context) => {
  expect(unseal([key], seal(key, text, context), context)).toBe(text.toWellFormed());
});

test('the same text sealed twice looks different and shows nothing of it', () => {
  const [a, b] = [
    seal(key, 'jane@example.com', 'users.email:1'),
    seal(key, 'jane@example.com', 'users.email:1'),
  ];
  expect(a).not.toBe(b);
  expect(Buffer.from(a.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('jane');
});

test('no two sealings have a nonce in common, however many are drawn at once', () => {
  const nonces = Array.from({ length: 1_000 }, () =>
    Buffer.from(seal(key, 'x', 'c').split('.')[2] ?? '', 'base64url').toString('hex', 0, 12),
  );
  expect(new Set(nonces).size).toBe(1_000);
});

test('a sealed value does not open in another place', () => {
  const sealed = seal(key, 'x', 'users.email:1');
  expect(() => unseal([key], sealed, 'users.email:2')).toThrow(
    expect.objectContaining({ code: 'store_corrupt' }),
  );
});

test('a value sealed with an older key opens while that key is known, and says so when it is not', () => {
  const sealed = seal(key, 'x', 'c');
  expect(unseal([other, key], sealed, 'c')).toBe('x');
  expect(() => unseal([other], sealed, 'c')).toThrow(expect.objectContaining({ code: 'wrong_key' }));
});

test('any changed character is noticed', () => {
  const sealed = seal(key, 'some text', 'c');
  const start = `s1.${keyId(key)}.`.length;
  for (let at = start; at < sealed.length; at += 1) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'Q' : 'A'}${sealed.slice(at + 1)}`;
    expect(() => unseal([key], changed, 'c')).toThrow(expect.objectContaining({ code: 'store_corrupt' }));
  }
});

test.each(['', 'plain', 's1', 's1.x', 's2.12345678.AAAA', 's1.12345678.AAAA', 's1.a.b.c'])(
  'what was never sealed is refused: %s',
  (text) => {
    expect(() => unseal([key], text, 'c')).toThrow();
  },
);
