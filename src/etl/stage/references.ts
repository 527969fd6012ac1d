import { SOURCE_TABLE_NAMES, sourceTable } from '../../model/source-tables.ts';
import type { SourceColumn, SourceTableName } from '../../model/source-tables.ts';
import { CURRENCIES } from '../../vocabulary/currency.ts';
import { quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/**
 * What rows refer to. A row is staged only when what it names is staged; it can lose that again only when rows are
 * deleted. So long as none has lost it, nothing has to be held against what it refers to: `references_kept` remembers.
 */
const MADE = 'CREATE TABLE IF NOT EXISTS stage.references_kept (kept BOOLEAN)';

/** Where nothing is staged yet, nothing is lost. */
export const NO_REFERENCES_YET = `${MADE}; INSERT INTO stage.references_kept VALUES (true)`;

/** Whether every staged row is known to have what it refers to. */
export async function referencesKept(workspace: Workspace): Promise<boolean> {
  await workspace.run(MADE);
  return (await workspace.count('SELECT count(*) FROM stage.references_kept WHERE kept')) > 0;
}

/** To be called when rows were staged; `deleted`: some of them were deleted. Gives what `referencesKept` says then. */
export async function noteReferences(workspace: Workspace, deleted: boolean): Promise<boolean> {
  if (!deleted && (await referencesKept(workspace))) return true;
  const lost = SOURCE_TABLE_NAMES.flatMap((table) => {
    const condition = hasItsReferences(table, 's', 'staged');
    return condition === 'true'
      ? []
      : [`EXISTS (SELECT 1 FROM stage.staged_${table} s WHERE NOT (${condition}))`];
  });
  await workspace.run(`${MADE}; DELETE FROM stage.references_kept;
    INSERT INTO stage.references_kept SELECT NOT (${lost.join(' OR ')})`);
  return referencesKept(workspace);
}

/** True where everything that a staged row refers to is there; `merged`: and has itself what it refers to. */
export function hasItsReferences(table: SourceTableName, alias: string, kind: 'staged' | 'merged'): string {
  const conditions = Object.entries<SourceColumn>(sourceTable(table).columns).flatMap(([name, column]) =>
    column.references === undefined
      ? []
      : [
          `(${column.required ? '' : `${alias}.${name} IS NULL OR `}${isKnown(`${alias}.${name}`, column.references, kind)})`,
        ],
  );
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}

/** Whether the merged rows of a table are what they were: nothing of it changed, nor of what its rows refer to. */
export function isUnchanged(table: SourceTableName, changed: ReadonlySet<string>): boolean {
  if (changed.has(table)) return false;
  return Object.values<SourceColumn>(sourceTable(table).columns).every(
    ({ references }) => references === undefined || isUnchanged(references, changed),
  );
}

/** True where `value` names a row of `table`. The security of a currency's cash (`CASH:USD`) needs no row of its own. */
export function isKnown(value: string, table: SourceTableName, kind: 'staged' | 'merged'): string {
  const [key = ''] = sourceTable(table).key;
  const known = `${value} IN (SELECT ${key} FROM stage.${kind}_${table})`;
  return table === 'securities' ? `(${known} OR ${isCash(value)})` : known;
}

function isCash(value: string): string {
  return `(${value} IN (SELECT 'CASH:' || unnest([${CURRENCIES.map(quoted).join(', ')}])))`;
}
