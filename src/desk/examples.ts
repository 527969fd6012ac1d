import type { Catalog, CatalogAccount } from '../engine/catalog.ts';

/** Questions that anybody can begin with, the plainest first; those of a book of clients only where there are several. */
export function exampleQuestions(view: readonly CatalogAccount[], catalog: Catalog): readonly string[] {
  if (view.length === 0) return [];
  const year = catalog.version.asOf.slice(0, 4);
  const clients = new Set(view.map(({ clientId }) => clientId)).size;
  return [
    clients > 1 ? 'How much is everything worth?' : 'How much is my portfolio worth?',
    'What are the top 10 holdings?',
    'How is it split by asset class?',
    `What was the return in ${year}?`,
    'How much income came in over the past 12 months?',
    clients > 1 ? 'Which 5 clients have the highest market value?' : 'How much were the fees this year?',
  ];
}
