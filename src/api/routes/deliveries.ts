import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DELIVERY_STATES, type Delivery, FILE_KINDS } from '../../vocabulary/delivery.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute, API_BASE } from '../route.ts';
import { SetAsideShape } from './runs.ts';

const Rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));
const First = z.object({ rows: Rows, count: z.int() });

const LookShape = z.object({
  files: z.array(z.object({ name: z.string(), kind: z.enum(FILE_KINDS), format: z.string().nullable() })),
  /** A ready mapping's name, or a proposed one as YAML. */
  mapping: z.string().nullable(),
  doubts: z.array(z.string()),
  tables: z.object({
    accounts: First,
    securities: First,
    transactions: First,
    holdings: First,
    balances: First,
  }),
  quarantine: z.array(SetAsideShape),
  quarantined: z.int(),
  refused: z.array(z.string()),
  unmapped: z.array(z.string()),
  again: z.object({ run: z.string(), source: z.string(), at: z.string() }).nullable(),
  failed: z.string().nullable(),
  source: z.string(),
});

const DeliveryShape = z.object({
  id: z.string(),
  state: z.enum(DELIVERY_STATES),
  files: z.array(z.object({ number: z.int(), name: z.string(), bytes: z.int(), received: z.int() })),
  createdAt: z.string(),
  expiresAt: z.string(),
  look: LookShape.nullable(),
  message: z.string().nullable(),
  source: z.string().nullable(),
  run: z.string().nullable(),
});

const One = z.strictObject({ id: z.string().regex(/^[0-9a-f-]{36}$/) });
const Part = z.strictObject({ id: z.string().regex(/^[0-9a-f-]{36}$/), file: z.string().regex(/^\d{1,4}$/) });
const TUS = '1.0.0';
const PART_TYPE = 'application/offset+octet-stream';

/** Files by hand: uploads by tus 1.0 (https://tus.io/protocols/resumable-upload), then a look, then a word. */
export function addDeliveryRoutes(app: FastifyInstance, { deliveries }: ApiParts): void {
  // A part is taken as it comes; the desk counts its bytes.
  app.addContentTypeParser(PART_TYPE, (_request, payload, done) => done(null, payload));

  addRoute(app, {
    method: 'POST',
    path: '/deliveries',
    summary:
      'Announce a file by tus 1.0: Upload-Length, and in Upload-Metadata its filename and, where it belongs to one, the delivery; Location says where its bytes go',
    right: 'runs.start',
    upload: true,
    response: DeliveryShape,
    handle: async ({ actor, request, reply }) => {
      checkVersion(request);
      const about = metadataOf(request);
      const file = {
        name: about.get('filename') ?? '',
        bytes: countOf(request, 'upload-length'),
        delivery: about.get('delivery') ?? null,
      };
      const { delivery, number } = await deliveries.announce(actor, file);
      reply.code(201).header('location', `${API_BASE}/deliveries/${delivery.id}/files/${String(number)}`);
      tell(reply, delivery);
      return delivery;
    },
  });
  addRoute(app, {
    method: 'HEAD',
    path: '/deliveries/:id/files/:file',
    summary: 'Where the upload of a file goes on: Upload-Offset',
    right: 'runs.start',
    params: Part,
    response: null,
    handle: async ({ actor, params, reply }) => {
      const delivery = await deliveries.find(actor, params.id);
      const file = delivery.files.find(({ number }) => number === Number(params.file));
      if (file === undefined) throw new Problem('not_found', 'The delivery has no such file.');
      reply.header('upload-offset', file.received).header('upload-length', file.bytes);
      tell(reply, delivery);
    },
  });
  addRoute(app, {
    method: 'PATCH',
    path: '/deliveries/:id/files/:file',
    summary: `Add the bytes that come behind Upload-Offset, as ${PART_TYPE}; what came of a part that breaks off is kept`,
    right: 'runs.start',
    upload: true,
    params: Part,
    response: null,
    handle: async ({ actor, params, body, request, reply }) => {
      checkVersion(request);
      if (!(body instanceof Readable)) throw new Problem('usage', `Send the bytes as ${PART_TYPE}.`);
      const place = { id: params.id, number: Number(params.file), offset: countOf(request, 'upload-offset') };
      const received = await deliveries.append(actor, place, bytesOf(body));
      reply.header('upload-offset', received).header('tus-resumable', TUS);
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/deliveries',
    summary: "The asker's own deliveries that wait or were taken in, and the ready mappings",
    right: 'runs.start',
    response: z.object({ items: z.array(DeliveryShape), readyMappings: z.array(z.string()) }),
    handle: async ({ actor }) => ({
      items: await deliveries.list(actor),
      readyMappings: await deliveries.readyMappings(),
    }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/deliveries/:id',
    summary: 'One delivery: what has come, what was recognised, its first rows, what is doubtful',
    right: 'runs.start',
    params: One,
    response: DeliveryShape,
    handle: ({ actor, params }) => deliveries.find(actor, params.id),
  });
  addRoute(app, {
    method: 'POST',
    path: '/deliveries/:id/look',
    summary:
      "Begin to look at what has come, by the mapping that fits or by one that is named (a ready one's name, YAML, or empty for none); the state says when it is done",
    right: 'runs.start',
    params: One,
    body: z.strictObject({ mapping: z.string().max(LIMITS.mapping_bytes_max).nullish() }),
    response: DeliveryShape,
    handle: ({ actor, params, body }) => deliveries.look(actor, params.id, body.mapping ?? null),
  });
  addRoute(app, {
    method: 'POST',
    path: '/deliveries/:id/confirm',
    summary: 'Take it in: the delivery becomes a run of the source that is named, or of the proposed one',
    right: 'runs.start',
    params: One,
    body: z.strictObject({
      source: z.string().min(1).max(64).nullish(),
      mode: z.enum(['full', 'incremental']).nullish(),
    }),
    response: DeliveryShape,
    handle: ({ actor, params, body }) =>
      deliveries.confirm(actor, params.id, { source: body.source ?? null, mode: body.mode ?? null }),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/deliveries/:id',
    summary: 'Give a delivery up, with its files',
    right: 'runs.start',
    params: One,
    response: null,
    handle: ({ actor, params }) => deliveries.remove(actor, params.id),
  });
}

function tell(reply: FastifyReply, { expiresAt }: Delivery): void {
  reply.header('tus-resumable', TUS).header('upload-expires', new Date(expiresAt).toUTCString());
}

function checkVersion(request: FastifyRequest): void {
  if (request.headers['tus-resumable'] === TUS) return;
  throw new Problem('usage', 'Uploads go by tus 1.0; send the header tus-resumable: 1.0.0.');
}

function countOf({ headers }: FastifyRequest, name: 'upload-length' | 'upload-offset'): number {
  const given = headers[name];
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new Problem('usage', `The header ${name} must be a whole number of bytes; say how many there are.`);
}

/** `filename ZmlsZQ==,delivery aWQ=`: names, each with a value in base64. */
function metadataOf({ headers }: FastifyRequest): ReadonlyMap<string, string> {
  const given = headers['upload-metadata'];
  const pairs = (typeof given === 'string' ? given : '').split(',').map((pair) => pair.trim().split(' '));
  return new Map(
    pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

async function* bytesOf(body: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}
