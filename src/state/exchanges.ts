import { createHash } from 'node:crypto';
import type { Exchange } from '../vocabulary/exchange.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Records } from './records.ts';

/** What was sent to a language model, by the answers that it was sent for. */
export interface Exchanges {
  keep(user: string, answer: string, exchanges: readonly Exchange[]): Promise<void>;
  /** In the order in which they were sent; empty where nothing was, or where it is too long ago. */
  of(answer: string): Promise<readonly Exchange[]>;
}

/** What sealed exchanges and texts are bound to. */
export const exchangePlace = (answer: string): string => `exchanges.exchange:${answer}`;
export const sentTextPlace = (digest: string): string => `sent_texts.text:${digest}`;

export function exchangesOf({ db, sealing }: Records): Exchanges {
  let kept = 0;

  async function keepText(text: string): Promise<string> {
    const digest = createHash('sha256').update(text).digest('hex');
    await db
      .insertInto('sent_texts')
      .values({ digest, sealed_text: sealing.seal(text, sentTextPlace(digest)) })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute();
    return digest;
  }

  async function textOf(digest: string): Promise<string> {
    const row = await db
      .selectFrom('sent_texts')
      .select('sealed_text')
      .where('digest', '=', digest)
      .executeTakeFirst();
    return row ? sealing.open(row.sealed_text, sentTextPlace(digest)) : `(a text with the SHA-256 ${digest})`;
  }

  async function forgetTheOldest(): Promise<void> {
    for (const [table, most] of [
      ['exchanges', LIMITS.exchanges_kept_max],
      ['sent_texts', LIMITS.sent_texts_kept_max],
    ] as const) {
      const last = await db
        .selectFrom(table)
        .select('ordinal')
        .orderBy('ordinal', 'desc')
        .limit(1)
        .offset(most)
        .executeTakeFirst();
      if (last) await db.deleteFrom(table).where('ordinal', '<=', last.ordinal).execute();
    }
  }

  return {
    keep: async (user, answer, exchanges) => {
      for (const exchange of exchanges) {
        // The instructions are the same from question to question.
        const messages = await Promise.all(
          exchange.messages.map(async ({ role, content }) => ({
            role,
            content: role === 'system' ? await keepText(content) : content,
          })),
        );
        const sealed = sealing.seal(JSON.stringify({ ...exchange, messages }), exchangePlace(answer));
        await db.insertInto('exchanges').values({ user, answer, sealed_exchange: sealed }).execute();
      }
      kept += 1;
      if (kept % 1_000 === 1) await forgetTheOldest();
    },
    of: async (answer) => {
      const rows = await db
        .selectFrom('exchanges')
        .select('sealed_exchange')
        .where('answer', '=', answer)
        .orderBy('ordinal')
        .execute();
      return Promise.all(
        rows.map(async ({ sealed_exchange }) => {
          const exchange = JSON.parse(sealing.open(sealed_exchange, exchangePlace(answer))) as Exchange;
          const messages = await Promise.all(
            exchange.messages.map(async ({ role, content }) => ({
              role,
              content: role === 'system' ? await textOf(content) : content,
            })),
          );
          return { ...exchange, messages };
        }),
      );
    },
  };
}
