import type { Services, Verb } from '../home/services.ts';
import { requireRight } from '../security/rights.ts';
import type { Answers } from '../state/answers.ts';
import type { Runs } from '../state/runs.ts';
import type { Day } from '../vocabulary/day.ts';
import type { ComputeFigures } from '../vocabulary/figures.ts';
import type { Ask, Question } from '../vocabulary/question.ts';
import type { DeliveryRequest, Preview, Refresh } from '../vocabulary/run.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import type { PeopleDesk } from '../vocabulary/person.ts';
import type { Actor, Right } from '../vocabulary/scope.ts';
import { actorAs, type FindActor, OWNER_ACTOR } from './actors.ts';
import type { RunSql } from './run-sql.ts';

export interface DeskParts {
  readonly findActor: FindActor;
  readonly ask: Ask;
  readonly figures: ComputeFigures;
  readonly runSql: RunSql;
  readonly refresh: Refresh;
  readonly preview: (delivery: DeliveryRequest) => Promise<Preview>;
  readonly runs: Runs;
  readonly people: PeopleDesk;
  readonly explain: ExplainAnswer;
  readonly today: () => Day;
  /** The id under which the engine knows a command's dialogue. */
  readonly dialogueId: (name: string) => string;
}

const QUARANTINE_PAGE_ROWS = 1_000;

/** The right that each verb needs of whoever it is done for. `people`: each of its own verbs asks for its own. */
const RIGHT_TO: Readonly<Record<Verb, Right>> = {
  ask: 'ask',
  figures: 'figures',
  sql: 'figures',
  refresh: 'runs.start',
  preview: 'runs.start',
  runs: 'runs.read',
  quarantine: 'runs.read',
  findings: 'runs.read',
  explain: 'figures',
  people: 'ask',
};

/** What the commands of a home are served with: the person they ask as, then the engine, the guard or the records. */
export function createServices(parts: DeskParts): Services {
  const { findActor, today } = parts;
  const permitted = async (verb: Verb, as: string | null): Promise<Actor> => {
    const actor = await actorAs(findActor, as);
    requireRight(actor, RIGHT_TO[verb]);
    return actor;
  };
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
    sql: async ({ sql, as, accounts, currency }) =>
      parts.runSql(await permitted('sql', as), { sql, accounts, currency }),
    refresh: async (request, onProgress) => {
      requireRight(OWNER_ACTOR, RIGHT_TO.refresh);
      return parts.refresh(request, onProgress);
    },
    preview: async (request) => {
      requireRight(OWNER_ACTOR, RIGHT_TO.preview);
      return parts.preview(request);
    },
    runs: async ({ limit }) => {
      requireRight(OWNER_ACTOR, RIGHT_TO.runs);
      return parts.runs.list(limit);
    },
    quarantine: async ({ run, after }) => {
      requireRight(OWNER_ACTOR, RIGHT_TO.quarantine);
      return parts.runs.quarantine(run, after, QUARANTINE_PAGE_ROWS);
    },
    findings: async ({ run, after }) => {
      requireRight(OWNER_ACTOR, RIGHT_TO.findings);
      return parts.runs.findings(run, after, LIMITS.finding_rows_per_page_max);
    },
    explain: async ({ id, as }) => parts.explain(await permitted('explain', as), id),
    people: async ({ verb, argument }) => {
      requireRight(OWNER_ACTOR, RIGHT_TO.people);
      return parts.people[verb](OWNER_ACTOR, argument);
    },
  };
}

/** Keeps every answer with how it came about; one that could not be kept is given all the same. */
export function keepingAnswers(
  ask: Ask,
  answers: Answers,
  now: () => Date,
  onFailure: (error: unknown) => void,
): Ask {
  return async (question: Question, onStage) => {
    const answer = await ask(question, onStage);
    const { text, scope, today, actor } = question;
    await answers
      .keep(actor.user, now().toISOString(), { question: text, scope, today, answer, reach: actor.accounts })
      .catch(onFailure);
    return answer;
  };
}
