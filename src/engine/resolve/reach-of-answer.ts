import type { Filter, Plan } from '../../vocabulary/plan.ts';
import type { Question } from '../../vocabulary/question.ts';
import type { AccountSet } from '../../vocabulary/scope.ts';
import type { Catalog } from '../catalog.ts';
import { accountsUnder, type Holder, inViewOf, resolveScope } from '../scope.ts';

/**
 * The accounts that an answer can speak of: those that were picked, which is all that its figures come from. Where
 * nothing was picked, and where the plan names something beside it, everything that the asker could see.
 */
export function reachOfAnswer(
  { actor, scope }: Pick<Question, 'actor' | 'scope'>,
  plan: Plan | null,
  catalog: Catalog,
): AccountSet {
  if (plan === null) return actor.accounts;
  const { kind, accounts } = resolveScope(actor, scope, catalog);
  if (kind === 'everything') return actor.accounts;
  const isPicked = inViewOf(accounts);
  const namesMore = plan.where
    .flatMap(namedHolders)
    .some(({ holder, id }) => !accountsUnder(holder, id, catalog).some(isPicked));
  return namesMore ? actor.accounts : accounts;
}

const HOLDERS: readonly string[] = ['account', 'portfolio', 'client', 'advisor'] satisfies readonly Holder[];

function isHolder(dimension: string): dimension is Holder {
  return HOLDERS.includes(dimension);
}

function namedHolders(filter: Filter): readonly { readonly holder: Holder; readonly id: string }[] {
  if (filter.kind !== 'in' || !isHolder(filter.dimension)) return [];
  const { dimension: holder, values } = filter;
  return values.flatMap((id) => (id === null ? [] : [{ holder, id }]));
}
