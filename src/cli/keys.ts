import { Command, InvalidArgumentError, Option } from 'commander';
import type { ApiKey, CustodyVerb, CustodyWork } from '../vocabulary/custody.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { type Right, RIGHTS } from '../vocabulary/scope.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption, wholeOption } from './options.ts';
import { plainText, showTable } from './table.ts';

type Work = <K extends CustodyVerb>(
  verb: K,
  argument: CustodyWork[K]['takes'],
) => Promise<CustodyWork[K]['gives']>;

const DAY_MS = 86_400_000;
const DAYS = 90;
const DEFAULT_RIGHTS: readonly Right[] = ['ask', 'figures'];

export function keysCommand(context: CommandContext): Command {
  const work: Work = async (verb, argument) =>
    (await context.services()).custody({ verb, argument, as: null });
  return new Command('keys')
    .description('keys of the API, and the keys that everything is encrypted with')
    .addCommand(createCommand(context, work))
    .addCommand(listCommand(context, work))
    .addCommand(revokeCommand(context, work))
    .addCommand(rotateCommand(context, work))
    .addHelpText('after', examples('keys create --as eleanor --label "nightly report"', 'keys rotate'));
}

function createCommand(context: CommandContext, work: Work): Command {
  return new Command('create')
    .description('a key with which a program comes to the API in the name of a person; it is shown once')
    .requiredOption('--as <user>', 'the person')
    .requiredOption('--label <text>', 'what it is for')
    .addOption(rightsOption())
    .option('--days <days>', 'for how long', wholeOption(1, LIMITS.api_key_days_max), DAYS)
    .addOption(jsonOption())
    .addHelpText('after', examples('keys create --as eleanor --label report --right figures --days 30'))
    .action(async (options: { as: string; label: string; right?: Right[]; days: number; json?: true }) => {
      const expiresAt = new Date(Date.now() + options.days * DAY_MS).toISOString();
      const { as: user, label, right: rights = DEFAULT_RIGHTS } = options;
      const made = await work('makeApiKey', { user, label, rights, expiresAt });
      await context.terminal.out(
        options.json
          ? `${JSON.stringify(made)}\n`
          : `${made.secret}\n\nKeep it now: it is not shown again. It ends on ${expiresAt.slice(0, 10)}; \`askfolio keys revoke ${made.key.id}\` ends it at once.\n`,
      );
    });
}

export function rightsOption(): Option {
  return new Option(
    '--right <right>',
    'what it may do, of what the person may; may be given several times (ask and figures where it is not)',
  ).argParser((text: string, before: readonly Right[] | undefined) => [...(before ?? []), rightOption(text)]);
}

function rightOption(text: string): Right {
  const right = RIGHTS.find((known) => known === text);
  if (right === undefined) throw new InvalidArgumentError(`It must be one of ${RIGHTS.join(', ')}.`);
  return right;
}

function listCommand(context: CommandContext, work: Work): Command {
  return new Command('list')
    .description('the keys of the API, without their secrets')
    .option('--user <user>', 'only those of this person')
    .addOption(jsonOption())
    .addHelpText('after', examples('keys list'))
    .action(async ({ user, json }: { user?: string; json?: true }) => {
      const keys = await work('listApiKeys', { user: user ?? null });
      await context.terminal.out(json ? `${JSON.stringify(keys)}\n` : tableOf(keys));
    });
}

function revokeCommand(context: CommandContext, work: Work): Command {
  return new Command('revoke')
    .description('end a key of the API at once')
    .argument('<id>', 'its id, as `keys list` shows it')
    .addHelpText('after', examples('keys revoke 6f0c2f0e-7a55-4f0e-9c7a-0a1b2c3d4e5f'))
    .action(async (id: string) => {
      await work('revokeApiKey', { id });
      await context.terminal.out('The key opens nothing any more.\n');
    });
}

function rotateCommand(context: CommandContext, work: Work): Command {
  return new Command('rotate')
    .description('new encryption keys: everything is sealed anew while everybody goes on working')
    .option('--signing', 'only the key that access tokens are signed with')
    .addOption(jsonOption())
    .addHelpText('after', examples('keys rotate', 'keys rotate --signing'))
    .action(async ({ json, signing }: { json?: true; signing?: true }) => {
      const rotation = await work('rotateKeys', { only: signing ? 'signing' : null });
      if (signing && !json) {
        await context.terminal.out(
          'Tokens are signed with a new key; those of before are good until they end.\n',
        );
        return;
      }
      const { values, master, retired } = rotation;
      const old =
        retired === null
          ? ''
          : `The old master key lies in ${retired}: move it to where the backups of its time are kept.\n`;
      const kept =
        master === 'renewed'
          ? ''
          : 'The master key comes from outside and was not changed; docs/security.md says how to.\n';
      await context.terminal.out(
        json ? `${JSON.stringify(rotation)}\n` : `${values} values are sealed with a new key.\n${old}${kept}`,
      );
    });
}

function tableOf(keys: readonly ApiKey[]): string {
  if (keys.length === 0) return 'There are no keys; `askfolio keys create` makes one.\n';
  const columns = ['id', 'user', 'label', 'rights', 'ends', 'last used', 'state'].map((label) => ({
    name: label,
    label,
    type: 'string' as const,
  }));
  const now = new Date().toISOString();
  const rows = keys.map(({ id, user, label, rights, expiresAt, lastUsedAt, revokedAt }) => [
    id,
    plainText(user),
    plainText(label),
    rights.join(', '),
    expiresAt.slice(0, 10),
    lastUsedAt?.slice(0, 16).replace('T', ' ') ?? 'never',
    revokedAt !== null ? 'revoked' : expiresAt <= now ? 'over' : 'in use',
  ]);
  return showTable(columns, rows, rows.length);
}
