import { requireRight } from '../security/rights.ts';
import type { Sources } from '../state/sources.ts';
import type { Runs } from '../state/runs.ts';
import type { Audit } from '../vocabulary/audit.ts';
import type { DataKeyState, OperationsDesk, RunUnderWay } from '../vocabulary/operations.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { DeliveryRequest, Refresh } from '../vocabulary/run.ts';
import { isServerAddress, type SourceSchedule } from '../vocabulary/source.ts';
import { logged } from './auditing.ts';
import { begun } from './begun.ts';
import type { SourceDesk } from './sources.ts';

export interface OperationsParts {
  readonly sources: Pick<Sources, 'list' | 'open'>;
  readonly sourceDesk: Pick<SourceDesk, 'run' | 'change'>;
  readonly runs: Pick<Runs, 'find'>;
  readonly refresh: Refresh;
  /** The request for a delivery that was handed in and still lies at a path; null where none does. */
  readonly handedInAt: (path: string) => Promise<DeliveryRequest | null>;
  readonly underWay: () => readonly RunUnderWay[];
  readonly dataKeyStates: () => Promise<readonly DataKeyState[]>;
  readonly nextRun: (schedule: SourceSchedule, after: Date) => Date | null;
  readonly audit: Audit;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

export function createOperationsDesk(parts: OperationsParts): OperationsDesk {
  const { sources, sourceDesk, runs, nextRun, now, onTrouble } = parts;
  return {
    sources: async (actor) => {
      requireRight(actor, 'runs.read');
      const at = now();
      return (await sources.list()).map((source) => ({
        ...source,
        nextRunAt:
          (source.paused ? null : source.schedule && nextRun(source.schedule, at))?.toISOString() ?? null,
      }));
    },
    runSource: async (actor, name, full) => {
      requireRight(actor, 'runs.start');
      await sources.open(name);
      await begun(
        sourceDesk.run(name, full, () => undefined),
        onTrouble,
      );
    },
    changeSource: async (actor, name, change, check = true) => {
      requireRight(actor, 'runs.start');
      const { secret, ...when } = change;
      await logged(
        () => sourceDesk.change(name, change, check),
        () => ({}),
        {
          kind: 'source',
          user: actor.user,
          asked: { verb: 'change', name, ...when, secret: secret !== undefined },
        },
        parts.audit,
      );
    },
    repeatRun: async (actor, id) => {
      requireRight(actor, 'runs.start');
      const run = await runs.find(id);
      if (!run) throw new Problem('not_found', 'There is no such run; reload the list of runs.');
      const handedIn = run.path === null ? null : await parts.handedInAt(run.path);
      if (handedIn !== null) {
        await begun(
          parts.refresh(handedIn, () => undefined),
          onTrouble,
        );
        return;
      }
      const isRegistered = (await sources.list()).some(({ name }) => name === run.source);
      if (isRegistered) {
        await begun(
          sourceDesk.run(run.source, false, () => undefined),
          onTrouble,
        );
        return;
      }
      if (run.path === null || isServerAddress(run.path)) {
        throw new Problem(
          'usage',
          'It is no longer known where this delivery came from; import it again, or add it as a source.',
        );
      }
      const { path, source, received } = run;
      const delivery = { path, source, mode: received?.mode ?? null, mapping: null };
      await begun(
        parts.refresh(delivery, () => undefined),
        onTrouble,
      );
    },
    underWay: async (actor) => {
      requireRight(actor, 'runs.read');
      return parts.underWay();
    },
    dataKeys: async (actor) => {
      requireRight(actor, 'keys.manage');
      return parts.dataKeyStates();
    },
  };
}
