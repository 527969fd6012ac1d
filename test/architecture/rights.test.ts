import { expect, test } from 'vitest';
import { COMMAND_RIGHTS } from '../../src/cli/command-rights.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { COMMANDS, createProgram, forEachCommand, rightKey } from '../../src/cli/program.ts';
import { TOOLS } from '../../src/mcp/tools.ts';
import { may } from '../../src/security/rights.ts';
import { JOB_KINDS } from '../../src/vocabulary/job.ts';
import { type Actor, RIGHTS, type Role } from '../../src/vocabulary/scope.ts';

const untouched = (): Promise<never> => Promise.reject(new Error('no command runs in this test'));

const context: CommandContext = {
  terminal: { out: untouched, err: () => undefined, watched: false, width: null },
  version: '0',
  workingFolder: '/',
  services: untouched,
  restore: untouched,
  inferMapping: untouched,
  writeDemo: untouched,
  checks: untouched,
  migrate: () => Promise.reject(new Error('not here')),
  start: untouched,
  serve: untouched,
  work: untouched,
};

test('every command says which right it needs, and nothing else does', () => {
  const found: string[] = [];
  forEachCommand(createProgram(context), (command) => {
    if (command.commands.length === 0) found.push(rightKey(command));
  });
  expect(Object.keys(COMMAND_RIGHTS).toSorted()).toEqual(found.toSorted());
});

test('a command that is named first is made alone, under its own name', () => {
  for (const name of Object.keys(COMMANDS)) {
    expect(createProgram(context, name).commands.map((command) => command.name())).toEqual([name]);
  }
});

test('every tool for other assistants says which right it needs', () => {
  expect(Object.fromEntries(TOOLS.map(({ name, right }) => [name, right]))).toEqual({
    ask: 'ask',
    figures: 'figures',
    list_scopes: 'ask',
    what_can_be_asked: 'ask',
  });
});

test('every kind of job says which right it needs', () => {
  expect(JOB_KINDS).toEqual({ delivery: 'runs.start' });
});

const actor = (role: Role, accounts: Actor['accounts'] = []): Actor => ({
  user: 'x',
  name: 'X',
  role,
  advisorId: null,
  clientId: null,
  accounts,
});

/** Who may what, written a second time on purpose: a role that gains a right must gain it here, too. */
const HELD: Readonly<Record<Role, readonly string[]>> = {
  owner: RIGHTS,
  firm: ['ask', 'figures', 'conversations.share', 'runs.read'],
  advisor: ['ask', 'figures', 'conversations.share', 'answers.verify'],
  client: ['ask', 'figures', 'delegate'],
  operations: ['ask', 'conversations.share', 'runs.read', 'runs.start', 'installation.read'],
  auditor: ['ask', 'conversations.share', 'audit.read'],
  administrator: [
    'ask',
    'conversations.share',
    'answers.verify',
    'people.manage',
    'keys.manage',
    'installation.read',
  ],
};

test.each(Object.entries(HELD) as [Role, readonly string[]][])(
  'the role %s has these rights',
  (role, held) => {
    expect(RIGHTS.filter((right) => may(actor(role), right))).toEqual(RIGHTS.filter((r) => held.includes(r)));
  },
);

test.each(['operations', 'auditor', 'administrator'] as const)('a grant opens figures to %s', (role) => {
  expect(may(actor(role), 'figures')).toBe(false);
  expect(may(actor(role, ['A1']), 'figures')).toBe(true);
});

test('a credential that is limited to some rights has no others, and none that the role lacks', () => {
  const limited: Actor = { ...actor('client', ['A1']), limitedTo: ['ask', 'audit.read'] };
  expect(RIGHTS.filter((right) => may(limited, right))).toEqual(['ask']);
});
