import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

export interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly packages: readonly string[];
}

const IMPORT = /(?:^|\n)\s*(import|export)\s+(type\s+)?([^'";]*?from\s+)?['"]([^'"]+)['"]/g;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** Every source file under `root` that is not a test, with what it imports. */
export function readSourceTree(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => parseSource(path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  const packages: string[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    if (!specifier.startsWith('.')) packages.push(specifier);
    else
      imports.push({
        target: relative('.', normalize(join(dirname(path), specifier)))
          .split(sep)
          .join('/'),
        typeOnly,
      });
  };
  for (const [, , type, clause, specifier] of text.matchAll(IMPORT)) {
    if (specifier !== undefined) add(specifier, type !== undefined || onlyInlineTypes(clause ?? ''));
  }
  for (const [, specifier] of text.matchAll(DYNAMIC)) if (specifier !== undefined) add(specifier, false);
  return { path, text, imports, packages };
}

/** `import { type A, type B } from` brings in no value either. */
function onlyInlineTypes(clause: string): boolean {
  const names = /^\s*\{([^}]*)\}/.exec(clause)?.[1];
  if (names === undefined) return false;
  const parts = names.split(',').map((name) => name.trim());
  return parts.filter(Boolean).every((name) => name.startsWith('type '));
}

export function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}
