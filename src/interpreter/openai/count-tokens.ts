import { LIMITS } from '../../vocabulary/limits.ts';
import type { TokenCounter } from '../budget.ts';

/** Around each message, its role among it, and before the reply, as OpenAI's models are told them. */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_BEFORE_REPLY = 3;

type Count = (text: string) => number;

/**
 * Counts with the encoding of OpenAI's models, which is read when it is first needed. Models of other makers split
 * text a little differently; what their server counts is put in the place of this afterwards.
 */
export function createTokenCounter(model: string): TokenCounter {
  let opened: Promise<Count> | null = null;
  const kept = new Map<string, number>();
  const counter = (): Promise<Count> => (opened ??= openEncoding(model));
  // The instructions are the same from question to question.
  const counted = (count: Count, text: string): number => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const tokens = count(text);
    if (kept.size >= LIMITS.model_token_counts_kept_max) kept.clear();
    kept.set(text, tokens);
    return tokens;
  };
  return {
    request: async ({ messages, shape }) => {
      const count = await counter();
      const said = messages.reduce(
        (sum, { role, content }) =>
          sum + TOKENS_PER_MESSAGE + (role === 'system' ? counted(count, content) : count(content)),
        TOKENS_BEFORE_REPLY,
      );
      return said + counted(count, JSON.stringify(shape.schema));
    },
    text: async (text) => (await counter())(text),
  };
}

/** Models of before 2024 split text otherwise than all that came after them. */
async function openEncoding(model: string): Promise<Count> {
  const encoding = /^gpt-(?:3\.5|4)(?:-|$)/.test(model)
    ? await import('gpt-tokenizer/encoding/cl100k_base')
    : await import('gpt-tokenizer/encoding/o200k_base');
  // Nothing in a question is a control token, whatever it looks like.
  const plain = { disallowedSpecial: new Set<string>() };
  return (text) => encoding.countTokens(text, plain);
}
