import { Command, InvalidArgumentError, Option } from 'commander';
import {
  type Grant,
  GRANT_KINDS,
  PERSON_ROLES,
  type PersonEntry,
  type PeopleVerb,
  type PeopleWork,
} from '../vocabulary/person.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, jsonOption } from './options.ts';
import { eraseCommand, personDataCommand } from './person-data.ts';
import { PEOPLE_COLUMNS, readPeople } from './people-file.ts';
import { plainText, showTable } from './table.ts';

interface Shown {
  readonly json?: true;
}

export function usersCommand(context: CommandContext): Command {
  const work = async <K extends PeopleVerb>(
    verb: K,
    argument: PeopleWork[K]['takes'],
  ): Promise<PeopleWork[K]['gives']> => (await context.services()).people({ verb, argument });
  const say = (json: true | undefined, value: unknown, text: string): Promise<void> =>
    context.terminal.out(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  return new Command('users')
    .description('people and what they may see')
    .addCommand(importCommand(context, work, say))
    .addCommand(
      new Command('list')
        .description('everybody who may sign in, with role and grants')
        .addOption(jsonOption())
        .addHelpText('after', examples('users list'))
        .action(async ({ json }: Shown) => {
          const people = await work('list', {});
          await say(json, people, peopleTable(people));
        }),
    )
    .addCommand(addCommand(work, say))
    .addCommand(changeCommand(work, say))
    .addCommand(inviteCommand(work, say))
    .addCommand(
      new Command('reset-factors')
        .description("take somebody's second factors and passkeys away, who then sets up others")
        .argument('<user>', 'the person; `owner` is the owner of the installation')
        .addHelpText('after', examples('users reset-factors eleanor'))
        .action(async (user: string) => {
          await work('resetFactors', { user });
          await say(undefined, null, `${user} signs in without a second factor until another is set up.`);
        }),
    )
    .addCommand(
      new Command('unlink')
        .description('let nobody of another issuer sign in as somebody any more')
        .argument('<user>', 'the person; `owner` is the owner of the installation')
        .addHelpText('after', examples('users unlink eleanor'))
        .action(async (user: string) => {
          await work('unlink', { user });
          await say(undefined, null, `${user} signs in by another issuer after a new invitation alone.`);
        }),
    )
    .addCommand(
      new Command('remove')
        .description('forget somebody, with grants, sessions and conversations')
        .argument('<user>', 'the person')
        .addHelpText('after', examples('users remove eleanor'))
        .action(async (user: string) => {
          await work('remove', { user });
          await say(undefined, null, `${user} is forgotten.`);
        }),
    )
    .addCommand(personDataCommand(context))
    .addCommand(eraseCommand(context))
    .addCommand(grantCommand(work, say))
    .addCommand(
      new Command('revoke')
        .description('take a grant back; it counts at once')
        .argument('<grant>', 'its id, as `users list` shows it')
        .addHelpText('after', examples('users revoke 6f0c2f0e-7a55-4f0e-9c7a-0a1b2c3d4e5f'))
        .action(async (id: string) => {
          await work('revoke', { id });
          await say(undefined, null, 'The grant is taken back.');
        }),
    )
    .addHelpText('after', examples('users import users.csv', 'users grant paul client C0007'));
}

type Work = <K extends PeopleVerb>(
  verb: K,
  argument: PeopleWork[K]['takes'],
) => Promise<PeopleWork[K]['gives']>;
type Say = (json: true | undefined, value: unknown, text: string) => Promise<void>;

function importCommand(context: CommandContext, work: Work, say: Say): Command {
  return new Command('import')
    .description('add people, or bring those that are there up to date, from a CSV file')
    .argument('<file>', `a CSV file with the columns ${PEOPLE_COLUMNS.join(', ')}`)
    .addOption(jsonOption())
    .addHelpText('after', examples('users import users.csv'))
    .action(async (file: string, { json }: Shown) => {
      const result = await work('import', await readPeople(absolutePath(context, file), file));
      await say(json, result, `${result.added} people added, ${result.changed} brought up to date.`);
    });
}

const roleOption = (): Option => new Option('--role <role>', 'what he or she is').choices(PERSON_ROLES);
const ADVISOR = ['--advisor <id>', "an advisor's id: he or she sees the accounts of these clients"] as const;
const CLIENT = ['--client <id>', "a client's id: he or she sees this client's accounts"] as const;

interface PersonOptions extends Shown {
  readonly name?: string;
  readonly role?: PersonEntry['role'];
  readonly advisor?: string;
  readonly client?: string;
}

function addCommand(work: Work, say: Say): Command {
  return new Command('add')
    .description(
      'add one person; without a client or advisor id he or she sees what is granted and nothing else',
    )
    .argument('<user>', 'what he or she signs in as')
    .requiredOption('--name <name>', 'how he or she is called')
    .addOption(roleOption().makeOptionMandatory())
    .option(...ADVISOR)
    .option(...CLIENT)
    .addOption(jsonOption())
    .addHelpText('after', examples('users add eleanor --name "Eleanor Ashby" --role client --client C0007'))
    .action(async (user: string, { name = '', role = 'client', advisor, client, json }: PersonOptions) => {
      const person = { user, name, role, advisorId: advisor ?? null, clientId: client ?? null };
      const result = await work('add', person);
      await say(json, result, `${user} is added.`);
    });
}

function changeCommand(work: Work, say: Say): Command {
  return new Command('change')
    .description('change a name or a role, or whether somebody may sign in; it counts at once')
    .argument('<user>', 'the person')
    .option('--name <name>', 'how he or she is called')
    .addOption(roleOption())
    .option(...ADVISOR)
    .option(...CLIENT)
    .addOption(new Option('--disable', 'may not sign in any more, and is signed out').conflicts('enable'))
    .option('--enable', 'may sign in again')
    .addOption(jsonOption())
    .addHelpText('after', examples('users change eleanor --disable'))
    .action(async (user: string, options: PersonOptions & { disable?: true; enable?: true }) => {
      const { name, role, advisor, client, json } = options;
      const person = await work('change', {
        user,
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(advisor === undefined ? {} : { advisorId: advisor }),
        ...(client === undefined ? {} : { clientId: client }),
        ...(options.disable ? { disabled: true } : {}),
        ...(options.enable ? { disabled: false } : {}),
      });
      await say(json, person, `${user} is changed.`);
    });
}

function inviteCommand(work: Work, say: Say): Command {
  return new Command('invite')
    .description('a link with which somebody chooses a password, once; also for one that was forgotten')
    .argument('<user>', 'the person; `owner` is the owner of the installation')
    .addOption(jsonOption())
    .addHelpText('after', examples('users invite eleanor'))
    .action(async (user: string, { json }: Shown) => {
      const invitation = await work('invite', { user });
      const { address, expiresAt } = invitation;
      const until = expiresAt.slice(0, 16).replace('T', ' ');
      await say(
        json,
        invitation,
        `${address}\n\nGive it to ${plainText(user)} alone: it works once, until ${until} UTC.`,
      );
    });
}

function grantCommand(work: Work, say: Say): Command {
  return new Command('grant')
    .description('let somebody see accounts besides those of the role')
    .argument('<user>', 'the person')
    .argument('<kind>', `what is granted: ${GRANT_KINDS.join(', ')}`, grantKind)
    .argument(
      '<id>',
      'the id of the account, portfolio or client; of a book, the advisor whose clients they are',
    )
    .option(
      '--until <time>',
      'the day, or the instant, at which it ends (UTC); without it, when it is taken back',
      instant,
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('users grant paul client C0007 --until 2027-03-31'))
    .action(
      async (
        user: string,
        kind: Grant['kind'],
        target: string,
        { until, json }: Shown & { until?: string },
      ) => {
        const grant = await work('grant', { user, kind, target, expiresAt: until ?? null });
        await say(json, grant, `Granted until ${until ?? 'it is taken back'}; its id is ${grant.id}.`);
      },
    );
}

function grantKind(text: string): Grant['kind'] {
  const kind = GRANT_KINDS.find((known) => known === text);
  if (kind === undefined) throw new InvalidArgumentError(`It must be one of ${GRANT_KINDS.join(', ')}.`);
  return kind;
}

function instant(text: string): string {
  const shape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;
  const time = shape.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a day such as 2027-03-31.');
  return new Date(time).toISOString();
}

function peopleTable(people: readonly PersonEntry[]): string {
  if (people.length === 0)
    return 'Nobody but the owner; `askfolio users import FILE.csv` makes people known.';
  const columns = ['user', 'name', 'role', 'client or advisor', 'state'].map((label) => ({
    name: label,
    label,
    type: 'string' as const,
  }));
  const rows = people.map(({ user, name, role, disabled, advisorId, clientId }) => [
    user,
    name,
    role,
    clientId ?? advisorId ?? '',
    disabled ? 'may not sign in' : '',
  ]);
  const grants = people.flatMap(({ user, grants: own }) => own.map((grant) => grantText(user, grant)));
  return [showTable(columns, rows, rows.length), ...grants].join('\n').trimEnd();
}

function grantText(user: string, { id, kind, target, expiresAt }: Grant): string {
  const end = expiresAt === null ? '' : ` until ${expiresAt.slice(0, 16).replace('T', ' ')}`;
  return plainText(`${user} also sees ${kind} ${target}${end}: grant ${id}`);
}
