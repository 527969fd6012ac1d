import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrappingWith } from '../security/master-key.ts';
import { conversationSharesOf } from '../state/conversation-shares.ts';
import { conversationsOf } from '../state/conversations.ts';
import { peopleOf } from '../state/people.ts';
import type { Records } from '../state/records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { AuditEvent } from '../vocabulary/audit.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { AccountSet, Actor, Role } from '../vocabulary/scope.ts';
import type { SharedConversations } from '../vocabulary/shared-conversation.ts';
import { createSharedConversations } from './shared-conversations.ts';

const CONVERSATION = '0d3cf1a8-6d8c-4a7d-9a4f-3f1c5a1e7b11';
const actor = (user: string, role: Role, accounts: AccountSet): Actor => ({
  user,
  name: user.toUpperCase(),
  role,
  advisorId: null,
  clientId: null,
  accounts,
});
const ANN = actor('ann', 'advisor', ['A1', 'A2', 'A3']);
const BEN = actor('ben', 'advisor', ['A1', 'A2']);
const CLIENT = actor('client', 'client', ['A1']);

const folder = mkdtempSync(join(tmpdir(), 'askfolio-shared-'));
const events: AuditEvent[] = [];
const known = new Map<string, Actor>([ANN, BEN, CLIENT].map((each) => [each.user, each]));
let records: Records;
let shared: SharedConversations;

async function ask(question: string, reach: AccountSet): Promise<void> {
  await conversationsOf(records).append('ann', CONVERSATION, {
    question,
    scope: {},
    plan: null,
    reach,
    at: '2026-03-02T10:00:00.000Z',
    answer: {
      id: `answer to ${question}`,
      kind: 'error',
      code: 'busy',
      text: `SECRET of ${question}`,
      suggestions: [],
      engine: 'offline',
      conversationId: CONVERSATION,
      timings: { understand: 1, run: 1, total: 2 },
    },
  });
}

beforeAll(async () => {
  records = await openRecords(
    join(folder, 'records.sqlite'),
    wrappingWith(['ab'.repeat(32)]),
    () => new Date(),
  );
  await peopleOf(records).save([
    { user: 'ben', name: 'Ben', role: 'advisor', advisorId: 'V2', clientId: null },
  ]);
  shared = createSharedConversations({
    shares: conversationSharesOf(records),
    findActor: async (user) => known.get(user) ?? null,
    audit: async (event) => void events.push(event),
  });
  await ask('one', ['A1', 'A2']);
  await ask('two', ['A2', 'A3']);
});

afterAll(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** By which readers know it. */
let sharedAs = '';

describe('a conversation among colleagues', () => {
  it('is read by nobody before it is shared, and only its owner shares it', async () => {
    await expect(shared.read(BEN, CONVERSATION)).rejects.toMatchObject({ code: 'not_found' });
    await expect(shared.share(BEN, CONVERSATION, 'ann')).rejects.toMatchObject({ code: 'not_found' });
    expect(await shared.list(BEN)).toEqual([]);
  });

  it('goes to colleagues alone: in one wording to nobody, to a client and to oneself', async () => {
    for (const user of ['nobody', 'client', 'ann']) {
      await expect(shared.share(ANN, CONVERSATION, user)).rejects.toThrow(
        'There is no colleague of that sign-in name to share with; conversations stay inside the firm.',
      );
    }
    await expect(shared.list(CLIENT)).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('shows a colleague the answers whose accounts he may see, and nothing in the place of the others', async () => {
    await shared.share(ANN, CONVERSATION, 'ben');
    await shared.share(ANN, CONVERSATION, 'ben');
    expect(await shared.sharesOf(ANN, CONVERSATION)).toMatchObject([{ user: 'ben' }]);
    const [entry] = await shared.list(BEN);
    expect(entry).toMatchObject({ by: { user: 'ann', name: 'ANN' }, title: 'one', turns: 2 });
    sharedAs = entry?.id ?? '';
    // The owner's own name of it means nothing to anybody else.
    await expect(shared.read(BEN, CONVERSATION)).rejects.toMatchObject({ code: 'not_found' });
    const { by, turns } = await shared.read(BEN, sharedAs);
    expect(by).toEqual({ user: 'ann', name: 'ANN' });
    expect(turns).toMatchObject([{ question: 'one' }, null]);
    expect(JSON.stringify(turns)).not.toContain('two');
    expect(turns[0]).not.toHaveProperty('reach');
  });

  it('follows the reader’s rights of now, its title too', async () => {
    const less = { ...BEN, accounts: ['A2'] };
    expect((await shared.read(less, sharedAs)).turns).toEqual([null, null]);
    expect(await shared.list(less)).toMatchObject([{ title: null }]);
    const more = { ...BEN, accounts: 'all' as const };
    expect((await shared.read(more, sharedAs)).turns).toMatchObject([
      { question: 'one' },
      { question: 'two' },
    ]);
  });

  it('is no more shared once its owner is no colleague any more', async () => {
    known.set('ann', { ...ANN, role: 'client' });
    expect(await shared.list(BEN)).toEqual([]);
    await expect(shared.read(BEN, sharedAs)).rejects.toMatchObject({ code: 'not_found' });
    known.set('ann', ANN);
  });

  it('stands in the audit log: who shared with whom, who read which answers, and what was refused', () => {
    expect(events.map(({ user, about, details }) => [user, about, details])).toEqual(
      expect.arrayContaining([
        ['ann', ['ben'], { verb: 'share', id: CONVERSATION }],
        ['ann', ['client'], { verb: 'share', id: CONVERSATION, problem: 'not_found' }],
        ['ben', ['ann'], { verb: 'read', id: sharedAs, answers: ['answer to one'] }],
      ]),
    );
  });

  it('is taken back, and with it whatever the colleague could read', async () => {
    await shared.unshare(ANN, CONVERSATION, 'ben');
    expect(events.at(-1)).toMatchObject({ about: ['ben'], details: { verb: 'unshare' } });
    await expect(shared.unshare(ANN, CONVERSATION, 'ben')).rejects.toMatchObject({ code: 'not_found' });
    await expect(shared.read(BEN, sharedAs)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('has no more readers than it may, and loses those who are forgotten', async () => {
    const shares = conversationSharesOf(records);
    for (let reader = 1; reader < LIMITS.conversation_readers_max; reader += 1) {
      await shares.add('ann', CONVERSATION, `reader ${reader}`);
    }
    await shares.add('ann', CONVERSATION, 'ben');
    await expect(shares.add('ann', CONVERSATION, 'one more')).rejects.toMatchObject({ code: 'too_many' });
    await peopleOf(records).remove('ben');
    expect(await shares.with('ben')).toEqual([]);
    await conversationsOf(records).remove('ann', CONVERSATION);
    expect(await shares.with('reader 1')).toEqual([]);
  });
});
