import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPageIfOld, ROOT } from './askfolio-process.ts';

const PAGE = join(ROOT, 'dist', 'page');
const FIRST_SCRIPT_BYTES_MAX = 250_000;
const CHART_SCRIPT_BYTES_MAX = 250_000;
const PASSKEY_SCRIPT_BYTES_MAX = 5_000;

let index: string;
let assets: ReadonlyMap<string, Buffer>;

beforeAll(() => {
  buildPageIfOld();
  index = readFileSync(join(PAGE, 'index.html'), 'utf8');
  const folder = join(PAGE, 'assets');
  assets = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
});

/** Scripts that a first visit fetches: those of index.html and all that they import at once. */
function firstScripts(): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (text: string): void => {
    for (const [, name] of text.matchAll(
      /(?:src="|href="|from|import)\s*["']?(?:\.|\/assets)?\/?([\w-]+\.js)["']/g,
    )) {
      if (name === undefined || found.has(name)) continue;
      found.add(name);
      follow(assets.get(name)?.toString('utf8') ?? '');
    }
  };
  follow(index);
  return found;
}

describe('the built page', () => {
  test('loads less than 250 kB of compressed script at first, and the charts later', () => {
    const first = firstScripts();
    const size = (names: Iterable<string>) =>
      [...names].reduce((sum, name) => sum + gzipSync(assets.get(name) ?? '').length, 0);
    const later = [...assets.keys()].filter((name) => name.endsWith('.js') && !first.has(name));
    expect(first.size).toBeGreaterThan(0);
    expect(size(first)).toBeLessThan(FIRST_SCRIPT_BYTES_MAX);
    expect(later.some((name) => name.includes('chart'))).toBe(true);
    expect(size(later)).toBeLessThan(CHART_SCRIPT_BYTES_MAX);
  });

  test('loads 5 kB of compressed script at the most to sign in with a passkey, and none elsewhere', () => {
    const script = readFileSync(join(PAGE, 'signin', 'passkeys.js'));
    expect(gzipSync(script).length).toBeLessThan(PASSKEY_SCRIPT_BYTES_MAX);
    expect(script.toString('utf8')).not.toMatch(/\bimport\b/);
    expect(index).not.toContain('passkeys');
  });

  test('has no script or style within its HTML', () => {
    expect(index).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(index).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  test('names no other host', () => {
    for (const [name, bytes] of [...assets].filter(([file]) => /\.(css|html)$/.test(file))) {
      expect(`${name}: ${bytes.toString('utf8')}`).not.toMatch(/url\(["']?(https?:)?\/\//);
    }
    expect(index).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  test('has a hash in the name of everything that is kept for long', () => {
    for (const name of assets.keys()) expect(name).toMatch(/-[\w-]{8,}\.\w+$/);
  });
});
