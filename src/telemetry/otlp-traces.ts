import {
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, Tracer } from './traces.ts';

/** `00-` trace id `-` span id `-` flags (W3C Trace Context, 3.2); ids of zeros alone are none. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface OtlpOptions {
  /** Where spans are sent, as OTLP over HTTP: http://127.0.0.1:4318/v1/traces. */
  readonly url: string;
  /**
   * The part of traces that is recorded: 0.01 is one in a hundred, told by the trace's id. Whoever asks with a
   * traceparent that is recorded there has decided.
   */
  readonly share: number;
  readonly version: string;
}

/** Sends traces to a collector, in the background; one that is away costs spans and nothing else. */
export function createOtlpTraces({ url, share, version }: OtlpOptions): Tracer {
  const byId = new TraceIdRatioBasedSampler(share);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'askfolio',
      'service.version': version,
      'process.pid': process.pid,
    }),
    sampler: new ParentBasedSampler({ root: byId, remoteParentNotSampled: byId }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer('askfolio');
  return {
    begin: (name, parent) => spanOf(tracer, tracer.startSpan(name, {}, contextOf(parent))),
    close: () => provider.shutdown(),
  };
}

function contextOf(parent: string | undefined): typeof ROOT_CONTEXT {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(parent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags ?? '0', 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function spanOf(tracer: OtelTracer, span: OtelSpan): Span {
  const { traceId, spanId } = span.spanContext();
  const recorded = span.isRecording();
  return {
    traceId: recorded ? traceId : null,
    traceparent: recorded ? `00-${traceId}-${spanId}-01` : null,
    child: (name, fields) =>
      spanOf(
        tracer,
        tracer.startSpan(name, fields ? { attributes: fields } : {}, trace.setSpan(ROOT_CONTEXT, span)),
      ),
    end: (fields, failure) => {
      if (fields) span.setAttributes(fields);
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
      span.end();
    },
  };
}
