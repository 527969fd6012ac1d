import { randomUUID } from 'node:crypto';
import type { ApiParts } from '../api/parts.ts';
import type { Services } from '../home/services.ts';
import { answersOf } from '../state/answers.ts';
import { apiKeysOf } from '../state/api-keys.ts';
import { auditLogOf } from '../state/audit/log.ts';
import { jobsOf } from '../state/jobs.ts';
import { conversationSharesOf } from '../state/conversation-shares.ts';
import { conversationsOf } from '../state/conversations.ts';
import { type Exchanges, exchangesOf } from '../state/exchanges.ts';
import { dataKeyStates } from '../state/data-key-states.ts';
import { feedbackOf } from '../state/feedback.ts';
import { passingId, withPassingDialogues } from '../state/passing-dialogues.ts';
import { logLevelsOf } from '../state/log-levels.ts';
import { grantsOf } from '../state/grants.ts';
import type { SignIn } from '../signin/sign-in.ts';
import { peopleOf } from '../state/people.ts';
import type { Records } from '../state/records.ts';
import { type KeptVerified, verifiedQuestionsOf } from '../state/verified-questions.ts';
import { modelUsageOf, usageHistoryOf } from '../state/model-usage.ts';
import { runsOf } from '../state/runs.ts';
import { passwordsOf } from '../state/passwords.ts';
import { sessionsOf } from '../state/sessions.ts';
import { type Sources, sourcesOf } from '../state/sources.ts';
import { whileRightsStand } from '../state/standing-rights.ts';
import type { JobKind } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Parcel, DataVersion } from '../store/port.ts';
import type { Audit } from '../vocabulary/audit.ts';
import type { Backup } from '../vocabulary/custody.ts';
import type { AskedLevel } from '../vocabulary/log-level.ts';
import type { Conversations } from '../vocabulary/conversation.ts';
import type { Day } from '../vocabulary/day.ts';
import { once } from '../vocabulary/once.ts';
import type { Place } from '../vocabulary/place.ts';
import type { DeliveryRequest, Preview, Refresh } from '../vocabulary/run.ts';
import type { Recognition } from '../vocabulary/delivery.ts';
import type { Role } from '../vocabulary/scope.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { SourceCheck, SourceSchedule } from '../vocabulary/source.ts';
import type { UsageLedger } from '../vocabulary/usage.ts';
import { actorOfSession, createFindActor, type FindActor, OWNER } from './actors.ts';
import {
  auditedAsk,
  auditedConversations,
  auditedExport,
  auditedFigures,
  auditedPeople,
  auditedReading,
  auditedRefresh,
  auditedSessions,
  auditedSources,
  keptAsk,
  auditedSql,
} from './auditing.ts';
import type { Inbox } from '../inbox/sealed-folders.ts';
import type { Scanner } from '../inbox/scanner/port.ts';
import { deliveriesOf } from '../state/deliveries.ts';
import { createCustody } from './custody.ts';
import { createDeliveryDesk } from './deliveries/delivery-desk.ts';
import type { Engine } from './engine.ts';
import type { Notifiers } from '../notify/port.ts';
import { createReadUsage, type ModelTerms } from './usage.ts';
import { createSharedConversations } from './shared-conversations.ts';
import { createVerifiedDesk } from './verified.ts';
import { createView } from './view.ts';
import { createSavedDesk } from './watching/saved.ts';
import { custodiansInView, custodiansNamed } from './watching/custodians-in-view.ts';
import type { FirmTime } from './watching/late-custodians.ts';
import { createWatcher } from './watching/watcher.ts';
import { deliveryHandler, takenByJobs, type TakeDelivery } from './delivery-jobs.ts';
import type { Handler, Jobs } from '../queue/jobs.ts';
import type { Leader } from '../queue/leader.ts';
import { savedQuestionsOf } from '../state/saved-questions.ts';
import { createExportAnswer } from './answer-files.ts';
import { createExplain } from './explain.ts';
import { createGiveFeedback } from './give-feedback.ts';
import { createInView } from './in-view.ts';
import { createPeopleDesk } from './people-desk.ts';
import { type CheckedSchedule, createSourceDesk } from './sources.ts';
import { createOffers } from './offers.ts';
import { createGate } from './gate.ts';
import { rememberedLooks } from './audit-look.ts';
import { createStatus, type Surroundings } from './status.ts';
import type { Status } from '../vocabulary/status.ts';
import type { Ask } from '../vocabulary/question.ts';
import { observedAsk, observedRefresh, type Observer } from './observing.ts';
import type { ResealFiles, RotateKeys } from './rotate-keys.ts';
import { createOperationsDesk } from './operations.ts';
import { readinessOf } from './readiness.ts';
import { createReplay } from './replay.ts';
import { watchedRefresh } from './run-watch.ts';
import { createServices } from './services.ts';
import type { Runs } from '../state/runs.ts';

/** What the engine reads from and writes to the records. */
export interface EngineRecords {
  readonly conversations: Conversations;
  readonly exchanges: Exchanges;
  readonly usage: UsageLedger;
  readonly verified: KeptVerified;
}

export interface InstallationParts {
  readonly records: Records;
  /** Opens the store, the guard and what answers from them. */
  readonly openEngine: (kept: EngineRecords) => Promise<Engine>;
  /** The language model of the settings, and what it may take. */
  readonly modelTerms: ModelTerms;
  /** Starts what takes deliveries in. */
  readonly startWorker: (ports: {
    readonly published: () => Promise<DataVersion | null>;
    readonly publish: (parcel: Parcel) => Promise<DataVersion>;
    readonly journal: Runs;
  }) => {
    readonly refresh: Refresh;
    readonly preview: (delivery: DeliveryRequest) => Promise<Preview>;
    readonly check: (delivery: DeliveryRequest) => Promise<SourceCheck>;
    readonly recognise: (delivery: DeliveryRequest) => Promise<Recognition>;
    /** Puts the staged rows under their newest key. */
    readonly resealStage: () => Promise<void>;
    help(): void;
    close(): void;
  };
  /** Whether no other process works on these records. */
  readonly isAlone: boolean;
  /** Does deliveries as jobs; null: a command that has the home alone takes its own in, and no other's. */
  readonly jobs: { readonly jobs: Jobs; close(): Promise<void> } | null;
  /** Of several processes that share the records, the one that does something that one alone should do. */
  readonly leaderOf: (what: string) => Leader;
  readonly checkedSchedule: CheckedSchedule;
  /** When a schedule comes next after a moment; null: never again. */
  readonly nextRun: (schedule: SourceSchedule, after: Date) => Date | null;
  /** Where the files wait that people hand in. */
  readonly inbox: {
    readonly folders: Inbox;
    readonly scanner: Scanner | null;
    readonly fileBytesMax: number;
    readonly readyMappings: () => Promise<readonly string[]>;
  };
  /** How word is sent of saved questions. */
  readonly notifiers: Notifiers;
  readonly rotateKeys: (files: ResealFiles) => RotateKeys;
  readonly place: Place;
  /** Opens what signs people in. */
  readonly openSignIn: (ports: {
    readonly audit: Audit;
    /** The role of somebody who may sign in now; null: nobody of that name may. */
    readonly roleOf: (user: string) => Promise<Role | null>;
  }) => Promise<SignIn>;
  /** Backs the home up; `alone` runs work while no delivery is being taken in. */
  readonly backup: (path: string, alone: <T>(work: () => Promise<T>) => Promise<T>) => Promise<Backup>;
  /** Days for which entries of the audit log are kept; null: for ever. */
  readonly auditDays: number | null;
  readonly today: () => Day;
  /** What the firm's calendar and clock show at an instant. */
  readonly firmTime: (instant: Date) => FirmTime;
  /** What is known of the process and the machine, for those who ask how it stands. */
  readonly surroundings: Surroundings;
  readonly observer: Observer | null;
  /** Hears what failed without anybody having to be told. */
  readonly onTrouble: (error: unknown) => void;
}

/** A home, opened: the engine starts with the first work that needs it. */
export interface Installation {
  readonly services: Services;
  /** Takes a delivery in here and now, past the queue. */
  readonly refresh: Refresh;
  readonly sources: Pick<Sources, 'list' | 'scheduled' | 'note'>;
  /** Takes in what a source has because its schedule says so; `turn` tells this time from the next. */
  runScheduled(name: string, turn: string): Promise<void>;
  /** Of several processes that share the records, the one that does something that one alone should do. */
  readonly leaderOf: (what: string) => Leader;
  /** What time it is for all processes of the installation. */
  readonly now: () => Date;
  /** Does jobs from now on. */
  work(): Promise<void>;
  /** How it stands; opens the engine. */
  status(): Promise<Status>;
  /** How much is to be logged; null: as the settings say. */
  askedLogLevel(): Promise<AskedLevel | null>;
  /** Looks the whole audit log through, for `status`. */
  lookAtAudit(): Promise<void>;
  /** Sends word to whom an alert says that a custodian has not delivered by now. */
  watchTheClock(): Promise<void>;
  /** Forgets what was handed in and never confirmed. */
  sweepDeliveries(): Promise<void>;
  hasData(): Promise<boolean>;
  /** Makes ready what the HTTP side needs and no store: worth its time while the store is being opened. */
  prepareApi(): Promise<void>;
  /** What the HTTP side needs of it; opens the engine. */
  forApi(): Promise<ApiPorts>;
  close(): Promise<void>;
}

export type ApiPorts = Omit<
  ApiParts,
  | 'admission'
  | 'log'
  | 'metrics'
  | 'work'
  | 'metricsToken'
  | 'embedOrigins'
  | 'page'
  | 'version'
  | 'tls'
  | 'trustedProxies'
  | 'requestsPerMinute'
>;

const DAY_MS = 86_400_000;

export async function openInstallation(parts: InstallationParts): Promise<Installation> {
  const { records, today, observer, onTrouble } = parts;
  const [runs, people, conversations] = [runsOf(records), peopleOf(records), conversationsOf(records)];
  const [answers, feedback, grants] = [answersOf(records), feedbackOf(records), grantsOf(records)];
  const exchanges = exchangesOf(records);
  const sources = sourcesOf(records);
  // Whoever opens a home alone knows that a run that is still marked as under way died with its process.
  if (parts.isAlone) await runs.closeInterrupted();
  const ledger = modelUsageOf(records);
  const keptVerified = verifiedQuestionsOf(records);
  const engine = once(() =>
    parts.openEngine({
      conversations: withPassingDialogues(conversations),
      exchanges,
      usage: ledger,
      verified: keptVerified,
    }),
  );
  const usage = createReadUsage(ledger, usageHistoryOf(records), parts.modelTerms);
  const worker = parts.startWorker({
    published: async () => (await engine()).store.version(),
    publish: async (parcel) => (await engine()).store.publish(parcel),
    journal: runs,
  });
  const apiKeys = apiKeysOf(records);
  const logLevels = logLevelsOf(records);
  const deliveries = createGate();
  const { log, last: lastAuditLook } = rememberedLooks(auditLogOf(records), records.now);
  const audit: Audit = (event) => log.append(event);
  const forgetOldEntries = async (): Promise<void> => {
    if (parts.auditDays === null) return;
    await log.prune(new Date(records.now().getTime() - parts.auditDays * DAY_MS).toISOString());
  };
  await forgetOldEntries();
  const observed = observedRefresh(
    (request, onProgress, stop) => deliveries.shared(() => worker.refresh(request, onProgress, stop)),
    async () => new Set((await sources.list()).map(({ name }) => name)),
    observer,
  );
  const runWatch = watchedRefresh(async (request, onProgress, stop) => {
    const report = await observed(request, onProgress, stop);
    // Word goes out before the run is told to be over: a command that ends then has sent it.
    if (report.status === 'done') await watcher.afterPublish().catch(onTrouble);
    await forgetOldEntries();
    return report;
  }, records.now);
  const refresh = auditedRefresh(runWatch.refresh, audit);
  const take: TakeDelivery = parts.jobs
    ? takenByJobs(parts.jobs.jobs)
    : (request, onProgress) => refresh(request, onProgress);
  const bareAsk: Ask = async (question, onStage, stop) => (await engine()).ask(question, onStage, stop);
  const ask = observedAsk(keptAsk(bareAsk, log, records.now), observer);
  const figures = auditedFigures(async (request) => (await engine()).figures(request), audit);
  const runSql = auditedSql(async (actor, request) => (await engine()).runSql(actor, request), audit);
  const roleOf = async (user: string): Promise<Role | null> => {
    if (user === OWNER) return 'owner';
    const person = await people.find(user);
    return person === null || person.disabled ? null : person.role;
  };
  const signIn = once(() => parts.openSignIn({ audit, roleOf }));
  const custody = createCustody({
    log,
    audit,
    people,
    conversations,
    answers,
    apiKeys,
    logLevels,
    jobs: jobsOf(records),
    issueToken: async (key) => (await signIn()).tokens.issue(key),
    rotateKeys: parts.rotateKeys({
      store: async () => (await engine()).reseal(),
      stage: worker.resealStage,
      whileNothingIsTakenIn: (work) => deliveries.alone(work),
    }),
    backup: (path) => parts.backup(path, (work) => deliveries.alone(work)),
    now: records.now,
  });
  const bareExplain = createExplain({
    answers,
    exchanges,
    runs,
    findGrounds: async (request) => (await engine()).findGrounds(request),
  });
  const explain = auditedReading(bareExplain, 'explain', audit);
  const findActor: FindActor = whileRightsStand(
    records,
    async (user) => createFindActor(people, grants, (await engine()).catalog)(user),
    async () => (await (await engine()).store.version())?.id ?? '',
  );
  const sessions = auditedSessions(sessionsOf(records), audit);
  const saved = savedQuestionsOf(records);
  const watcher = createWatcher({
    saved,
    findActor,
    ask: observedAsk(auditedAsk(bareAsk, audit), observer),
    custodiansOf: async (actor, scope) => {
      const { catalog, custodians } = await engine();
      return custodiansInView(actor, scope, await catalog.current(), {
        custodians: await custodians(),
        runs: await runs.list(LIMITS.status_runs_max),
        firmDay: (instant) => parts.firmTime(new Date(instant)).day,
      });
    },
    notifiers: parts.notifiers,
    today,
    firmTime: () => parts.firmTime(records.now()),
    now: records.now,
    onTrouble,
  });
  const peopleDesk = auditedPeople(
    createPeopleDesk({
      people,
      grants,
      passwords: passwordsOf(records),
      place: parts.place,
      catalog: async () => (await engine()).catalog,
      newId: randomUUID,
      now: records.now,
    }),
    audit,
  );
  const answerQuery: Engine['answerQuery'] = async (request, onStage) =>
    (await engine()).answerQuery(request, onStage);
  const replay = auditedReading(
    createReplay({
      answers,
      answerPlan: async (request, onStage) => (await engine()).answerPlan(request, onStage),
      answerQuery,
      version: async () => (await (await engine()).store.version())?.id ?? null,
    }),
    'replay',
    audit,
  );
  const sourceWork = auditedSources(
    sources,
    createSourceDesk(sources, take, (delivery) => worker.check(delivery), parts.checkedSchedule),
    audit,
  );
  const handedIn = createDeliveryDesk({
    kept: deliveriesOf(records),
    inbox: parts.inbox.folders,
    scanner: parts.inbox.scanner,
    fileBytesMax: parts.inbox.fileBytesMax,
    readyMappings: parts.inbox.readyMappings,
    recognise: (delivery) => worker.recognise(delivery),
    preview: (delivery) => worker.preview(delivery),
    take,
    runs,
    audit,
    newId: randomUUID,
    now: records.now,
    onTrouble,
  });
  const operations = createOperationsDesk({
    ...sourceWork,
    runs,
    refresh: (request, onProgress) => take(request, onProgress),
    handedInAt: handedIn.requestAt,
    underWay: runWatch.underWay,
    dataKeyStates: () => dataKeyStates(records),
    audit,
    nextRun: parts.nextRun,
    now: records.now,
    onTrouble,
  });
  const verified = createVerifiedDesk({
    kept: keptVerified,
    explain: bareExplain,
    conversations,
    formOf: async () => (await engine()).formOf,
    audit,
    newId: randomUUID,
    now: records.now,
  });
  const viewOf = async (): Promise<ReturnType<typeof createView>> => {
    const { catalog, examples } = await engine();
    return createView(createInView(catalog, examples), createOffers(catalog, today));
  };
  const status = createStatus({
    runs,
    sources,
    storeVersion: async () => (await engine()).store.version(),
    storeServer: async () => (await engine()).storeServer(),
    queue: async () => (await parts.jobs?.jobs.stands()) ?? null,
    custodians: async () => (await engine()).custodians(),
    audit: lastAuditLook,
    model: usage.ofFirm,
    ...parts.surroundings,
    now: records.now,
    onTrouble,
  });
  return {
    status,
    askedLogLevel: () => logLevels.asked(),
    lookAtAudit: async () => void (await log.verify(null)),
    watchTheClock: () => watcher.atTime(),
    sweepDeliveries: handedIn.sweep,
    services: createServices({
      findActor,
      ask,
      figures,
      runSql,
      refresh: (request, onProgress) => take(request, onProgress),
      preview: (delivery) => worker.preview(delivery),
      ...sourceWork,
      operations,
      runs,
      people: peopleDesk,
      deliveries: handedIn.desk,
      custody,
      explain,
      replay,
      feedback,
      status,
      view: async (actor) => (await viewOf())(actor),
      verified,
      today,
      dialogueId: passingId,
    }),
    refresh,
    sources,
    now: records.now,
    leaderOf: parts.leaderOf,
    runScheduled: async (name, turn) => {
      await sourceWork.sourceDesk.run(name, false, () => undefined, `schedule:${name}:${turn}`);
    },
    work: async () => {
      const handler = deliveryHandler(async (request, onProgress, stop) => {
        // Nobody else has this source's lane: a run of its that is marked as under way died with its process.
        await runs.closeInterrupted(request.source);
        return refresh(request, onProgress, stop);
      });
      worker.help();
      const handlers: Readonly<Record<JobKind, Handler>> = { delivery: handler };
      await parts.jobs?.jobs.work(handlers, LIMITS.jobs_at_once_max);
    },
    hasData: async () => (await (await engine()).store.version()) !== null,
    prepareApi: async () => void (await signIn()),
    forApi: async () => {
      const { catalog, store, examples } = await engine();
      return {
        ask,
        figures,
        sql: (actor, { accounts = [], currency = null, ...body }) =>
          runSql(actor, { sql: body.sql, accounts, currency, explain: body.explain ?? false }),
        inView: createInView(catalog, examples),
        offers: createOffers(catalog, today),
        saved: createSavedDesk({
          saved,
          notifiers: parts.notifiers,
          custodiansOf: async (actor) => custodiansNamed(actor, await catalog.current()),
          audit,
          newId: randomUUID,
          now: records.now,
        }),
        explain,
        exportAnswer: auditedExport(
          createExportAnswer({ explain: bareExplain, ask: bareAsk, answerQuery, now: records.now }),
          audit,
        ),
        giveFeedback: createGiveFeedback({ explain: bareExplain, conversations, feedback, now: records.now }),
        actorOf: (user) => actorOfSession(findActor, user),
        conversations: auditedConversations(conversations, audit),
        shared: createSharedConversations({ shares: conversationSharesOf(records), findActor, audit }),
        sessions: { ...sessions, find: whileRightsStand(records, (secret) => sessions.find(secret)) },
        signIn: await signIn(),
        place: parts.place,
        people: peopleDesk,
        custody,
        audit,
        apiKeys: { open: whileRightsStand(records, (secret) => apiKeys.open(secret)) },
        replay,
        usage,
        view: await viewOf(),
        verified,
        runs,
        operations,
        deliveries: handedIn.desk,
        status,
        ready: readinessOf(store, TIMERS),
        today,
      };
    },
    close: async () => {
      await parts.jobs?.close();
      worker.close();
      const opened = await engine.opened()?.catch(() => null);
      await Promise.all([opened?.close(), log.settled().then(() => records.db.destroy())]);
    },
  };
}
