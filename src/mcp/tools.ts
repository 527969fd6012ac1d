import { z } from 'zod';
import type { Answer } from '../vocabulary/answer.ts';
import { type Day, parseDay } from '../vocabulary/day.ts';
import type { FigureSet } from '../vocabulary/figures.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Right, ScopeChoice } from '../vocabulary/scope.ts';
import type { View } from '../vocabulary/view.ts';

/** What the tools are served by, in the name of one person. Each rejects with a Problem. */
export interface ToolDesk {
  ask(request: {
    readonly question: string;
    readonly scope: ScopeChoice;
    readonly today: Day | null;
  }): Promise<Answer>;
  figures(request: {
    readonly scope: ScopeChoice;
    readonly from: Day | null;
    readonly to: Day | null;
    readonly today: Day | null;
  }): Promise<FigureSet>;
  view(): Promise<View>;
}

/** One tool: what it is for, the right that it needs, what it takes and what it gives. */
export interface Tool<I extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly right: Right;
  readonly input: I;
  readonly run: (desk: ToolDesk, input: z.output<I>) => Promise<Readonly<Record<string, unknown>>>;
}

const id = z.string().min(1).max(200);
const day = z.iso.date();
const scope = {
  accounts: z.array(id).max(1_000).optional().describe('ids of accounts; none: everything in view'),
  portfolio: id.optional().describe('the id of a portfolio'),
  client: id.optional().describe('the id of a client'),
};

function declared<I extends z.ZodObject>(tool: Tool<I>): Tool {
  return { ...tool, run: (desk, input) => tool.run(desk, tool.input.parse(input)) };
}

/** Everything that another assistant may do here. None of it changes anything. */
export const TOOLS: readonly Tool[] = [
  declared({
    name: 'ask',
    title: 'Ask a question',
    description:
      'Asks a question in plain English about the investment accounts in view: values, gains, returns, income, fees, holdings, transactions, comparisons, rankings, over any period. Gives exact figures as rows, with how the question was read, its date and its caveats; or a clarification with choices; or why it is declined. Money and quantities are exact decimal text: repeat them as they are.',
    right: 'ask',
    input: z.object({
      question: z.string().min(1).max(LIMITS.question_chars_max),
      ...scope,
      today: day.optional().describe('the day that counts as today'),
    }),
    run: async (desk, { question, today, ...picked }) =>
      told(await desk.ask({ question, scope: scopeOf(picked), today: dayOrNull(today) })),
  }),
  declared({
    name: 'figures',
    title: 'Read all figures',
    description:
      'Gives every metric of one scope and period by its name: market value, gains, returns, income, fees, flows, risk. Rates are fractions: 0.05 is 5 %.',
    right: 'figures',
    input: z.object({
      ...scope,
      from: day.optional().describe('the first day; none: since inception'),
      to: day.optional().describe('the last day; none: today'),
      today: day.optional(),
    }),
    run: async (desk, { from, to, today, ...picked }) => ({
      figures: await desk.figures({
        scope: scopeOf(picked),
        from: dayOrNull(from),
        to: dayOrNull(to),
        today: dayOrNull(today),
      }),
    }),
  }),
  declared({
    name: 'list_scopes',
    title: 'List what is in view',
    description: 'Lists the accounts, portfolios and clients that may be asked about, with their ids.',
    right: 'ask',
    input: z.object({}),
    run: async (desk) => {
      const { asOf, accounts, portfolios, clients } = await desk.view();
      const most = LIMITS.mcp_scopes_listed_max;
      return {
        asOf,
        accounts: accounts.slice(0, most),
        portfolios: portfolios.slice(0, most),
        clients: clients.slice(0, most),
        total: { accounts: accounts.length, portfolios: portfolios.length, clients: clients.length },
      };
    },
  }),
  declared({
    name: 'what_can_be_asked',
    title: 'What can be asked',
    description:
      'Lists the figures with their definitions, what they can be grouped by, the usual periods, and questions to begin with.',
    right: 'ask',
    input: z.object({}),
    run: async (desk) => {
      const { vocabulary, examples } = await desk.view();
      return { ...vocabulary, examples };
    },
  }),
];

/** An answer as another assistant needs it: without plan, SQL and chart. */
function told(answer: Answer): Readonly<Record<string, unknown>> {
  const { id: answerId, kind, text, engine, suggestions } = answer;
  const common = { answerId, kind, text, engine, suggestions };
  if (answer.kind === 'clarification') return { ...common, choices: answer.choices };
  if (answer.kind === 'declined') return { ...common, reason: answer.reason };
  if (answer.kind === 'error') return { ...common, code: answer.code };
  const { interpretation, columns, rows, asOf, dataVersion, caveats } = answer;
  return {
    ...common,
    understood: interpretation.text,
    asOf,
    dataVersion,
    caveats,
    columns,
    rows: rows.slice(0, LIMITS.mcp_rows_max),
    rowsInAll: rows.length,
  };
}

function scopeOf({
  accounts,
  portfolio,
  client,
}: {
  readonly accounts?: readonly string[] | undefined;
  readonly portfolio?: string | undefined;
  readonly client?: string | undefined;
}): ScopeChoice {
  return {
    ...(accounts === undefined ? {} : { accounts }),
    ...(portfolio === undefined ? {} : { portfolio }),
    ...(client === undefined ? {} : { client }),
  };
}

function dayOrNull(text: string | undefined): Day | null {
  if (text === undefined) return null;
  const read = parseDay(text);
  if (read === null) throw new Problem('usage', 'A day does not exist; write one such as 2026-03-31.');
  return read;
}
