import { Command } from 'commander';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { asOption, examples, jsonOption } from './options.ts';
import { showAnswer } from './ask.ts';
import { tellProblem } from './tell-problem.ts';

export function replayCommand(context: CommandContext): Command {
  return new Command('replay')
    .description('the same answer again, from its data version; fails where it does not come out the same')
    .argument('<answer-id>', 'the `id` of an answer, as `askfolio ask --json` prints it')
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('replay 7c9e6679-7425-40de-944b-e07fc1f90ae7 --as eleanor --json'))
    .action(async (id: string, { as, json }: { as?: string; json?: true }) => {
      const services = await context.services('engine');
      const { answer, differences } = await services
        .replay({ id, as: as ?? null })
        .catch((error: unknown) => tellProblem(context, error, json === true));
      if (json) await context.terminal.out(`${JSON.stringify(answer)}\n`);
      else await showAnswer(context.terminal, answer, false);
      if (differences.length === 0) return;
      throw new Problem(
        'replay_differs',
        `The answer did not come out as it was given (${differences.join(', ')}); report both with their ids.`,
      );
    });
}
