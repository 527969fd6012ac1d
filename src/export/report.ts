import type { AnsweredAnswer } from '../vocabulary/answer.ts';

/** Everything that a file made of an answer says. */
export interface Report {
  readonly question: string;
  readonly answer: AnsweredAnswer;
  /** What each figure in it means, from the dictionary of metrics. */
  readonly definitions: readonly { readonly label: string; readonly description: string }[];
  /** The deliveries behind the figures, in words. */
  readonly sources: readonly string[];
  /** ISO 8601 instant, UTC. */
  readonly madeAt: string;
  /** Of numbers and days, as BCP 47 writes it: 'en-US'. */
  readonly locale: string;
}

export type ExportFormat = 'csv' | 'xlsx' | 'svg' | 'png' | 'pdf';

/** A file as it is handed over. */
export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A donut or a treemap says 'this is the whole': the first ten of many, or those above a mark, are drawn as bars. */
export function honestChart({ chart, plan }: AnsweredAnswer): AnsweredAnswer['chart'] {
  const isPart = plan !== null && (plan.limit !== null || plan.having.length > 0);
  return (chart?.type === 'donut' || chart?.type === 'treemap') && isPart ? { ...chart, type: 'bar' } : chart;
}
