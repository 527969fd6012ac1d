import type { AnswerPlan, PlanOutcome, QueryAnswer } from '../engine/outcome.ts';
import type { AnswerQuery } from '../engine/query/answer-query.ts';
import type { Answers, KeptAnswer } from '../state/answers.ts';
import type { AnsweredAnswer } from '../vocabulary/answer.ts';
import { dayOf } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Replay, ReplayAnswer } from '../vocabulary/replay.ts';
import { type Actor, coversAccounts } from '../vocabulary/scope.ts';
import { digestOfRows } from './auditing.ts';

export interface ReplayParts {
  readonly answers: Answers;
  readonly answerPlan: AnswerPlan;
  readonly answerQuery: AnswerQuery;
  /** The id of the data version that is kept now; null before the first import. */
  readonly version: () => Promise<string | null>;
}

/** What a replay must give again, each to the last character. */
const SAME = [
  'text',
  'interpretation',
  'columns',
  'chart',
  'sql',
  'parameters',
  'asOf',
  'dataVersion',
] as const satisfies readonly (keyof AnsweredAnswer)[];

/**
 * Computes an answer again from its plan, for what its asker could see then, and holds it against what was answered.
 * Who may do that: whoever may have it explained.
 */
export function createReplay({ answers, version, ...steps }: ReplayParts): ReplayAnswer {
  return async (asker, id): Promise<Replay> => {
    const kept = await answers.find(asker.role === 'owner' ? null : asker.user, id);
    if (kept === null || !coversAccounts(asker.accounts, kept.reach)) {
      throw new Problem(
        'not_found',
        'There is no such answer of yours; `askfolio ask` with --json prints the id of each answer.',
      );
    }
    const { answer } = kept;
    // No figure was computed for these: what was said is all there was.
    if (answer.kind !== 'answer') return { answer, differences: [] };
    const isKept = async (): Promise<boolean> => (await version()) === answer.dataVersion;
    if (!(await isKept())) throw gone();
    const again = await computedAgain(steps, kept, answer);
    if (!(await isKept())) throw gone();
    if (again.kind !== 'answer') return { answer, differences: ['kind'] };
    const { engine, conversationId, timings, suggestions, cached } = answer;
    const own = { id, engine, conversationId, timings };
    const verified = answer.verified ? { verified: answer.verified } : {};
    const { text, plainText } = answer;
    // What a language model made of the sentence is not asked for again.
    const isWorded = plainText !== undefined && again.text === plainText;
    const replayed: AnsweredAnswer = {
      ...again,
      ...own,
      ...verified,
      ...(isWorded ? { text, plainText } : {}),
    };
    const differences: string[] = SAME.filter(
      (part) => JSON.stringify(replayed[part]) !== JSON.stringify(answer[part]),
    );
    // What was read otherwise than typed was said before the caveats of the figures, and is not computed again.
    const said = answer.caveats.slice(0, Math.max(0, answer.caveats.length - again.caveats.length));
    const caveats = [...said, ...again.caveats];
    if (JSON.stringify(caveats) !== JSON.stringify(answer.caveats)) differences.push('caveats');
    if (kept.rowsSha256 !== undefined && digestOfRows(again.rows) !== kept.rowsSha256) {
      differences.push('rows');
    }
    return { answer: { ...replayed, caveats, suggestions, cached }, differences };
  };
}

/** By its plan, or by its SQL where no plan says it. */
function computedAgain(
  { answerPlan, answerQuery }: Pick<ReplayParts, 'answerPlan' | 'answerQuery'>,
  kept: KeptAnswer,
  { plan, sql: text, parameters }: AnsweredAnswer,
): Promise<PlanOutcome | QueryAnswer> {
  const { question, scope, today } = kept;
  const actor = askerOfThen(kept);
  return plan === null
    ? answerQuery({ sql: { text, parameters }, question, actor, scope })
    : answerPlan({ plan, actor, scope, today: dayOf(today) });
}

/** The asker with what could be seen then: the role has done its part in that. */
function askerOfThen({ user, reach }: KeptAnswer): Actor {
  return { user, name: user, role: 'client', advisorId: null, clientId: null, accounts: reach };
}

function gone(): Problem {
  return new Problem(
    'version_gone',
    'The data have moved on since this answer, and its data version is not kept any more; `askfolio explain` shows how it came about, and a backup from then can replay it.',
  );
}
