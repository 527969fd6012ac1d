import { Command, CommanderError } from 'commander';
import { asProblem } from '../vocabulary/problem.ts';
import { askCommand } from './ask.ts';
import { COMMAND_RIGHTS } from './command-rights.ts';
import { auditCommand } from './audit.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import type { CommandContext } from './context.ts';
import { deliveriesCommand } from './deliveries.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { etlCommand } from './etl.ts';
import { evalCommand } from './eval.ts';
import { explainCommand } from './explain.ts';
import { figuresCommand } from './figures.ts';
import { importCommand } from './import.ts';
import { keysCommand } from './keys.ts';
import { verifiedCommand } from './verified.ts';
import { mcpCommand } from './mcp.ts';
import { migrateCommand } from './migrate.ts';
import { examples } from './options.ts';
import { replayCommand } from './replay.ts';
import { sourcesCommand } from './sources.ts';
import { sqlCommand } from './sql.ts';
import { serveCommand, startCommand, workCommand } from './start.ts';
import { tokenCommand } from './token.ts';
import { jobsCommand } from './jobs.ts';
import { logLevelCommand } from './log-level.ts';
import { statusCommand } from './status.ts';
import { plainText } from './table.ts';
import { usersCommand } from './users.ts';

/** By the names under which they are called. */
export const COMMANDS: Readonly<Record<string, (context: CommandContext) => Command>> = {
  start: startCommand,
  serve: serveCommand,
  work: workCommand,
  import: importCommand,
  sources: sourcesCommand,
  deliveries: deliveriesCommand,
  etl: etlCommand,
  ask: askCommand,
  explain: explainCommand,
  replay: replayCommand,
  eval: evalCommand,
  sql: sqlCommand,
  figures: figuresCommand,
  users: usersCommand,
  audit: auditCommand,
  keys: keysCommand,
  token: tokenCommand,
  backup: backupCommand,
  restore: restoreCommand,
  demo: demoCommand,
  verified: verifiedCommand,
  mcp: mcpCommand,
  migrate: migrateCommand,
  status: statusCommand,
  jobs: jobsCommand,
  'log-level': logLevelCommand,
  doctor: doctorCommand,
};

/**
 * The tree of commands; of one that is named first, that alone: nobody sees the others, and each takes its time. One
 * that does not say which right it needs refuses to run.
 */
export function createProgram(context: CommandContext, first?: string): Command {
  const program = new Command('askfolio')
    .description(
      'answers questions about investment accounts in plain language: exactly, at once, with proof',
    )
    .version(context.version)
    .addHelpText(
      'after',
      examples('start', 'import deliveries/2026-03-31', 'ask "How much is my portfolio worth?" --as eleanor'),
    );
  const named = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  for (const command of named ? [named] : Object.values(COMMANDS)) program.addCommand(command(context));
  return program.hook('preAction', (_program, command) => {
    if (Object.hasOwn(COMMAND_RIGHTS, rightKey(command))) return;
    throw new TypeError(`the command ${rightKey(command)} does not say which right it needs`);
  });
}

/** A command's name below `askfolio`, as COMMAND_RIGHTS has it. */
export function rightKey(command: Command): string {
  return fullName(command).replace(/^askfolio /, '');
}

/** Runs one command line and gives its exit status: 0 done, 1 failed, 2 wrong usage. `onFailure` hears the cause. */
export async function runCommandLine(
  argv: readonly string[],
  context: CommandContext,
  onFailure: (error: unknown) => void,
): Promise<number> {
  const pending: Promise<void>[] = [];
  const program = createProgram(context, argv[0]);
  forEachCommand(program, (command) => {
    command.exitOverride().configureOutput({
      writeOut: (text) => pending.push(context.terminal.out(text)),
      writeErr: (text) => context.terminal.err(text),
      outputError: (text, write) => write(oneSentence(text, fullName(command))),
    });
  });
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
    return 0;
  } catch (error) {
    await Promise.all(pending);
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    onFailure(error);
    const problem = asProblem(error);
    context.terminal.err(`${plainText(problem.message)}\n`);
    return problem.exitStatus;
  }
}

/** commander's 'error: unknown option' lines, put together and told where to look. */
function oneSentence(text: string, command: string): string {
  const plain = text
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return `${plain.slice(0, 1).toUpperCase()}${plain.slice(1)}; see \`${command} --help\`.\n`;
}

export function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const inner of command.commands) forEachCommand(inner, visit);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
