// One mutant against the attacks, in a process of its own: 1 when it is noticed, 0 when it is not.
// Argument: a Mutant as JSON.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { Mutant } from './find.ts';

const { dialect, file, start, end, by } = JSON.parse(process.argv[2] ?? '') as Mutant;
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/src/guard/${file}`)) return loaded;
    const text = readFileSync(new URL(url), 'utf8');
    return { ...loaded, source: `${text.slice(0, start)}${by}${text.slice(end)}` };
  },
});
// Later than the hooks, so that they see what is imported here.
const { noticed } = await import('./notice.ts');
const what = await noticed(dialect).catch((error: unknown) => String(error));
if (what !== null) process.stdout.write(`${what.slice(0, 200)}\n`);
process.exit(what === null ? 0 : 1);
