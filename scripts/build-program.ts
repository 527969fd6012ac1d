import { cpSync, globSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { build as Build } from 'vite';

/**
 * Builds dist/program: the program as few large files, which Node loads in a fraction of the time that hundreds of
 * small ones take. The processes and threads that the program starts, each a file `…-process.ts` or `…-thread.ts`, lie
 * beside it under their own names. An install without development packages has no Vite and runs what is there.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(ROOT, 'dist', 'program');

/** Packages that every command loads; the others stay where they are installed. */
const INLINED = [
  '@duckdb/node-api',
  'commander',
  'decimal.js',
  'kysely',
  'lossless-json',
  'minisearch',
  'temporal-polyfill',
  'zod',
];

/**
 * What every question takes, in few files: Node spends longer on finding and linking a hundred small ones than on
 * running them. A group imports only what stands above it; what a question may do without stays in files of its own.
 */
const GROUPS = [
  // The store's process needs no more than these: without them in a file of their own it would load all nouns.
  { name: 'terms', test: /\/src\/(?:vocabulary\/(?:problem|limits|day)|model\/product-tables)\.ts$/ },
  { name: 'nouns', test: /\/src\/(?:vocabulary|model|security|present)\// },
  { name: 'records', test: /\/src\/state\/(?!mysql|.*(?:copy-records|exclusive-lock|-thread))/ },
  {
    name: 'answering',
    test: /\/src\/(?:engine\/(?!interpret)|guard\/(?!mysql|traced)|desk\/(?!backup|checks|first-firm|restore))/,
  },
];

/** What the program reads beside its own code. */
const READY_MAPPINGS = join('src', 'etl', 'extract', 'mapping', 'ready');

function entries(): Readonly<Record<string, string>> {
  const files = ['src/main.ts', ...globSync('src/**/*-{process,thread}.ts', { cwd: ROOT })];
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(ROOT, file)]));
}

/** Builds beside the program and swaps at the end: who starts meanwhile finds the old program or the new one. */
async function buildProgram(build: typeof Build): Promise<void> {
  const fresh = `${PROGRAM}-${process.pid}`;
  const old = `${fresh}-old`;
  try {
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'error',
      ssr: { noExternal: INLINED },
      build: {
        ssr: true,
        target: 'node22',
        outDir: fresh,
        emptyOutDir: true,
        license: { fileName: 'licenses.md' },
        rolldownOptions: {
          input: entries(),
          output: {
            format: 'esm',
            entryFileNames: '[name].js',
            chunkFileNames: '[name]-[hash].js',
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: GROUPS,
            },
          },
        },
      },
    });
    cpSync(join(ROOT, READY_MAPPINGS), join(fresh, 'ready'), { recursive: true });
    rmSync(old, { recursive: true, force: true });
    try {
      renameSync(PROGRAM, old);
    } catch {
      // The first build has nothing to take the place of.
    }
    renameSync(fresh, PROGRAM);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

try {
  const { build } = await import('vite');
  await buildProgram(build);
} catch (thrown) {
  const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing) throw thrown;
}
