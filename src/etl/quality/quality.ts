import type { Day } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import type { Workspace } from '../stage/workspace.ts';
import { findBookingOddities } from './booking-findings.ts';
import { findOrphans } from './orphans.ts';
import { findPriceOddities } from './price-findings.ts';

/**
 * Looks for what is doubtful in the data of the parcel's accounts, beyond what the kernel met and the statements say.
 * What belongs to an account goes into `parcel.findings`, to be published; the rest is told.
 */
export async function checkQuality(workspace: Workspace, asOf: Day): Promise<readonly Finding[]> {
  const found = [
    ...(await findPriceOddities(workspace, asOf)),
    ...(await findBookingOddities(workspace, asOf)),
    await findOrphans(workspace),
  ];
  return found.filter((finding) => finding !== null);
}
