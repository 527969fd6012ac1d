import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { rightsOf } from '../../security/rights.ts';
import { AccountInView, ClientInView, Me, PortfolioInView } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

/** Who is asking, and what he or she may pick. */
export function addInViewRoutes(app: FastifyInstance, { inView, today }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/me',
    summary: 'Who is signed in, and what the data reach',
    right: 'ask',
    response: Me,
    handle: async ({ actor }) => ({
      user: actor.user,
      name: actor.name,
      role: actor.role,
      rights: rightsOf(actor),
      today: today(),
      asOf: await inView.asOf(),
      examples: await inView.examples(actor),
    }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/accounts',
    summary: 'The accounts in view',
    right: 'ask',
    response: z.object({ items: z.array(AccountInView) }),
    handle: async ({ actor }) => ({ items: await inView.accounts(actor) }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/portfolios',
    summary: 'The portfolios in view',
    right: 'ask',
    response: z.object({ items: z.array(PortfolioInView) }),
    handle: async ({ actor }) => ({ items: await inView.portfolios(actor) }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/clients',
    summary: 'The clients in view',
    right: 'ask',
    response: z.object({ items: z.array(ClientInView) }),
    handle: async ({ actor }) => ({ items: await inView.clients(actor) }),
  });
}
