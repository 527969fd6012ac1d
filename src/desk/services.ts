import type { Services, Verb } from '../home/services.ts';
import { requireRight } from '../security/rights.ts';
import type { KeptFeedback } from '../state/feedback.ts';
import type { Runs } from '../state/runs.ts';
import type { Sources } from '../state/sources.ts';
import type { CustodyDesk } from '../vocabulary/custody.ts';
import type { DeliveryDesk } from '../vocabulary/delivery.ts';
import type { Day } from '../vocabulary/day.ts';
import type { ComputeFigures } from '../vocabulary/figures.ts';
import type { Ask } from '../vocabulary/question.ts';
import type { DeliveryRequest, Preview, Refresh } from '../vocabulary/run.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import type { PeopleDesk } from '../vocabulary/person.ts';
import type { Actor, Right } from '../vocabulary/scope.ts';
import type { Status } from '../vocabulary/status.ts';
import type { VerifiedDesk } from '../vocabulary/verified.ts';
import type { View } from '../vocabulary/view.ts';
import type { ReplayAnswer } from '../vocabulary/replay.ts';
import type { OperationsDesk } from '../vocabulary/operations.ts';
import { actorAs, type FindActor, OWNER_ACTOR } from './actors.ts';
import { createDeliveryWork } from './deliveries/delivery-work.ts';
import type { RunSql } from './run-sql.ts';
import type { SourceDesk } from './sources.ts';

export interface DeskParts {
  readonly findActor: FindActor;
  readonly ask: Ask;
  readonly figures: ComputeFigures;
  readonly runSql: RunSql;
  readonly refresh: Refresh;
  readonly preview: (delivery: DeliveryRequest) => Promise<Preview>;
  readonly sources: Sources;
  readonly sourceDesk: SourceDesk;
  readonly operations: Pick<OperationsDesk, 'changeSource'>;
  readonly runs: Runs;
  readonly people: PeopleDesk;
  readonly deliveries: DeliveryDesk;
  readonly custody: CustodyDesk;
  readonly explain: ExplainAnswer;
  readonly replay: ReplayAnswer;
  readonly feedback: KeptFeedback;
  readonly status: () => Promise<Status>;
  readonly view: (actor: Actor) => Promise<View>;
  readonly verified: VerifiedDesk;
  readonly today: () => Day;
  /** The id under which the engine knows a command's dialogue. */
  readonly dialogueId: (name: string) => string;
}

const QUARANTINE_PAGE_ROWS = 1_000;

/** The right that each verb needs of whoever it is done for. `people` and `custody`: each of its own verbs asks for its own. */
const RIGHT_TO: Readonly<Record<Verb, Right>> = {
  ask: 'ask',
  figures: 'figures',
  sql: 'figures',
  refresh: 'runs.start',
  preview: 'runs.start',
  addSource: 'runs.start',
  listSources: 'runs.read',
  checkSource: 'runs.start',
  changeSource: 'runs.start',
  removeSource: 'runs.start',
  runSource: 'runs.start',
  runs: 'runs.read',
  quarantine: 'runs.read',
  findings: 'runs.read',
  feedback: 'installation.read',
  explain: 'figures',
  replay: 'figures',
  custody: 'ask',
  status: 'runs.read',
  view: 'ask',
  verified: 'answers.verify',
  people: 'ask',
  deliveries: 'runs.start',
};

/** What the commands of a home are served with: the person they ask as, then the engine, the guard or the records. */
export function createServices(parts: DeskParts): Services {
  const { findActor, today } = parts;
  const permitted = async (verb: Verb, as: string | null): Promise<Actor> => {
    const actor = await actorAs(findActor, as);
    requireRight(actor, RIGHT_TO[verb]);
    return actor;
  };
  const deliveryWork = createDeliveryWork(parts.deliveries);
  return {
    ask: async ({ question, as, scope, today: day, engine, dialogue }) =>
      parts.ask({
        text: question,
        actor: await permitted('ask', as),
        scope,
        today: day ?? today(),
        conversationId: dialogue === null ? null : parts.dialogueId(dialogue),
        engine,
      }),
    figures: async ({ as, scope, from, to, today: day }) =>
      parts.figures({ actor: await permitted('figures', as), scope, from, to, today: day ?? today() }),
    sql: async ({ as, ...request }) => parts.runSql(await permitted('sql', as), request),
    refresh: (request, onProgress) => owned('refresh', () => parts.refresh(request, onProgress)),
    preview: (request) => owned('preview', () => parts.preview(request)),
    addSource: ({ source, check }) => owned('addSource', () => parts.sourceDesk.add(source, check)),
    listSources: () => owned('listSources', () => parts.sources.list()),
    checkSource: ({ name }) => owned('checkSource', () => parts.sourceDesk.check(name)),
    changeSource: ({ name, change, check }) =>
      owned('changeSource', async () => {
        await parts.operations.changeSource(OWNER_ACTOR, name, change, check);
        return null;
      }),
    removeSource: ({ name }) =>
      owned('removeSource', async () => {
        await parts.sources.remove(name);
        return null;
      }),
    runSource: ({ name, full }, onProgress) =>
      owned('runSource', () => parts.sourceDesk.run(name, full, onProgress)),
    runs: ({ limit }) => owned('runs', () => parts.runs.list(limit)),
    quarantine: ({ run, after }) =>
      owned('quarantine', () => parts.runs.quarantine(run, after, QUARANTINE_PAGE_ROWS)),
    findings: ({ run, after }) =>
      owned('findings', () => parts.runs.findings(run, after, LIMITS.finding_rows_per_page_max)),
    feedback: ({ after }) =>
      owned('feedback', () => parts.feedback.list(after, LIMITS.feedback_per_page_max)),
    explain: async ({ id, as }) => parts.explain(await permitted('explain', as), id),
    replay: async ({ id, as }) => parts.replay(await permitted('replay', as), id),
    custody: async ({ verb, argument, as }) => {
      // The owner needs no data to be known: the log can be read where the store cannot.
      const actor = as === null ? OWNER_ACTOR : await permitted('custody', as);
      return parts.custody[verb](actor, argument);
    },
    status: () => owned('status', () => parts.status()),
    verified: async ({ verb, argument, as }) =>
      parts.verified[verb](await permitted('verified', as), argument),
    view: async ({ as }) => parts.view(await permitted('view', as)),
    deliveries: ({ verb, argument }) => owned('deliveries', () => deliveryWork[verb](argument)),
    people: ({ verb, argument }) => owned('people', () => parts.people[verb](OWNER_ACTOR, argument)),
  };
}

/** What a command does in the owner's name. */
async function owned<T>(verb: Verb, work: () => Promise<T>): Promise<T> {
  requireRight(OWNER_ACTOR, RIGHT_TO[verb]);
  return work();
}
