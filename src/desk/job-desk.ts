import type { JobLedger } from '../queue/ledger.ts';
import { requireRight } from '../security/rights.ts';
import type { Audit } from '../vocabulary/audit.ts';
import type { CustodyDesk } from '../vocabulary/custody.ts';
import { isOpen, type Job, JOB_KINDS } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Actor, Right } from '../vocabulary/scope.ts';

type JobVerb = 'listJobs' | 'findJob' | 'retryJob' | 'cancelJob';

export interface JobDeskParts {
  readonly jobs: Pick<JobLedger, 'list' | 'find' | 'putBack' | 'cancel'>;
  readonly audit: Audit;
}

/**
 * Jobs as people see to them. What is put back or stopped stands in the audit log first; whichever process does jobs
 * notices by its next look.
 */
export function createJobDesk({ jobs, audit }: JobDeskParts): Pick<CustodyDesk, JobVerb> {
  const known = async (id: string): Promise<Job> => {
    const job = await jobs.find(id);
    if (job) return job;
    throw new Problem('not_found', 'There is no such job; `askfolio jobs list` shows those that are kept.');
  };
  /** A job that this person may see to: with the right that its kind takes. */
  const ownTo = async (actor: Actor, id: string): Promise<Job> => {
    requireRight(actor, 'runs.read');
    const job = await known(id);
    const right = Object.entries<Right>(JOB_KINDS).find(([kind]) => kind === job.kind)?.[1];
    if (right === undefined) {
      throw new Problem(
        'usage',
        `Jobs of the kind ${job.kind} are not of this version; leave it to the other.`,
      );
    }
    requireRight(actor, right);
    return job;
  };
  const note = (actor: Actor, verb: string, job: string): Promise<void> =>
    audit({ kind: 'run', user: actor.user, details: { verb, job } });
  return {
    listJobs: async (actor, { status, limit }) => {
      requireRight(actor, 'runs.read');
      const all = await jobs.list(status === null ? limit : LIMITS.jobs_open_max);
      return all.filter((job) => status === null || job.status === status).slice(0, limit);
    },
    findJob: async (actor, { id }) => {
      requireRight(actor, 'runs.read');
      return known(id);
    },
    retryJob: async (actor, { id }) => {
      const { status } = await ownTo(actor, id);
      if (isOpen(status) || status === 'done') {
        throw new Problem(
          'usage',
          `The job is ${status}: only one that failed, was set aside or was cancelled can be tried again.`,
        );
      }
      await note(actor, 'retry', id);
      return jobs.putBack(id);
    },
    cancelJob: async (actor, { id }) => {
      const { status } = await ownTo(actor, id);
      if (!isOpen(status)) {
        throw new Problem('usage', `The job is ${status} already: there is nothing to stop.`);
      }
      await note(actor, 'cancel', id);
      return jobs.cancel(id);
    },
  };
}
