import { exportAnswer } from '../export/export-answer.ts';
import type { ExportedFile, ExportFormat } from '../export/report.ts';
import { METRICS } from '../model/index.ts';
import type { AnswerQuery } from '../engine/query/answer-query.ts';
import type { AnsweredAnswer } from '../vocabulary/answer.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { ExplainAnswer, Explanation, RunTrace } from '../vocabulary/explanation.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Ask } from '../vocabulary/question.ts';
import type { Actor } from '../vocabulary/scope.ts';

export type ExportAnswer = (
  actor: Actor,
  id: string,
  format: ExportFormat,
  locale: string,
) => Promise<ExportedFile>;

const FILES_NAMED_MAX = 5;

/**
 * Makes a file of an answer of one's own. Its plan is answered anew, with what the asker may see now: all rows of it,
 * at the data version of now, which the file names. Throws Problem `not_found`, and `no_data` where it is no answer
 * any more.
 */
export function createExportAnswer(parts: {
  readonly explain: ExplainAnswer;
  /** Without the keeping of answers: a file is no new one. */
  readonly ask: Ask;
  readonly answerQuery: AnswerQuery;
  readonly now: () => Date;
}): ExportAnswer {
  return async (actor, id, format, locale) => {
    const explanation = await parts.explain(actor, id);
    const answer = await answeredAnew(parts, actor, explanation);
    return exportAnswer(
      {
        question: explanation.question,
        answer,
        definitions: definitionsOf(answer),
        sources: sourcesOf(explanation),
        madeAt: parts.now().toISOString(),
        locale,
      },
      format,
    );
  };
}

async function answeredAnew(
  { ask, answerQuery }: { readonly ask: Ask; readonly answerQuery: AnswerQuery },
  actor: Actor,
  { question, scope, today, answer: kept }: Explanation,
): Promise<AnsweredAnswer> {
  if (kept.kind !== 'answer') {
    throw new Problem('usage', 'Only an answer with figures can be taken as a file; ask for figures first.');
  }
  const { plan } = kept;
  if (plan === null) {
    const { sql: text, parameters } = kept;
    return { ...kept, ...(await answerQuery({ sql: { text, parameters }, question, actor, scope })) };
  }
  const again = await ask({
    text: question,
    actor,
    scope,
    today: dayOf(today),
    conversationId: null,
    engine: 'offline',
    plan,
  });
  if (again.kind !== 'answer') throw new Problem('no_data', again.text);
  return again;
}

function definitionsOf({ plan, columns }: AnsweredAnswer): { label: string; description: string }[] {
  const names = new Set([...(plan?.metrics ?? []), ...columns.map(({ name }) => name)]);
  return [...names].flatMap((name) => {
    const metric = METRICS.get(name);
    return metric ? [{ label: metric.label, description: metric.description }] : [];
  });
}

function sourcesOf({ run, deliveries }: Explanation): string[] {
  const all = new Map([...deliveries, ...(run ? [run] : [])].map((trace) => [trace.run, trace]));
  return [...all.values()].map(sourceWords);
}

function sourceWords({ source, startedAt, received }: RunTrace): string {
  const files = (received?.files ?? []).map(({ file }) => file);
  const named = files.slice(0, FILES_NAMED_MAX).join(', ');
  const more = files.length > FILES_NAMED_MAX ? ` and ${files.length - FILES_NAMED_MAX} more` : '';
  const day = startedAt.slice(0, 16).replace('T', ' ');
  return `Delivery of ${source}, taken in on ${day} UTC${named === '' ? '' : `: ${named}${more}`}`;
}
