import { asProblem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';

/** With --json the problem goes to standard output too, so that a script finds its code there. */
export async function tellProblem(context: CommandContext, error: unknown, json: boolean): Promise<never> {
  const problem = asProblem(error);
  if (json) {
    const { code, message } = problem;
    await context.terminal.out(`${JSON.stringify({ problem: { code, message } })}\n`);
  }
  throw problem;
}
