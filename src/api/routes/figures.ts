import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Day, parseDay } from '../../vocabulary/day.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { SqlTableShape } from '../answer-schema.ts';
import { SqlBody } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';
import { laneOf } from '../admission/expected.ts';
import { stopWhenGone } from '../stop-when-gone.ts';

const id = z.string().min(1).max(200);

const FiguresQuery = z.strictObject({
  account: z.union([id, z.array(id).max(1_000)]).optional(),
  portfolio: id.optional(),
  client: id.optional(),
  advisor: id.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  today: z.iso.date().optional(),
});

/** Figures and read-only queries, without a question. */
export function addFiguresRoutes(app: FastifyInstance, { admission, figures, sql, today }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/figures',
    turn: true,
    summary: 'Every metric for one scope and period',
    right: 'figures',
    query: FiguresQuery,
    response: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    handle: ({ actor, query, reply }) => {
      const { account, portfolio, client, advisor } = query;
      const scope = {
        ...(account === undefined ? {} : { accounts: typeof account === 'string' ? [account] : account }),
        ...(portfolio === undefined ? {} : { portfolio }),
        ...(client === undefined ? {} : { client }),
        ...(advisor === undefined ? {} : { advisor }),
      };
      const asked = {
        actor,
        scope,
        from: dayOrNull(query.from),
        to: dayOrNull(query.to),
        today: dayOrNull(query.today) ?? today(),
      };
      const entrant = { user: actor.user, lane: laneOf(actor, scope), stop: stopWhenGone(reply) };
      return admission.run(entrant, () => figures(asked));
    },
  });
  addRoute(app, {
    method: 'POST',
    path: '/sql',
    turn: true,
    summary: 'Run a read-only query over the accounts in view',
    right: 'figures',
    body: SqlBody,
    response: SqlTableShape,
    handle: ({ actor, body, reply }) => {
      const lane = laneOf(actor, body.accounts === undefined ? {} : { accounts: body.accounts });
      return admission.run({ user: actor.user, lane, stop: stopWhenGone(reply) }, () => sql(actor, body));
    },
  });
}

function dayOrNull(text: string | undefined): Day | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day === null)
    throw new Problem('usage', 'A day of the request does not exist; write one such as 2026-03-31.');
  return day;
}
