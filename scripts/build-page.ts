import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Vite from 'vite';

/**
 * Builds the web page into dist/page when it is missing or older than its sources; `--force` builds always. An
 * install without development packages has no Vite: the page that is there stays, and a missing one is only told of.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'chat');
const PAGE = join(ROOT, 'dist', 'page');

function newestChange(folder: string): number {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(0, ...times);
}

function isUpToDate(): boolean {
  const entry = join(PAGE, 'index.html');
  if (!existsSync(entry)) return false;
  const built = statSync(entry).mtimeMs;
  const lock = join(ROOT, 'package-lock.json');
  return built > newestChange(SOURCES) && (!existsSync(lock) || built > statSync(lock).mtimeMs);
}

function isMissingPackage(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
}

async function loadVite(): Promise<typeof Vite | null> {
  try {
    return await import('vite');
  } catch (thrown) {
    if (isMissingPackage(thrown)) return null;
    throw thrown;
  }
}

function swapIn(fresh: string): void {
  const old = `${fresh}-old`;
  try {
    if (existsSync(PAGE)) renameSync(PAGE, old);
    renameSync(fresh, PAGE);
  } catch (thrown) {
    // Somebody who built at the same time was quicker: their page is as good.
    if (!isUpToDate()) throw thrown;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

/** Builds beside the page and swaps at the end: who reads dist/page meanwhile sees the old page or the new one. */
async function buildPage(vite: typeof Vite): Promise<void> {
  const fresh = join(ROOT, 'dist', `page-${process.pid}`);
  try {
    await vite.build({
      configFile: join(SOURCES, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    });
    swapIn(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (existsSync(SOURCES) && (process.argv.includes('--force') || !isUpToDate())) {
  const vite = await loadVite();
  if (vite) {
    await buildPage(vite);
  } else if (!existsSync(join(PAGE, 'index.html'))) {
    process.stderr.write(
      'The web page is not built: run `npm ci` with the development packages, then `npm run build`.\n',
    );
  }
}
