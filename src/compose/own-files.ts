import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** In a clone the page is built into dist/page; a built program lies in dist/program. */
const PAGE = beside(import.meta.url.endsWith('.ts') ? '../../dist/page' : '../page');

/** The folder of the built page; null where it has not been built. */
export function builtPage(): string | null {
  return existsSync(`${PAGE}/index.html`) ? PAGE : null;
}

export function ownVersion(): string {
  const text = readFileSync(beside('../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
