import { LIMITS } from '../vocabulary/limits.ts';
import { limit } from './refusal.ts';

/** How large one statement may be. */
export interface Bounds {
  readonly depth: number;
  readonly relations: number;
  readonly ctes: number;
  readonly listItems: number;
}

/** Of a statement that a person or a language model wrote, in any dialect. */
export const WRITTEN_BOUNDS: Bounds = {
  depth: LIMITS.sql_depth_max,
  relations: LIMITS.sql_relations_max,
  ctes: LIMITS.sql_ctes_max,
  listItems: LIMITS.sql_list_items_max,
};

/** One level down in a walk. Throws `sql_limit` where the statement is nested too deeply. */
export function deeper<W extends { readonly depth: number; readonly statement: { readonly bounds: Bounds } }>(
  walk: W,
): W {
  const { depth } = walk.statement.bounds;
  if (walk.depth >= depth) throw limit(`it is nested more than ${depth} levels deep`);
  return { ...walk, depth: walk.depth + 1 };
}
