import { AsyncLocalStorage } from 'node:async_hooks';
import { asProblem } from '../vocabulary/problem.ts';
import type { Span, TraceFields, Tracer } from './traces.ts';

interface Working {
  /** Of the request that the work is for; null: it is for none. */
  readonly request: string | null;
  readonly span: Span;
}

/** A request on its way through the server. */
export interface RequestWork {
  /** Does what follows as this request's work. */
  within(proceed: () => void): void;
  end(fields: TraceFields, failure?: string): void;
}

/** What is being worked on just now: log lines, exemplars and spans belong to it. */
export class Work {
  readonly #now = new AsyncLocalStorage<Working>();
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Ids for a log line; those that are null are left out. */
  ids(): { readonly request: string | null; readonly trace: string | null } {
    const working = this.#now.getStore();
    return { request: working?.request ?? null, trace: working?.span.traceId ?? null };
  }

  readonly traceId = (): string | null => this.#now.getStore()?.span.traceId ?? null;

  readonly traceparent = (): string | null => this.#now.getStore()?.span.traceparent ?? null;

  /** `parent`: the header traceparent of the request. */
  readonly request = (id: string, parent: string | undefined): RequestWork => {
    const span = this.#tracer.begin('http.request', parent);
    return {
      within: (proceed) => this.#now.run({ request: id, span }, proceed),
      end: (fields, failure) => span.end(fields, failure),
    };
  };

  /** Does work in a span of its own within what is being worked on. */
  readonly in = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const outer = this.#now.getStore();
    const span = outer?.span.child(name) ?? this.#tracer.begin(name);
    return this.#spanned(span, outer?.request ?? null, work);
  };

  /**
   * Goes on with work that was begun elsewhere, maybe in another process; `traceparent` is what it had there. Null: it
   * belongs to nothing, and to nothing of what led here either.
   */
  readonly goOn = <T>(name: string, traceparent: string | null, work: () => Promise<T>): Promise<T> =>
    traceparent === null
      ? this.#now.exit(work)
      : this.#now.exit(() => this.#spanned(this.#tracer.begin(name, traceparent), null, work));

  /** A span that says how long a step of the work took; nothing else is within it. */
  readonly step = (name: string): { end(): void } =>
    this.#now.getStore()?.span.child(name) ?? { end: () => undefined };

  async #spanned<T>(span: Span, request: string | null, work: () => Promise<T>): Promise<T> {
    try {
      const result = await this.#now.run({ request, span }, work);
      span.end();
      return result;
    } catch (error) {
      span.end({}, asProblem(error).code);
      throw error;
    }
  }
}
