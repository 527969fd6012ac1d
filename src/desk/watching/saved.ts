import type { SavedDesk } from '../../api/parts.ts';
import type { Notifiers } from '../../notify/port.ts';
import type { KeptQuestions } from '../../state/saved-questions.ts';
import type { Audit } from '../../vocabulary/audit.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import { logged } from '../auditing.ts';
import type { AlertWords } from './alert-words.ts';
import { readCondition } from './condition-words.ts';
import { type NamedCustodian, readDelivery, type Unread } from './delivery-words.ts';

const MENDED: Readonly<Record<Unread, string>> = {
  no_time: 'Say by when, like “tell me when a custodian has not delivered by 7:30”, and save it again.',
  no_custodian:
    'No custodian of your accounts has that name; write it as your accounts do, or “a custodian” for any.',
};

/** Saves questions for the board, reads alerts in words, and refuses addresses that word may not be sent to. */
export function createSavedDesk(parts: {
  readonly saved: KeptQuestions;
  readonly notifiers: Notifiers;
  /** Those of the accounts that somebody may see. */
  readonly custodiansOf: (actor: Actor) => Promise<readonly NamedCustodian[]>;
  readonly audit: Audit;
  readonly newId: () => string;
  readonly now: () => Date;
}): SavedDesk {
  const { saved, notifiers, custodiansOf, audit } = parts;
  const checked = (way: keyof Notifiers, address: string | null): void => {
    if (address === null) return;
    const notifier = notifiers[way];
    if (notifier === null) {
      throw new Problem(
        'usage',
        'Word cannot be sent that way here; ask whoever runs Askfolio to set it up.',
      );
    }
    notifier.check(address);
  };
  const read = async (actor: Actor, words: string): Promise<AlertWords> => {
    const delivery = readDelivery(words, await custodiansOf(actor));
    if (typeof delivery === 'string') throw new Problem('usage', MENDED[delivery]);
    const alert = delivery ?? readCondition(words);
    if (alert === null) {
      throw new Problem('usage', 'Write it like “tell me when cash is above 5 %” and save it again.');
    }
    return alert;
  };
  const save: SavedDesk['save'] = async (actor, { words, ...given }) => {
    const alert = words === null ? {} : { ...(await read(actor, words)), plan: null };
    checked('webhook', given.channels.webhook);
    checked('email', given.channels.email);
    const question = {
      ...given,
      ...alert,
      id: parts.newId(),
      user: actor.user,
      createdAt: parts.now().toISOString(),
      last: null,
    };
    await saved.save(question);
    return question;
  };
  return {
    channels: { webhook: notifiers.webhook !== null, email: notifiers.email !== null },
    list: (actor) => saved.list(actor.user),
    save: (actor, asked) =>
      logged(
        () => save(actor, asked),
        ({ id }) => ({ id }),
        { kind: 'saved', user: actor.user, asked: { verb: 'save', ...asked } },
        audit,
      ),
    remove: (actor, id) =>
      logged(
        () => saved.remove(actor.user, id),
        (found) => ({ found }),
        { kind: 'saved', user: actor.user, asked: { verb: 'remove', id } },
        audit,
      ),
  };
}
