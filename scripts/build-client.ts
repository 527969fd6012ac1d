// `npm run build:client`: builds the API client into client/dist and packs it into dist/client, ready to publish.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKED = join(ROOT, 'dist', 'client');
const within = { cwd: ROOT, stdio: 'inherit' } as const;

rmSync(join(ROOT, 'client', 'dist'), { recursive: true, force: true });
rmSync(PACKED, { recursive: true, force: true });
mkdirSync(PACKED, { recursive: true });
execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', 'client/tsconfig.json'], within);
execFileSync('npm', ['pack', './client', '--pack-destination', PACKED, '--loglevel', 'error'], within);
