import type { Conversations, KeptTurn } from '../vocabulary/conversation.ts';
import type { Question, Stage } from '../vocabulary/question.ts';
import type { Recent } from '../vocabulary/recent.ts';
import { coversAccounts } from '../vocabulary/scope.ts';
import { accountsDigest } from './accounts-digest.ts';
import type { Catalog, CatalogReader } from './catalog.ts';
import { understandInDialogue } from './dialogue/dialogue.ts';
import { reachOf } from './resolve/reach.ts';
import { resolveScope } from './scope.ts';
import type { Stopwatch } from './stopwatch.ts';
import { CALENDAR_YEARS, type YearStarts } from './understand/calendar/year-starts.ts';
import type { Understanding } from './understand/understand.ts';
import { viewMark } from './view-mark.ts';

/** A question, with what it is read by. */
export interface QuestionToRead {
  readonly question: Question;
  readonly catalog: CatalogReader;
  readonly conversations: Conversations;
  /** When fiscal and tax years begin; by default with the calendar's. */
  readonly yearStarts?: YearStarts;
  /** How questions that began a dialogue were understood lately; null where nothing is remembered. */
  readonly readings: Recent<Understanding> | null;
  readonly onStage: (stage: Stage) => void;
  readonly watch: Stopwatch;
}

export interface QuestionRead {
  readonly understood: Understanding;
  /** The catalog that was the one of now; null where nothing was looked up to read it. */
  readonly seen: Catalog | null;
}

/** Understands a question by its words, the names that its asker may see and the dialogue so far. */
export async function readQuestion(asking: QuestionToRead): Promise<QuestionRead> {
  const { question, catalog, conversations, readings, watch, yearStarts = CALENDAR_YEARS } = asking;
  const { text, today, actor, plan, locale } = question;
  if (plan) return { understood: { kind: 'plan', plan, repairs: [] }, seen: null };
  const turns = await turnsOf(conversations, question);
  const seen = await catalog.current();
  const key =
    readings && turns.length === 0
      ? JSON.stringify([
          viewMark(seen, actor.accounts),
          text,
          today,
          accountsDigest(actor.accounts),
          question.scope,
          locale ?? null,
        ])
      : null;
  const known = key === null ? undefined : readings?.get(key);
  if (known) return { understood: known, seen };
  const scope = resolveScope(actor, question.scope, seen);
  asking.onStage('resolve');
  const reach = reachOf(scope);
  const understood = watch.understanding(() =>
    understandInDialogue(
      {
        text,
        today,
        yearStarts,
        catalog: seen,
        reach,
        accountsInReach: () => scope.members,
        ...(locale ? { locale } : {}),
      },
      turns,
    ),
  );
  if (key !== null) readings?.set(key, understood);
  return { understood, seen };
}

/** The turns so far, without those that could speak of accounts that the asker may not see any more. */
export async function turnsOf(
  conversations: Conversations,
  { conversationId, actor }: Question,
): Promise<readonly KeptTurn[]> {
  if (conversationId === null) return [];
  const turns = await conversations.turns(actor.user, conversationId);
  return turns.filter(({ reach }) => coversAccounts(actor.accounts, reach));
}
