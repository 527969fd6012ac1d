/** What may stand beside a span: kinds, codes and counts, never a name, a question or a statement. */
export type TraceFields = Readonly<Record<string, string | number>>;

/** A piece of work on its way. */
export interface Span {
  /** Its trace, where it is recorded; null otherwise. */
  readonly traceId: string | null;
  /** For whoever goes on with the work elsewhere (W3C Trace Context, level 1); null where it is not recorded. */
  readonly traceparent: string | null;
  /** Another piece within it. */
  child(name: string, fields?: TraceFields): Span;
  /** `failure`: a problem's code. */
  end(fields?: TraceFields, failure?: string): void;
}

/** Follows work through the parts of the system. */
export interface Tracer {
  /** `parent`: the traceparent of whoever asks; one that is not well formed is as none. */
  begin(name: string, parent?: string): Span;
  /** Sends what is still here. */
  close(): Promise<void>;
}

const NOTHING: Span = { traceId: null, traceparent: null, child: () => NOTHING, end: () => undefined };

/** Follows nothing, and costs nothing. */
export const NO_TRACES: Tracer = { begin: () => NOTHING, close: () => Promise.resolve() };
