import { METRICS } from '../../model/index.ts';
import type { Catalog } from '../catalog.ts';
import { DICTIONARY } from '../figures.ts';
import { lexiconOf } from '../understand/lexicon/lexicon.ts';
import { tokenize } from '../understand/tokens.ts';

const DEFINED: ReadonlySet<string> = new Set(DICTIONARY);

/** The labels of the dictionary's figures that words name. */
export function namedFigures(text: string, catalog: Catalog): readonly string[] {
  const tokens = tokenize(text);
  const { byFirst } = lexiconOf(catalog);
  const names = tokens.flatMap(({ stem }, at) =>
    (byFirst.get(stem) ?? []).flatMap((entry) =>
      entry.kind === 'noun' &&
      !entry.noun.weak &&
      entry.words.every((word, index) => tokens[at + index]?.stem === word)
        ? entry.noun.metrics
        : [],
    ),
  );
  return [...new Set(names)]
    .filter((name) => DEFINED.has(name))
    .map((name) => METRICS.get(name)?.label ?? name);
}
