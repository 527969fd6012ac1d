import type { Conversations, KeptTurn } from '../vocabulary/conversation.ts';

const PREFIX = 'passing:';
const DIALOGUES_MAX = 1_000;
const TURNS_MAX = 50;

/** The id of a dialogue that nobody wants to come back to, such as one of a batch. */
export function passingId(name: string): string {
  return `${PREFIX}${name}`;
}

/** Keeps such dialogues in memory, the most recent ones, and leaves all others to `kept`. */
export function withPassingDialogues(kept: Conversations): Conversations {
  const dialogues = new Map<string, readonly KeptTurn[]>();
  return {
    turns: async (user, id) =>
      id.startsWith(PREFIX) ? (dialogues.get(`${user}\n${id}`) ?? []) : kept.turns(user, id),
    append: async (user, id, turn) => {
      if (!id.startsWith(PREFIX)) return kept.append(user, id, turn);
      const key = `${user}\n${id}`;
      const turns = [...(dialogues.get(key) ?? []), turn].slice(-TURNS_MAX);
      dialogues.delete(key);
      dialogues.set(key, turns);
      const [oldest] = dialogues.keys();
      if (dialogues.size > DIALOGUES_MAX && oldest !== undefined) dialogues.delete(oldest);
    },
  };
}
