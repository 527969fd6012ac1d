import { Argument, Command } from 'commander';
import { LIMITS } from '../vocabulary/limits.ts';
import { LOG_LEVELS, type LogLevel } from '../vocabulary/log-level.ts';
import type { CommandContext } from './context.ts';
import { asOption, examples, wholeOption } from './options.ts';

const MINUTES = 60;

export function logLevelCommand(context: CommandContext): Command {
  return new Command('log-level')
    .description('change how much every process of the installation logs, for a while and without a stop')
    .addArgument(new Argument('<level>', 'what is logged from now on').choices([...LOG_LEVELS, 'settings']))
    .option(
      '--minutes <minutes>',
      'then the settings hold again',
      wholeOption(1, LIMITS.log_level_minutes_max),
      MINUTES,
    )
    .addOption(asOption())
    .addHelpText('after', examples('log-level debug --minutes 10', 'log-level settings'))
    .action(async (level: LogLevel | 'settings', { minutes, as }: { minutes: number; as?: string }) => {
      const argument = level === 'settings' ? ({ level: 'info', minutes: 0 } as const) : { level, minutes };
      const services = await context.services();
      await services.custody({ verb: 'setLogLevel', argument, as: as ?? null });
      const what = level === 'settings' ? 'what the settings say' : `${level}, for ${minutes} minutes`;
      await context.terminal.out(`Within ${LIMITS.alarm_look_seconds} seconds every process logs ${what}.\n`);
    });
}
