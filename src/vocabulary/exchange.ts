import type { ProblemCode } from './problem.ts';

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelTokens {
  readonly input: number;
  /** Of the input, what the server had kept from an earlier call; absent: it did not say. */
  readonly cachedInput?: number;
  readonly output: number;
}

/** What was sent to a language model for an answer, word for word, and how that ended. */
export interface Exchange {
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  readonly host: string;
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  /** What stood where the placeholders in them stand; that was not sent. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly outcome: 'replied' | ProblemCode;
  /** What came back; null where nothing did. */
  readonly reply: string | null;
  readonly tokens: ModelTokens | null;
}
