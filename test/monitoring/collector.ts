import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const SpanShape = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
});
/** A span, and the process that it comes from. */
export type Span = z.infer<typeof SpanShape> & { readonly pid: number };
const Attribute = z.object({ key: z.string(), value: z.object({ intValue: z.coerce.number().optional() }) });
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(SpanShape) })),
    }),
  ),
});

/** Takes traces as a collector does: OTLP over HTTP. */
export class Collector {
  readonly #server: Server;
  #address: Promise<string> | null = null;
  readonly spans: Span[] = [];
  /** All that came, word for word. */
  words = '';

  constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1/traces`;
  }

  /** The same address however often it is asked for. */
  listenOnce(): Promise<string> {
    return (this.#address ??= this.listen());
  }

  /** The names of a trace's spans. */
  namesOf(traceId: string): ReadonlySet<string> {
    return new Set(this.spans.filter((span) => span.traceId === traceId).map(({ name }) => name));
  }

  /** The span of a trace that a span stands under, and the one over that, up to the first. */
  over(span: Span): readonly string[] {
    const parent = this.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return parent === undefined ? [] : [parent.name, ...this.over(parent)];
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.words += body;
    for (const { resource, scopeSpans } of Export.parse(JSON.parse(body)).resourceSpans) {
      const pid = resource.attributes.find(({ key }) => key === 'process.pid')?.value.intValue ?? 0;
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => ({ ...span, pid })));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}
