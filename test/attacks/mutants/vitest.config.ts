import { mergeConfig } from 'vitest/config';
import settings from '../../../vitest.config.ts';
import type { Mutant } from './find.ts';

const given = process.env['ASKFOLIO_MUTANT'];
const mutant = given === undefined ? null : (JSON.parse(given) as Mutant);

/** The guard's own tests, with one of its rules taken out. */
export default mergeConfig(settings, {
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre' as const,
      transform(code: string, id: string) {
        if (mutant === null || !id.endsWith(`/src/guard/${mutant.file}`)) return null;
        return { code: `${code.slice(0, mutant.start)}${mutant.by}${code.slice(mutant.end)}`, map: null };
      },
    },
  ],
  // What was transformed for another mutant must not be taken for this one.
  test: { bail: 1, fsModuleCache: false },
});
