import { Command } from 'commander';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';
import { plainText } from './table.ts';

const MARKS = { well: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;

export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .description('check the settings and the installation, and say how to mend them')
    .addOption(jsonOption())
    .addHelpText('after', examples('doctor'))
    .action(async ({ json }: { json?: true }) => {
      const checks = await context.checks();
      const lines = checks.map(({ name, state, finding, remedy }) => {
        const first = `${MARKS[state]}  ${name}: ${plainText(finding)}\n`;
        return remedy === null ? first : `${first}       ${plainText(remedy)}\n`;
      });
      await context.terminal.out(json ? `${JSON.stringify({ checks })}\n` : lines.join(''));
      const wrong = checks.filter(({ state }) => state === 'wrong').length;
      if (wrong > 0) {
        throw new Problem(
          'home_unusable',
          `${wrong === 1 ? 'One check' : `${wrong} checks`} failed; follow what stands beside ${wrong === 1 ? 'it' : 'them'}.`,
        );
      }
    });
}
