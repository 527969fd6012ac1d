import { Decimal } from 'decimal.js';
import type { Notifiers } from '../../notify/port.ts';
import type { KeptQuestions } from '../../state/saved-questions.ts';
import type { AnsweredAnswer } from '../../vocabulary/answer.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Ask } from '../../vocabulary/question.ts';
import type { LastLook, SavedQuestion, Watch } from '../../vocabulary/saved-question.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import { type Awaited, dayDue, type FirmTime, missingDelivery } from './late-custodians.ts';
import type { FindActor } from '../actors.ts';

export interface WatcherParts {
  readonly saved: KeptQuestions;
  readonly findActor: FindActor;
  readonly ask: Ask;
  /** How things stand with the custodians of the accounts that somebody sees in a scope. */
  readonly custodiansOf: (actor: Actor, scope: ScopeChoice) => Promise<readonly Awaited[]>;
  readonly notifiers: Notifiers;
  readonly today: () => Day;
  readonly firmTime: () => FirmTime;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

const EVERY_MS: Readonly<Record<Extract<Watch, { kind: 'every' }>['every'], number>> = {
  publish: 0,
  day: 20 * 3_600_000,
  week: 6.5 * 86_400_000,
  month: 27 * 86_400_000,
};

export interface Watcher {
  /** Looks at every watched question, after data were published. */
  afterPublish(): Promise<void>;
  /** Looks at those whose time comes with the clock. */
  atTime(): Promise<void>;
}

/** Looks at watched questions, each as the person who saved it, and sends word where there is some. */
export function createWatcher(parts: WatcherParts): Watcher {
  const lookAt = async (isMeant: (watch: Watch) => boolean): Promise<void> => {
    for (const question of await parts.saved.watched()) {
      const { watch } = question;
      if (watch === null || !isMeant(watch)) continue;
      // One that cannot be answered must not keep word from the others.
      const last = await look(parts, question, watch).catch((error: unknown): LastLook => {
        parts.onTrouble(error);
        const text = 'It could not be answered; it is tried again after the next import.';
        return failed(parts, question, text);
      });
      if (last !== null) await parts.saved.note(question.id, last);
    }
  };
  return { afterPublish: () => lookAt(() => true), atTime: () => lookAt(({ kind }) => kind === 'delivery') };
}

/** Null where there was nothing to look at. */
async function look(parts: WatcherParts, saved: SavedQuestion, watch: Watch): Promise<LastLook | null> {
  const actor = await parts.findActor(saved.user);
  if (actor === null) return lookedAt(parts, saved, 'quiet', '');
  return watch.kind === 'delivery'
    ? lookAtDelivery(parts, saved, watch, actor)
    : lookAtAnswer(parts, saved, watch, actor);
}

async function lookAtAnswer(
  parts: WatcherParts,
  saved: SavedQuestion,
  watch: Exclude<Watch, { kind: 'delivery' }>,
  actor: Actor,
): Promise<LastLook> {
  const { question, scope, plan, last } = saved;
  const answer = await parts.ask({
    text: question,
    actor,
    scope,
    today: parts.today(),
    conversationId: null,
    engine: 'auto',
    ...(plan === null ? {} : { plan }),
  });
  if (answer.kind !== 'answer') return failed(parts, saved, answer.text);
  const { text, asOf } = answer;
  const isRaised = watch.kind === 'condition' && crosses(answer, watch);
  const isNews =
    watch.kind === 'condition'
      ? isRaised && last?.state !== 'raised'
      : isDue(watch.every, last?.toldAt ?? null, parts.now());
  const state = isRaised ? 'raised' : 'quiet';
  return isNews ? told(parts, saved, state, { text, asOf }) : lookedAt(parts, saved, state, text);
}

async function lookAtDelivery(
  parts: WatcherParts,
  saved: SavedQuestion,
  watch: Extract<Watch, { kind: 'delivery' }>,
  actor: Actor,
): Promise<LastLook | null> {
  const day = dayDue(watch, parts.firmTime());
  if (day === null) return null;
  const missing = missingDelivery(watch, await parts.custodiansOf(actor, saved.scope), day);
  const { last } = saved;
  if (missing === null) return last?.state === 'quiet' ? null : lookedAt(parts, saved, 'quiet', '');
  // The same words are said of the same missing day: a day later they name another one.
  if (last?.state === 'raised' && last.text === missing) return null;
  return told(parts, saved, 'raised', { text: missing, asOf: null });
}

function lookedAt(
  parts: WatcherParts,
  { last }: SavedQuestion,
  state: LastLook['state'],
  text: string,
): LastLook {
  return { at: parts.now().toISOString(), state, text, toldAt: last?.toldAt ?? null };
}

function failed(parts: WatcherParts, saved: SavedQuestion, text: string): LastLook {
  return lookedAt(parts, saved, 'failed', text);
}

/** What nobody could be told of is news still. */
async function told(
  parts: WatcherParts,
  saved: SavedQuestion,
  state: LastLook['state'],
  { text, asOf }: { readonly text: string; readonly asOf: Day | null },
): Promise<LastLook> {
  const at = parts.now().toISOString();
  const isTold = await tell(parts, saved, { text, asOf, at });
  return isTold ? { at, state, text, toldAt: at } : failed(parts, saved, text);
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
  news: { readonly text: string; readonly asOf: Day | null; readonly at: string },
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
