import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { vi } from 'vitest';
import { Admission } from '../../src/api/admission/admission.ts';
import type { ApiParts } from '../../src/api/parts.ts';
import { createServer } from '../../src/api/server.ts';
import { openSignIn, type SignInChoices } from '../../src/compose/sign-in.ts';
import type { FindActor } from '../../src/desk/actors.ts';
import { createExportAnswer } from '../../src/desk/answer-files.ts';
import { auditedPeople, auditedSessions } from '../../src/desk/auditing.ts';
import { createCustody } from '../../src/desk/custody.ts';
import { deliveryRoomOn } from '../../src/desk/deliveries/delivery-room.fixture.ts';
import { sealedFolders } from '../../src/inbox/sealed-folders.ts';
import { createExplain } from '../../src/desk/explain.ts';
import { createGiveFeedback } from '../../src/desk/give-feedback.ts';
import { createOperationsDesk } from '../../src/desk/operations.ts';
import { createPeopleDesk } from '../../src/desk/people-desk.ts';
import { createReplay } from '../../src/desk/replay.ts';
import { createSavedDesk } from '../../src/desk/watching/saved.ts';
import { createSharedConversations } from '../../src/desk/shared-conversations.ts';
import { createSourceDesk } from '../../src/desk/sources.ts';
import { createVerifiedDesk } from '../../src/desk/verified.ts';
import { wrappingWith } from '../../src/security/master-key.ts';
import { answersOf } from '../../src/state/answers.ts';
import { apiKeysOf } from '../../src/state/api-keys.ts';
import { jobsOf } from '../../src/state/jobs.ts';
import { logLevelsOf } from '../../src/state/log-levels.ts';
import { auditLogOf } from '../../src/state/audit/log.ts';
import { conversationSharesOf } from '../../src/state/conversation-shares.ts';
import { conversationsOf } from '../../src/state/conversations.ts';
import { exchangesOf } from '../../src/state/exchanges.ts';
import { feedbackOf } from '../../src/state/feedback.ts';
import { grantsOf } from '../../src/state/grants.ts';
import { passwordsOf } from '../../src/state/passwords.ts';
import { peopleOf } from '../../src/state/people.ts';
import type { Records } from '../../src/state/records.ts';
import { runsOf } from '../../src/state/runs.ts';
import { savedQuestionsOf } from '../../src/state/saved-questions.ts';
import { sessionsOf } from '../../src/state/sessions.ts';
import { sourcesOf } from '../../src/state/sources.ts';
import { openRecords } from '../../src/state/sqlite/open-records.ts';
import { verifiedQuestionsOf } from '../../src/state/verified-questions.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { NO_TRACES } from '../../src/telemetry/traces.ts';
import { Work } from '../../src/telemetry/working.ts';
import type { AuditEvent } from '../../src/vocabulary/audit.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { TIMERS } from '../../src/vocabulary/timers.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { Role } from '../../src/vocabulary/scope.ts';

/** An HTTP side with everything of signing in behind it, real, and nothing to ask: what there is to see is who asks. */
export interface SignedInstallation {
  readonly app: FastifyInstance;
  readonly records: Records;
  readonly origin: string;
  readonly host: string;
  /** Moves the clock on. */
  pass(seconds: number): void;
  events(): readonly AuditEvent[];
  /** Waits for an entry of a refusal, written since `from` events were there, whose details these are. */
  toldOf(from: number, details: Readonly<Record<string, unknown>>): Promise<AuditEvent>;
  close(): Promise<void>;
}

const nowhere = (): Promise<never> => Promise.reject(new Problem('no_data', 'There are no data here.'));

export async function openSignedInstallation(
  origin = 'http://127.0.0.1:8321',
  choices: SignInChoices = {},
  recordsAt: ((now: () => Date) => Promise<Records>) | null = null,
): Promise<SignedInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-signin-'));
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const inFile = (): Promise<Records> =>
    openRecords(join(folder, 'records.sqlite'), wrappingWith(['ab'.repeat(32)]), now);
  const records = await (recordsAt?.(now) ?? inFile());
  const people = peopleOf(records);
  await people.save([
    { user: 'ann', name: 'Ann', role: 'client', advisorId: null, clientId: 'C1' },
    { user: 'bob', name: 'Bob', role: 'client', advisorId: null, clientId: 'C2' },
    { user: 'ada', name: 'Ada', role: 'administrator', advisorId: null, clientId: null },
  ]);
  const log = auditLogOf(records);
  const events: AuditEvent[] = [];
  const audit = async (event: AuditEvent): Promise<void> => {
    events.push(event);
    await log.append(event);
  };
  const place = { origin: () => origin };
  const roleOf = async (user: string): Promise<Role | null> => {
    const person = await people.find(user);
    return user === 'owner' ? 'owner' : person === null || person.disabled ? null : person.role;
  };
  const findActor: FindActor = async (user) => {
    if (user === 'owner') {
      return { user, name: 'Owner', role: 'owner', advisorId: null, clientId: null, accounts: 'all' };
    }
    const person = await people.find(user);
    return person === null || person.disabled ? null : { ...person, accounts: ['A1'] };
  };
  const troubles: unknown[] = [];
  const signIn = await openSignIn(records, place, { audit, roleOf }, (error) => troubles.push(error), {
    ...choices,
    cost: { memoryCost: 1_024, timeCost: 1, parallelism: 1 },
  });
  const explain = createExplain({
    answers: answersOf(records),
    exchanges: exchangesOf(records),
    runs: runsOf(records),
    findGrounds: nowhere,
  });
  const parts: ApiParts = {
    admission: new Admission({ running_max: 4, book_max: 2, timers: TIMERS, random: Math.random }),
    ask: nowhere,
    figures: nowhere,
    usage: { of: nowhere, overview: nowhere },
    view: nowhere,
    verified: createVerifiedDesk({
      kept: verifiedQuestionsOf(records),
      explain,
      conversations: conversationsOf(records),
      formOf: nowhere,
      audit,
      newId: randomUUID,
      now,
    }),
    sql: nowhere,
    inView: {
      accounts: () => Promise.resolve([]),
      portfolios: () => Promise.resolve([]),
      clients: () => Promise.resolve([]),
      asOf: () => Promise.resolve(null),
      examples: () => Promise.resolve([]),
    },
    offers: {
      vocabulary: () => Promise.resolve({ metrics: [], dimensions: [], periods: [] }),
      completions: () => Promise.resolve([]),
    },
    saved: createSavedDesk({
      saved: savedQuestionsOf(records),
      notifiers: { webhook: null, email: null },
      custodiansOf: () => Promise.resolve([]),
      audit,
      newId: randomUUID,
      now,
    }),
    explain,
    status: nowhere,
    deliveries: deliveryRoomOn(records, sealedFolders(join(folder, 'inbox'))).desk,
    operations: createOperationsDesk({
      sources: sourcesOf(records),
      sourceDesk: createSourceDesk(sourcesOf(records), nowhere, nowhere, (cron, timeZone) => ({
        cron,
        timeZone: timeZone ?? 'UTC',
      })),
      audit,
      runs: runsOf(records),
      refresh: nowhere,
      handedInAt: () => Promise.resolve(null),
      underWay: () => [],
      dataKeyStates: () => Promise.resolve([]),
      nextRun: () => null,
      now,
      onTrouble: (error) => troubles.push(error),
    }),
    exportAnswer: createExportAnswer({ explain, ask: nowhere, answerQuery: nowhere, now }),
    giveFeedback: createGiveFeedback({
      explain,
      conversations: conversationsOf(records),
      feedback: feedbackOf(records),
      now,
    }),
    actorOf: async (user) => {
      const actor = await findActor(user);
      if (!actor) throw new Problem('not_signed_in', 'Gone.');
      return actor;
    },
    shared: createSharedConversations({ shares: conversationSharesOf(records), findActor, audit }),
    conversations: conversationsOf(records),
    sessions: auditedSessions(sessionsOf(records), audit),
    signIn,
    place,
    tls: null,
    trustedProxies: [],
    requestsPerMinute: LIMITS.requests_per_minute_max,
    people: auditedPeople(
      createPeopleDesk({
        people,
        grants: grantsOf(records),
        passwords: passwordsOf(records),
        place,
        catalog: nowhere,
        newId: randomUUID,
        now,
      }),
      audit,
    ),
    custody: createCustody({
      log,
      audit,
      people,
      conversations: conversationsOf(records),
      answers: answersOf(records),
      apiKeys: apiKeysOf(records),
      logLevels: logLevelsOf(records),
      jobs: jobsOf(records),
      issueToken: (key) => signIn.tokens.issue(key),
      rotateKeys: nowhere,
      backup: nowhere,
      now,
    }),
    replay: createReplay({
      answers: answersOf(records),
      answerPlan: nowhere,
      answerQuery: nowhere,
      version: () => Promise.resolve(null),
    }),
    apiKeys: apiKeysOf(records),
    audit,
    runs: runsOf(records),
    ready: () => Promise.resolve(true),
    today: () => dayOf('2026-03-03'),
    log: createLog('silent'),
    metrics: createMetrics(),
    work: new Work(NO_TRACES),
    metricsToken: null,
    embedOrigins: [],
    page: null,
    version: '0.0.0',
  };
  const app = await createServer(parts);
  await app.ready();
  return {
    app,
    records,
    origin,
    host: new URL(origin).host,
    pass: (seconds) => {
      ahead += seconds * 1_000;
    },
    events: () => events,
    toldOf: (from, details) =>
      vi.waitFor(() => {
        const since = events.slice(from).filter(({ kind }) => kind === 'refused');
        const found = since.find((event) =>
          Object.entries(details).every(([name, value]) => event.details[name] === value),
        );
        if (!found) throw new Error(`no entry ${JSON.stringify(details)} in ${JSON.stringify(since)}`);
        return found;
      }),
    close: async () => {
      await app.close();
      await log.settled();
      await records.db.destroy();
      rmSync(folder, { recursive: true, force: true });
      if (troubles.length > 0) throw troubles[0];
    },
  };
}
