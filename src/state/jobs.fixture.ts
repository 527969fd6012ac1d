import type { Records } from './records.ts';

/** Takes all jobs, and whatever anybody holds, out of the records. */
export async function emptyJobs({ db }: Records): Promise<void> {
  await db.deleteFrom('jobs').execute();
  await db.deleteFrom('leases').execute();
}
