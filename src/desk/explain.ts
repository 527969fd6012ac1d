import type { FindGrounds } from '../engine/grounds.ts';
import type { Answers, KeptAnswer } from '../state/answers.ts';
import type { Exchanges } from '../state/exchanges.ts';
import type { Runs } from '../state/runs.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { Explanation, ExplainAnswer, Grounds, RunTrace } from '../vocabulary/explanation.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { RunRecord } from '../vocabulary/run.ts';
import { type Actor, coversAccounts } from '../vocabulary/scope.ts';

export interface ExplainParts {
  readonly answers: Answers;
  readonly exchanges: Exchanges;
  readonly runs: Runs;
  readonly findGrounds: FindGrounds;
}

/**
 * Traces an answer back to the source rows. People see their own answers, the owner everybody's; and only while they
 * may see every account that the answer could speak of.
 */
export function createExplain({ answers, exchanges, runs, findGrounds }: ExplainParts): ExplainAnswer {
  return async (asker, id): Promise<Explanation> => {
    const kept = await answers.find(asker.role === 'owner' ? null : asker.user, id);
    if (kept === null || !coversAccounts(asker.accounts, kept.reach)) throw noSuchAnswer();
    const { user, at, question, scope, today, answer } = kept;
    const grounds = await groundsOf(kept, findGrounds);
    const published = answer.kind === 'answer' ? await runs.findPublisher(answer.dataVersion) : null;
    const isOwner = asker.role === 'owner';
    return {
      id,
      user,
      at,
      question,
      scope,
      today,
      answer,
      run: published === null ? null : traceOf(published, isOwner),
      grounds,
      sent: (await exchanges.of(id)).map((exchange) => (isOwner ? exchange : withNames(exchange))),
      deliveries: (await deliveriesOf(grounds, runs)).map((run) => traceOf(run, isOwner)),
    };
  };
}

function traceOf({ run, source, startedAt, received, path }: RunRecord, withPath: boolean): RunTrace {
  return { run, source, startedAt, received, path: withPath ? path : null };
}

/**
 * To the asker, names that stood for nothing in view stand as they were asked: which of them were hidden could tell
 * whether somebody else's data have them.
 */
function withNames({ messages, hidden, ...exchange }: Exchange): Exchange {
  const lifted = (text: string): string =>
    text.replaceAll(/\[\[name_\d+\]\]/g, (placeholder) => hidden[placeholder] ?? placeholder);
  return {
    ...exchange,
    messages: messages.map(({ role, content }) => ({
      role,
      content: role === 'system' ? content : lifted(content),
    })),
    hidden: Object.fromEntries(
      Object.entries(hidden).filter(([placeholder]) => !placeholder.startsWith('[[name_')),
    ),
  };
}

function noSuchAnswer(): Problem {
  return new Problem(
    'not_found',
    'There is no such answer of yours; `askfolio ask` with --json prints the id of each answer.',
  );
}

async function groundsOf(kept: KeptAnswer, findGrounds: FindGrounds): Promise<Grounds | null> {
  const { answer, reach, scope, today, user } = kept;
  if (answer.kind !== 'answer' || answer.plan === null) return null;
  // The asker of then, with what could be seen then: the role has done its part in that.
  const actor: Actor = { user, name: user, role: 'client', advisorId: null, clientId: null, accounts: reach };
  try {
    return await findGrounds({ plan: answer.plan, actor, scope, today: dayOf(today) });
  } catch (error) {
    // Accounts that the answer spoke of have gone since: the rest of the trace stands.
    if (error instanceof Problem && (error.code === 'not_permitted' || error.code === 'no_data')) return null;
    throw error;
  }
}

async function deliveriesOf(grounds: Grounds | null, runs: Runs): Promise<readonly RunRecord[]> {
  const named = new Set((grounds?.files ?? []).map(({ run }) => run).filter((run) => run !== null));
  const found = await Promise.all([...named].map((run) => runs.find(run)));
  return found.filter((record) => record !== null);
}
