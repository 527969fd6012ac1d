import type { FastifyInstance } from 'fastify';
import { REGISTRATION_PATH } from '../../../signin/assistants.ts';
import { SERVER_PATH } from '../../../signin/embedded-server.ts';
import { resourceOf, TOOL_RIGHTS, TOOLS_METADATA_PATH } from '../../../signin/resources.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { ApiParts } from '../../parts.ts';

const OPEN = { config: { access: 'public' }, exposeHeadRoute: false, schema: { hide: true } } as const;

/** How another assistant finds out who lets it in to the tools, and makes itself known there. */
export function addAssistantRoutes(app: FastifyInstance, { place, signIn }: ApiParts): void {
  const metadata = () => ({
    resource: resourceOf(place.origin(), 'tools'),
    resource_name: 'Askfolio',
    authorization_servers: [`${place.origin()}${SERVER_PATH}`],
    scopes_supported: TOOL_RIGHTS,
    bearer_methods_supported: ['header'],
  });
  app.get(TOOLS_METADATA_PATH, OPEN, (_request, reply) => reply.send(metadata()));
  app.get('/.well-known/oauth-protected-resource', OPEN, (_request, reply) => reply.send(metadata()));

  // The same description of the server as below its own path, where RFC 8414 has it.
  app.get(`/.well-known/oauth-authorization-server${SERVER_PATH}`, OPEN, async (request, reply) => {
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    request.raw.url = `${SERVER_PATH}/.well-known/oauth-authorization-server`;
    reply.hijack();
    await signIn.server.handle(request.raw, raw);
    return reply;
  });

  app.post(REGISTRATION_PATH, OPEN, async (request, reply) => {
    try {
      const client = await signIn.assistants.register(request.body);
      return await reply.code(201).header('cache-control', 'no-store').send(client);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'usage') throw error;
      // As RFC 7591 tells it.
      const told = { error: 'invalid_client_metadata', error_description: error.message };
      return reply.code(400).header('cache-control', 'no-store').send(told);
    }
  });
}
