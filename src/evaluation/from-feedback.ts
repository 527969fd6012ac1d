import type { AnsweredAnswer } from '../vocabulary/answer.ts';
import type { Feedback } from '../vocabulary/feedback.ts';
import type { Plan } from '../vocabulary/plan.ts';
import type { Cell, Column } from '../vocabulary/rows.ts';

/** A question of a set as a line of JSON; what the reader said stands in `note`. */
export interface FeedbackCase {
  readonly id: string;
  readonly question: string;
  readonly scope: Readonly<Record<string, unknown>>;
  readonly today: string;
  readonly category: 'feedback-up' | 'feedback-down';
  readonly kind: 'answer' | 'clarification' | 'declined';
  readonly gold?: Gold;
  readonly reason?: string;
  readonly note: string;
  /** Of a bad answer: what was shown, for whoever writes down what should have been. */
  readonly shown?: { readonly text: string; readonly interpretation: string | null };
}

interface Gold {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly match: 'scalar' | 'set' | 'ordered' | 'series';
}

const GRAINS: readonly string[] = ['day', 'week', 'month', 'quarter', 'year'];

/**
 * An opinion as a case of an evaluation. A good answer is what the question should get from now on. Of a bad one nobody
 * has said yet what it should be: the case has no gold, and does not come right until somebody writes it.
 */
export function caseOf(feedback: Feedback, owner: string): FeedbackCase {
  const { answer, question, scope, today, user, verdict, reason, comment } = feedback;
  const { accounts, ...rest } = scope;
  const isUp = verdict === 'up';
  const base = {
    id: answer.id,
    question,
    scope: {
      ...rest,
      ...(accounts === undefined ? {} : { accounts: [...accounts] }),
      ...(user === owner ? {} : { as: user }),
    },
    today,
    category: isUp ? ('feedback-up' as const) : ('feedback-down' as const),
    note: [reason, comment].filter((text) => text !== null && text !== '').join(': '),
  };
  if (!isUp) {
    const interpretation = answer.kind === 'answer' ? answer.interpretation.text : null;
    return { ...base, kind: 'answer', shown: { text: answer.text, interpretation } };
  }
  switch (answer.kind) {
    case 'answer':
      return { ...base, kind: 'answer', gold: goldOf(answer) };
    case 'clarification':
      return { ...base, kind: 'clarification' };
    case 'declined':
      return { ...base, kind: 'declined', reason: answer.reason };
    case 'error':
      return { ...base, kind: 'answer' };
    default:
      return answer satisfies never;
  }
}

/** Whether an evaluation can judge it as it is. */
export function isJudged({ kind, gold }: FeedbackCase): boolean {
  return kind !== 'answer' || gold !== undefined;
}

function goldOf({ columns, rows, plan }: AnsweredAnswer): Gold {
  return {
    columns: columns.map(({ name, type }: Column) => ({ name, type })),
    rows: rows.map((row) => row.map(plainCell)),
    match: matchOf(plan, rows.length),
  };
}

function matchOf(plan: Plan | null, rows: number): Gold['match'] {
  if (plan === null) return rows === 1 ? 'scalar' : 'set';
  if (plan.by.some((dimension) => GRAINS.includes(dimension))) return 'series';
  if (rows === 1 && plan.by.length === 0) return 'scalar';
  return plan.order !== null ? 'ordered' : 'set';
}

function plainCell(cell: Cell): string | number | null {
  return typeof cell === 'boolean' ? String(cell) : cell;
}
