import type { Services } from '../home/services.ts';
import type { Answers } from '../state/answers.ts';
import type { People } from '../state/people.ts';
import type { Runs } from '../state/runs.ts';
import type { Sources } from '../state/sources.ts';
import type { Day } from '../vocabulary/day.ts';
import type { ComputeFigures } from '../vocabulary/figures.ts';
import type { Ask, Question } from '../vocabulary/question.ts';
import type { DeliveryRequest, Preview, Refresh } from '../vocabulary/run.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import { actorAs, type FindActor } from './actors.ts';
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
  readonly runs: Runs;
  readonly people: People;
  readonly explain: ExplainAnswer;
  readonly today: () => Day;
  /** The id under which the engine knows a command's dialogue. */
  readonly dialogueId: (name: string) => string;
}

const QUARANTINE_PAGE_ROWS = 1_000;

/** What the commands of a home are served with: the person they ask as, then the engine, the guard or the records. */
export function createServices(parts: DeskParts): Services {
  const { findActor, today } = parts;
  return {
    ask: async ({ question, as, scope, today: day, engine, dialogue }) =>
      parts.ask({
        text: question,
        actor: await actorAs(findActor, as),
        scope,
        today: day ?? today(),
        conversationId: dialogue === null ? null : parts.dialogueId(dialogue),
        engine,
      }),
    figures: async ({ as, scope, from, to, today: day }) =>
      parts.figures({ actor: await actorAs(findActor, as), scope, from, to, today: day ?? today() }),
    sql: async ({ as, ...request }) => parts.runSql(await actorAs(findActor, as), request),
    refresh: (request, onProgress) => parts.refresh(request, onProgress),
    preview: (request) => parts.preview(request),
    addSource: ({ source, check }) => parts.sourceDesk.add(source, check),
    listSources: () => parts.sources.list(),
    checkSource: ({ name }) => parts.sourceDesk.check(name),
    removeSource: async ({ name }) => {
      await parts.sources.remove(name);
      return null;
    },
    runSource: ({ name, full }, onProgress) => parts.sourceDesk.run(name, full, onProgress),
    runs: ({ limit }) => parts.runs.list(limit),
    quarantine: ({ run, after }) => parts.runs.quarantine(run, after, QUARANTINE_PAGE_ROWS),
    findings: ({ run, after }) => parts.runs.findings(run, after, LIMITS.finding_rows_per_page_max),
    explain: async ({ id, as }) => parts.explain(await actorAs(findActor, as), id),
    importPeople: (people) => parts.people.save(people),
  };
}

/** Keeps every answer with how it came about; one that could not be kept is given all the same. */
export function keepingAnswers(
  ask: Ask,
  answers: Answers,
  now: () => Date,
  onFailure: (error: unknown) => void,
): Ask {
  return async (question: Question, onStage, stop) => {
    const answer = await ask(question, onStage, stop);
    if (stop?.aborted === true) return answer;
    const { text, scope, today, actor } = question;
    await answers
      .keep(actor.user, now().toISOString(), { question: text, scope, today, answer, reach: actor.accounts })
      .catch(onFailure);
    return answer;
  };
}
