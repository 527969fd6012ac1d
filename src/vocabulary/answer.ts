import type { Day } from './day.ts';
import type { Plan } from './plan.ts';
import type { Cell, Column } from './rows.ts';
import type { SqlValue } from './sql.ts';
import type { Verification } from './verified.ts';

export type DeclineReason =
  'out_of_scope' | 'advice' | 'not_permitted' | 'no_data' | 'unsafe' | 'not_understood';

/** What was understood, in words and in the model's names. */
export interface Interpretation {
  readonly metrics: readonly string[];
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly period: { readonly from: Day | null; readonly to: Day; readonly label: string };
  readonly text: string;
}

/** A complete question that the asker can pick. */
export interface Choice {
  readonly label: string;
  readonly question: string;
  /** What it would be answered with, where that is one figure; written for the reader. */
  readonly figure?: string;
}

/**
 * `area` and `stacked`: parts on top of each other. `treemap`: many parts of one whole. `waterfall`: from the first of
 * `y` over the steps between to the last. `histogram`: how often values fall where. `scatter`: a point a row.
 */
export const CHART_TYPES = [
  'line',
  'area',
  'bar',
  'stacked',
  'donut',
  'treemap',
  'waterfall',
  'histogram',
  'scatter',
] as const;
export type ChartType = (typeof CHART_TYPES)[number];

export interface Chart {
  readonly type: ChartType;
  /** Names of columns: what runs along the axis (or names the slices and points), and what is drawn. */
  readonly x: string;
  readonly y: readonly string[];
  /** The column whose values are series of their own; absent: each of `y` is one. */
  readonly by?: string;
}

export interface Timings {
  readonly understand: number;
  readonly run: number;
  readonly total: number;
}

interface AnswerBase {
  readonly id: string;
  readonly text: string;
  readonly engine: 'offline' | 'openai';
  readonly suggestions: readonly string[];
  readonly conversationId: string | null;
  /** Milliseconds. */
  readonly timings: Timings;
}

interface FiguresAnswer extends AnswerBase {
  readonly kind: 'answer';
  /** The program's own sentence, where a language model worded `text`. */
  readonly plainText?: string;
  readonly interpretation: Interpretation;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly chart: Chart | null;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly cached: boolean;
  readonly asOf: Day;
  readonly dataVersion: string;
  readonly caveats: readonly string[];
  /** Who settled what the question means; absent: nobody did. */
  readonly verified?: Verification;
}

/** By a Plan, whose figures the dictionary defines. */
export interface PlannedAnswer extends FiguresAnswer {
  readonly plan: Plan;
  readonly freeQuery?: undefined;
}

/** By SQL that a language model wrote, where no Plan can say what was asked. */
export interface FreeAnswer extends FiguresAnswer {
  readonly plan: null;
  readonly freeQuery: true;
}

export type AnsweredAnswer = PlannedAnswer | FreeAnswer;

export interface ClarificationAnswer extends AnswerBase {
  readonly kind: 'clarification';
  readonly choices: readonly Choice[];
}

export interface DeclinedAnswer extends AnswerBase {
  readonly kind: 'declined';
  readonly reason: DeclineReason;
}

export interface ErrorAnswer extends AnswerBase {
  readonly kind: 'error';
  readonly code: string;
}

export type Answer = AnsweredAnswer | ClarificationAnswer | DeclinedAnswer | ErrorAnswer;
