import { Decimal } from 'decimal.js';
import type { Notifiers } from '../notify/port.ts';
import type { KeptQuestions } from '../state/saved-questions.ts';
import type { AnsweredAnswer } from '../vocabulary/answer.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Ask } from '../vocabulary/question.ts';
import type { LastLook, SavedQuestion, Watch } from '../vocabulary/saved-question.ts';
import type { FindActor } from './actors.ts';

export interface WatcherParts {
  readonly saved: KeptQuestions;
  readonly findActor: FindActor;
  readonly ask: Ask;
  readonly notifiers: Notifiers;
  readonly today: () => Day;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

const EVERY_MS: Readonly<Record<Extract<Watch, { kind: 'every' }>['every'], number>> = {
  publish: 0,
  day: 20 * 3_600_000,
  week: 6.5 * 86_400_000,
  month: 27 * 86_400_000,
};

/** Looks at every watched question, each as the person who saved it, and sends word where there is some. */
export function createWatcher(parts: WatcherParts): () => Promise<void> {
  return async () => {
    for (const question of await parts.saved.watched()) {
      // One that cannot be answered must not keep word from the others.
      const last = await look(parts, question).catch((error: unknown): LastLook => {
        parts.onTrouble(error);
        const text = 'It could not be answered; it is tried again after the next import.';
        return {
          at: parts.now().toISOString(),
          state: 'failed',
          text,
          toldAt: question.last?.toldAt ?? null,
        };
      });
      await parts.saved.note(question.id, last);
    }
  };
}

async function look(parts: WatcherParts, saved: SavedQuestion): Promise<LastLook> {
  const { user, question, scope, plan, watch, last } = saved;
  const at = parts.now().toISOString();
  const toldAt = last?.toldAt ?? null;
  const actor = await parts.findActor(user);
  if (actor === null || watch === null) return { at, state: 'quiet', text: '', toldAt };
  const answer = await parts.ask({
    text: question,
    actor,
    scope,
    today: parts.today(),
    conversationId: null,
    engine: 'auto',
    ...(plan === null ? {} : { plan }),
  });
  if (answer.kind !== 'answer') return { at, state: 'failed', text: answer.text, toldAt };
  const { text } = answer;
  const isRaised = watch.kind === 'condition' && crosses(answer, watch);
  const state = isRaised ? 'raised' : 'quiet';
  const isNews =
    watch.kind === 'condition'
      ? isRaised && last?.state !== 'raised'
      : isDue(watch.every, toldAt, parts.now());
  if (!isNews) return { at, state, text, toldAt };
  const isTold = await tell(parts, saved, { text, asOf: answer.asOf, at });
  // What nobody was told of is news still.
  return isTold ? { at, state, text, toldAt: at } : { at, state: 'failed', text, toldAt };
}

function isDue(every: keyof typeof EVERY_MS, toldAt: string | null, now: Date): boolean {
  return toldAt === null || now.getTime() - Date.parse(toldAt) >= EVERY_MS[every];
}

/** Whether any row's first figure of the kind has crossed the mark. */
function crosses(
  { columns, rows }: AnsweredAnswer,
  { comparison, value, unit }: Extract<Watch, { kind: 'condition' }>,
): boolean {
  const fits = (type: string): boolean =>
    unit === 'percent' ? type === 'percent' : ['money', 'number', 'integer'].includes(type);
  const at = columns.findIndex(({ type }) => fits(type));
  const mark = new Decimal(value);
  return rows.some((row) => {
    const cell = row[at];
    if (typeof cell !== 'string' && typeof cell !== 'number') return false;
    const figure = new Decimal(cell);
    switch (comparison) {
      case '>':
        return figure.gt(mark);
      case '>=':
        return figure.gte(mark);
      case '<':
        return figure.lt(mark);
      case '<=':
        return figure.lte(mark);
      default:
        return comparison satisfies never;
    }
  });
}

async function tell(
  { notifiers, onTrouble }: WatcherParts,
  { title, question, channels }: SavedQuestion,
  news: { readonly text: string; readonly asOf: string; readonly at: string },
): Promise<boolean> {
  const notice = { title, question, ...news };
  const ways = [
    { notifier: notifiers.webhook, address: channels.webhook },
    { notifier: notifiers.email, address: channels.email },
  ];
  const sent = await Promise.allSettled(
    ways.map(async ({ notifier, address }) => {
      if (address === null) return;
      if (notifier === null) throw new Error('a way to send word is not set up any more');
      await notifier.send(address, notice);
    }),
  );
  for (const one of sent) if (one.status === 'rejected') onTrouble(one.reason);
  return sent.every(({ status }) => status === 'fulfilled');
}
