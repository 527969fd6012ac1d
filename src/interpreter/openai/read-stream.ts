import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ModelTokens } from '../../vocabulary/exchange.ts';
import type { ModelReply } from '../port.ts';
import { CutOff, Refused, TooLong } from './failures.ts';

/**
 * The whole reply of a stream. `onWord` hears each piece as it comes. Throws Refused, TooLong (as soon as it is), and
 * CutOff for a stream that ends without saying that it is at its end.
 */
export async function readStream(
  stream: AsyncIterable<ChatCompletionChunk>,
  onWord: () => void,
): Promise<ModelReply> {
  let text = '';
  let refused = false;
  let finish: string | null = null;
  let tokens: ModelTokens | null = null;
  for await (const chunk of stream) {
    onWord();
    if (chunk.usage) tokens = tokensOf(chunk.usage);
    // Servers that are merely compatible leave out what the protocol promises.
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    text += choice.delta?.content ?? '';
    refused ||= (choice.delta?.refusal ?? '') !== '';
    finish = choice.finish_reason ?? finish;
    if (text.length > LIMITS.model_reply_chars_max) throw new TooLong();
  }
  if (refused || finish === 'content_filter') throw new Refused();
  if (finish === 'length') throw new TooLong();
  if (finish === null) throw new CutOff();
  return { text, tokens };
}

function tokensOf(usage: CompletionUsage): ModelTokens {
  const cached = usage.prompt_tokens_details?.cached_tokens;
  return {
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    ...(cached === undefined ? {} : { cachedInput: cached }),
  };
}
