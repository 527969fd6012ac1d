import { z } from 'zod';

/** What a worker is to do: import a folder, or with null help whoever does. */
export const Order = z.object({
  kind: z.literal('order'),
  home: z.string(),
  shareBookings: z.int(),
  folder: z.string().nullable(),
});
export type Order = z.infer<typeof Order>;

/** From a worker. */
export const ToShared = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    id: z.int(),
    call: z.enum(['take', 'renew', 'release', 'holder']),
    args: z.array(z.union([z.string(), z.number()])),
  }),
  z.object({ kind: z.literal('tell'), topic: z.string(), text: z.string() }),
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('transformed'), seconds: z.number() }),
]);
export type ToShared = z.infer<typeof ToShared>;

/** To a worker. */
export const FromShared = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('result'),
    id: z.int(),
    result: z.union([z.number(), z.boolean(), z.null()]),
  }),
  z.object({ kind: z.literal('word'), topic: z.string(), text: z.string() }),
]);
export type FromShared = z.infer<typeof FromShared>;
