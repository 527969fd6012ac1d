// `npm run monitoring`: writes the rules, dashboards and settings that are made of the declarations.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monitoringFiles } from './files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

for (const [path, text] of monitoringFiles()) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
