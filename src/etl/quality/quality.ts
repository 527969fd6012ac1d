import { productTable } from '../../model/product-tables.ts';
import type { Day } from '../../vocabulary/day.ts';
import { FINDING_CODES, findingKind } from '../../model/findings.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { isOneSource } from '../stage/schema.ts';
import { quoted } from '../stage/sql-types.ts';
import type { Workspace } from '../stage/workspace.ts';
import { findBookingOddities } from './booking-findings.ts';
import { findOrphans } from './orphans.ts';
import { findPriceOddities, type ClosesTable } from './price-findings.ts';
import { findToldTwice } from './told-twice.ts';
import { findTwoIds } from './two-ids.ts';

/**
 * Looks for what is doubtful in the data of the parcel's accounts, beyond what the kernel met and the statements say.
 * What belongs to an account goes into `parcel.findings`, to be published; the rest is told.
 */
export async function checkQuality(
  workspace: Workspace,
  {
    asOf,
    closes,
    suspects,
  }: {
    readonly asOf: Day;
    readonly closes: ClosesTable;
    /** Securities whose closes may be odd. */
    readonly suspects: ReadonlySet<string>;
  },
): Promise<readonly Finding[]> {
  const isDoubted = async (): Promise<boolean> =>
    (await workspace.count('SELECT count(*) FROM parcel.findings')) > 0;
  if (await isDoubted()) await workspace.run(lastUntil(asOf));
  const found = [
    ...(await findPriceOddities(workspace, asOf, closes, suspects)),
    ...(await findBookingOddities(workspace, asOf)),
    ...((await isOneSource(workspace))
      ? []
      : [await findToldTwice(workspace), ...(await findTwoIds(workspace))]),
    await findOrphans(workspace),
  ];
  if (await isDoubted()) await clusterFindings(workspace);
  return found.filter((finding) => finding !== null);
}

/** What bends a position, or an amount's conversion, is felt in the cost of what is held from then on. */
function lastUntil(asOf: Day): string {
  const codes = FINDING_CODES.filter((code) =>
    ['position', 'amount'].includes(findingKind(code).bends ?? ''),
  );
  const named = codes.filter((code) => code !== 'reconciliation_breaks').map(quoted);
  return `UPDATE parcel.findings SET to_date = greatest(from_date, DATE '${asOf}') WHERE code IN (${named.join(', ')})`;
}

async function clusterFindings(workspace: Workspace): Promise<void> {
  const order = productTable('findings').sortedBy.join(', ');
  await workspace.run(`CREATE OR REPLACE TEMP TABLE found AS SELECT * FROM parcel.findings;
    DELETE FROM parcel.findings;
    INSERT INTO parcel.findings SELECT * FROM temp.found ORDER BY ${order};
    DROP TABLE temp.found`);
}
