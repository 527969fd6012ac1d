import { may, requireRight } from '../security/rights.ts';
import type { ConversationShares } from '../state/conversation-shares.ts';
import type { Audit } from '../vocabulary/audit.ts';
import type { KeptTurn } from '../vocabulary/conversation.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type Actor, coversAccounts } from '../vocabulary/scope.ts';
import type { SharedConversations, SharedEntry, SharedTurn } from '../vocabulary/shared-conversation.ts';
import type { FindActor } from './actors.ts';
import { logged } from './auditing.ts';

export interface SharedConversationsParts {
  readonly shares: ConversationShares;
  readonly findActor: FindActor;
  readonly audit: Audit;
}

const TITLE_CHARS_MAX = 80;

/** Lets colleagues read each other's conversations, each with his or her own rights; all of it stands in the log. */
export function createSharedConversations({
  shares,
  findActor,
  audit,
}: SharedConversationsParts): SharedConversations {
  const changing = (
    verb: 'share' | 'unshare',
    { user }: Actor,
    { id, reader }: { readonly id: string; readonly reader: string },
    work: () => Promise<void>,
  ): Promise<void> =>
    logged(work, () => ({}), { kind: 'conversation', user, about: [reader], asked: { verb, id } }, audit);
  return {
    sharesOf: async (actor, id) => {
      requireRight(actor, 'conversations.share');
      const found = await shares.of(actor.user, id);
      if (found === null) throw noSuchConversation();
      return found;
    },
    share: async (actor, id, reader) => {
      requireRight(actor, 'conversations.share');
      await changing('share', actor, { id, reader }, async () => {
        // In the same words for nobody of that name, for a client, and for oneself.
        const colleague = reader === actor.user ? null : await findActor(reader);
        if (!colleague || !may(colleague, 'conversations.share')) throw noSuchColleague();
        if (!(await shares.add(actor.user, id, reader))) throw noSuchConversation();
      });
    },
    unshare: async (actor, id, reader) => {
      requireRight(actor, 'conversations.share');
      await changing('unshare', actor, { id, reader }, async () => {
        if (!(await shares.remove(actor.user, id, reader))) throw noSuchConversation();
      });
    },
    list: async (actor) => {
      requireRight(actor, 'conversations.share');
      const found: SharedEntry[] = [];
      for (const { id, owner, turns, updatedAt, first } of await shares.with(actor.user)) {
        const by = await sharerOf(owner, findActor);
        if (by !== null) found.push({ id, by, title: titleFor(actor, first), turns, updatedAt });
      }
      return found;
    },
    read: async (actor, id) => {
      requireRight(actor, 'conversations.share');
      const shared = await shares.read(actor.user, id);
      const by = shared && (await sharerOf(shared.owner, findActor));
      if (!by) throw noSuchConversation();
      const turns = shared.turns.map((turn) => shownTo(actor, turn));
      const answers = turns.flatMap((turn) => (turn === null ? [] : [turn.answer.id]));
      await audit({
        kind: 'conversation',
        user: actor.user,
        about: [by.user],
        details: { verb: 'read', id, answers },
      });
      return { by, turns };
    },
  };
}

/** Null for somebody who is no colleague any more: nothing of his or hers is shared then. */
async function sharerOf(user: string, find: FindActor): Promise<SharedEntry['by'] | null> {
  const sharer = await find(user);
  return sharer && may(sharer, 'conversations.share') ? { user, name: sharer.name } : null;
}

function shownTo({ accounts }: Actor, { reach, ...turn }: KeptTurn): SharedTurn {
  return coversAccounts(accounts, reach) ? turn : null;
}

function titleFor(actor: Actor, first: KeptTurn | null): string | null {
  const question = first && shownTo(actor, first)?.question;
  if (!question) return null;
  const line = question.replaceAll(/\s+/g, ' ').trim();
  return line.length <= TITLE_CHARS_MAX ? line : `${line.slice(0, TITLE_CHARS_MAX - 1)}…`;
}

function noSuchConversation(): Problem {
  return new Problem('not_found', 'There is no such conversation; open another or start a new one.');
}

function noSuchColleague(): Problem {
  return new Problem(
    'not_found',
    'There is no colleague of that sign-in name to share with; conversations stay inside the firm.',
  );
}
