import type { ModelMessage, ModelTokens } from '../vocabulary/exchange.ts';

/** The form of a reply: a strict JSON schema, in which every property is required. */
export interface ReplyShape {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  /** Who asks, for budgets; never sent. */
  readonly user: string;
  /** What never changes comes first, so that a server can keep it. */
  readonly messages: readonly ModelMessage[];
  readonly shape: ReplyShape;
  /** Ends the call when the asker does not want the answer any more. */
  readonly stop?: AbortSignal;
}

export interface ModelReply {
  /** JSON text; whoever asked checks it as he would a stranger's. */
  readonly text: string;
  /** As the server counted them; null where it did not say. */
  readonly tokens: ModelTokens | null;
}

/**
 * A language model: messages in, text of a form out. What it says is data from outside, never a figure and never an
 * order. Rejects within the limits of time with a Problem: `model_unavailable` (no answer, in time or at all),
 * `model_busy`, `model_refused`, `model_unreadable` (cut off, too long, not what the protocol says),
 * `model_not_accepted` (a wrong key, model or form of request) or `stopped`.
 */
export interface Interpreter {
  /** The server's host and the model's name, for the record of what was sent. */
  readonly host: string;
  readonly model: string;
  interpret(request: ModelRequest): Promise<ModelReply>;
}
