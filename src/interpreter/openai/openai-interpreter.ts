import { setTimeout as pause } from 'node:timers/promises';
import OpenAI from 'openai';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Interpreter, ModelReply, ModelRequest } from '../port.ts';
import { problemFor, retryAfterMs } from './failures.ts';
import { readStream } from './read-stream.ts';

export interface OpenAiSettings {
  /** As it is, or what reads the key of now for each call; null: the server wants none. */
  readonly key: string | (() => Promise<string>) | null;
  /** null: OpenAI's own. */
  readonly baseUrl: string | null;
  readonly model: string;
  /** From the call to the last word of its reply, tries and pauses and all. */
  readonly seconds?: number;
  /** From the call to the first word, and from one to the next. */
  readonly silenceSeconds?: number;
}

const OPENAI = 'https://api.openai.com/v1';
const FIRST_PAUSE_MS = 250;

/** Reads questions with a server that speaks the OpenAI API, by its official client. */
export function createOpenAiInterpreter(settings: OpenAiSettings): Interpreter {
  const { model } = settings;
  const baseURL = settings.baseUrl ?? OPENAI;
  const seconds = settings.seconds ?? LIMITS.model_seconds_max;
  const silenceMs = (settings.silenceSeconds ?? LIMITS.model_silence_seconds_max) * 1_000;
  const client = new OpenAI({
    apiKey: settings.key ?? 'none',
    baseURL,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    // A key goes to the address of the settings and nowhere else.
    fetchOptions: { redirect: 'error' },
  });

  async function attempt(request: ModelRequest, end: AbortSignal): Promise<ModelReply> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), silenceMs);
    const signal = AbortSignal.any([end, silence.signal]);
    try {
      const stream = await client.chat.completions.create(
        {
          model,
          messages: request.messages.map(({ role, content }) => ({ role, content })),
          response_format: {
            type: 'json_schema',
            json_schema: { name: request.shape.name, strict: true, schema: { ...request.shape.schema } },
          },
          max_completion_tokens: LIMITS.model_reply_tokens_max,
          store: false,
          stream: true,
          stream_options: { include_usage: true },
        },
        { signal },
      );
      const reply = await readStream(stream, () => timer.refresh());
      // The client ends the stream of a call that was stopped as if it were whole.
      signal.throwIfAborted();
      return reply;
    } catch (error) {
      throw request.stop?.aborted === true ? stopped() : problemFor(error, signal.aborted);
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  return {
    host: new URL(baseURL).host,
    model,
    interpret: async (request) => {
      const started = performance.now();
      const end = AbortSignal.any([
        AbortSignal.timeout(seconds * 1_000),
        ...(request.stop ? [request.stop] : []),
      ]);
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(request, end);
        } catch (error) {
          if (!(error instanceof Problem) || tries >= LIMITS.model_tries_per_call_max) throw error;
          const wait = retryAfterMs(error, FIRST_PAUSE_MS * 2 ** (tries - 1));
          // A server that asks for more patience than the asker has is not waited for.
          if (wait === null || performance.now() - started + wait >= seconds * 1_000) throw error;
          await pause(wait, undefined, { signal: end }).catch(() => {
            throw request.stop?.aborted === true ? stopped() : error;
          });
        }
      }
    },
  };
}

function stopped(): Problem {
  return new Problem('stopped', 'The question was stopped.');
}
