import type { SavedDesk } from '../api/parts.ts';
import type { Notifiers } from '../notify/port.ts';
import type { KeptQuestions } from '../state/saved-questions.ts';
import { Problem } from '../vocabulary/problem.ts';
import { readWatch } from './watch-words.ts';

/** Saves questions for the board, reads alerts in words, and refuses addresses that word may not be sent to. */
export function createSavedDesk(parts: {
  readonly saved: KeptQuestions;
  readonly notifiers: Notifiers;
  readonly newId: () => string;
  readonly now: () => Date;
}): SavedDesk {
  const { saved, notifiers } = parts;
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
  return {
    channels: { webhook: notifiers.webhook !== null, email: notifiers.email !== null },
    list: (actor) => saved.list(actor.user),
    save: async (actor, { words, ...given }) => {
      const read = words === null ? null : readWatch(words);
      if (words !== null && read === null) {
        throw new Problem('usage', 'Write it like “tell me when cash is above 5 %” and save it again.');
      }
      checked('webhook', given.channels.webhook);
      checked('email', given.channels.email);
      const question = {
        ...given,
        ...(read ? { question: read.question, watch: read.watch, plan: null } : {}),
        id: parts.newId(),
        user: actor.user,
        createdAt: parts.now().toISOString(),
        last: null,
      };
      await saved.save(question);
      return question;
    },
    remove: (actor, id) => saved.remove(actor.user, id),
  };
}
