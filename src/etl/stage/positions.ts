import type { Position } from '../extract/source.ts';
import { quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** Where the reading of each table of a source stands; it moves in the transaction that stages what was read. */
export type Positions = ReadonlyMap<string, Position>;

const MADE =
  'CREATE TABLE IF NOT EXISTS stage.positions (source VARCHAR, table_name VARCHAR, position VARCHAR)';

export async function positionsOf(workspace: Workspace, source: string): Promise<Positions> {
  await workspace.run(MADE);
  const rows = await workspace.rows(
    `SELECT table_name, position FROM stage.positions WHERE source = ${quoted(source)}`,
  );
  return new Map(rows.map((row) => [String(row['table_name']), String(row['position'])]));
}

/** Inside the transaction that stages; `positions` has the tables that were taken in, the others stay where they were. */
export async function notePositions(
  workspace: Workspace,
  source: string,
  positions: Positions,
): Promise<void> {
  if (positions.size === 0) return;
  await workspace.run(MADE);
  for (const [table, position] of positions) {
    await workspace.run(
      `DELETE FROM stage.positions WHERE source = ${quoted(source)} AND table_name = ${quoted(table)}`,
    );
    await workspace.run(
      `INSERT INTO stage.positions VALUES (${[source, table, position].map(quoted).join(', ')})`,
    );
  }
}
