import type { Engine } from './engine.ts';
import { requireRight } from '../security/rights.ts';
import type { KeptVerified } from '../state/verified-questions.ts';
import type { Audit } from '../vocabulary/audit.ts';
import type { Conversations } from '../vocabulary/conversation.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { VerifiedDesk } from '../vocabulary/verified.ts';
import { logged } from './auditing.ts';

export interface VerifiedParts {
  readonly kept: KeptVerified;
  readonly explain: ExplainAnswer;
  readonly conversations: Conversations;
  readonly formOf: () => Promise<Engine['formOf']>;
  readonly audit: Audit;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** Verifies what questions mean, for all who ask them; every change stands in the audit log. */
export function createVerifiedDesk(parts: VerifiedParts): VerifiedDesk {
  const { kept, explain, audit } = parts;
  return {
    list: async (actor) => {
      requireRight(actor, 'answers.verify');
      return kept.all();
    },
    add: async (actor, { answer: id, plan: corrected }) => {
      requireRight(actor, 'answers.verify');
      return logged(
        async () => {
          const { question, scope, today, answer, user } = await explain(actor, id);
          const plan = corrected ?? (answer.kind === 'answer' ? answer.plan : null);
          if (plan === null) {
            throw new Problem('usage', 'No plan says that answer; give the plan of what its question means.');
          }
          const { conversationId } = answer;
          const [first] =
            conversationId === null ? [] : await parts.conversations.turns(user, conversationId);
          const standsAlone = first === undefined || first.answer.id === id;
          const formOf = await parts.formOf();
          const asked = { text: question, actor, scope, today: dayOf(today) };
          const form = standsAlone ? await formOf(asked, plan) : null;
          if (form === null) {
            throw new Problem(
              'usage',
              'That question does not stand by itself, or names more than one thing by one name; ask it anew in full and verify that answer.',
            );
          }
          const verified = {
            id: parts.newId(),
            question,
            plan,
            form,
            by: actor.user,
            byName: actor.name,
            at: parts.now().toISOString(),
          };
          await kept.save(verified);
          return verified;
        },
        ({ id: made, question, plan }) => ({ id: made, question, plan }),
        { kind: 'verified', user: actor.user, asked: { verb: 'add', answer: id } },
        audit,
      );
    },
    remove: async (actor, { id }) => {
      requireRight(actor, 'answers.verify');
      return logged(
        async () => {
          if (await kept.remove(id)) return null;
          throw new Problem(
            'not_found',
            'There is no such verified question; `askfolio verified list` shows them.',
          );
        },
        () => ({}),
        { kind: 'verified', user: actor.user, asked: { verb: 'remove', id } },
        audit,
      );
    },
  };
}
