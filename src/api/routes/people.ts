import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { LIMITS } from '../../vocabulary/limits.ts';
import { GRANT_KINDS, PERSON_ROLES, USER_PATTERN } from '../../vocabulary/person.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const id = z.string().min(1).max(200);
const user = z.string().regex(USER_PATTERN);
const role = z.enum(PERSON_ROLES);
const until = z.iso.datetime().nullable();

const GrantShape = z.object({
  id: z.string(),
  user: z.string().nullable(),
  kind: z.string(),
  target: z.string(),
  givenBy: z.string(),
  delegated: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
});

const PersonShape = z.object({
  user: z.string(),
  name: z.string(),
  role: z.string(),
  advisorId: z.string().nullable(),
  clientId: z.string().nullable(),
  disabled: z.boolean(),
  grants: z.array(GrantShape),
});

const PersonBody = z.strictObject({
  user: user,
  name: z.string().min(1).max(200),
  role,
  advisorId: id.nullable(),
  clientId: id.nullable(),
});

const ChangeBody = PersonBody.omit({ user: true }).partial().extend({ disabled: z.boolean().optional() });
const TargetBody = z.strictObject({ kind: z.enum(GRANT_KINDS), target: id, expiresAt: until });
const GrantBody = TargetBody.extend({ user });
const UserParams = z.strictObject({ user: z.string().min(1).max(200) });
const GrantParams = z.strictObject({ id });

/** People, roles and grants for those who look after them; delegation for those whose accounts they are. */
export function addPeopleRoutes(app: FastifyInstance, { people }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/people',
    summary: 'Everybody who may sign in, with role and grants',
    right: 'people.manage',
    response: z.object({ items: z.array(PersonShape) }),
    handle: async ({ actor }) => ({ items: await people.list(actor, {}) }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/people',
    summary: 'Add people, or bring those that are there up to date, all or none',
    right: 'people.manage',
    body: z.strictObject({ items: z.array(PersonBody).min(1).max(LIMITS.people_per_request_max) }),
    response: z.object({ added: z.int(), changed: z.int() }),
    handle: ({ actor, body }) => people.import(actor, body.items),
  });
  addRoute(app, {
    method: 'PATCH',
    path: '/people/:user',
    summary: 'Change a name, a role, or whether somebody may sign in',
    right: 'people.manage',
    params: UserParams,
    body: ChangeBody,
    response: PersonShape,
    handle: ({ actor, params, body }) => people.change(actor, { ...given(body), user: params.user }),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/people/:user',
    summary: 'Forget somebody, with all that is his or hers',
    right: 'people.manage',
    params: UserParams,
    response: null,
    handle: ({ actor, params }) => people.remove(actor, params),
  });
  addRoute(app, {
    method: 'POST',
    path: '/people/:user/invitation',
    summary: 'An address at which somebody sets a password, once',
    right: 'people.manage',
    params: UserParams,
    response: z.object({ address: z.string(), expiresAt: z.string() }),
    handle: ({ actor, params }) => people.invite(actor, params),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/people/:user/factors',
    summary: 'Take the second factors and passkeys of somebody away, who then sets up others',
    right: 'people.manage',
    params: UserParams,
    response: null,
    handle: ({ actor, params }) => people.resetFactors(actor, params),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/people/:user/identities',
    summary: 'Let nobody of another issuer sign in as somebody any more, until he or she is invited again',
    right: 'people.manage',
    params: UserParams,
    response: null,
    handle: ({ actor, params }) => people.unlink(actor, params),
  });
  addRoute(app, {
    method: 'POST',
    path: '/grants',
    summary: 'Let somebody see accounts besides those of the role',
    right: 'people.manage',
    body: GrantBody,
    response: GrantShape,
    handle: ({ actor, body }) => people.grant(actor, body),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/grants/:id',
    summary: 'Take a grant back that you manage, or a delegation of your own',
    right: 'ask',
    params: GrantParams,
    response: null,
    handle: ({ actor, params }) => people.revoke(actor, params),
  });
  addRoute(app, {
    method: 'GET',
    path: '/delegations',
    summary: 'Whom you let see accounts of yours',
    right: 'delegate',
    response: z.object({ items: z.array(GrantShape) }),
    handle: async ({ actor }) => ({ items: await people.delegated(actor, {}) }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/delegations',
    summary: 'Offer accounts of your own to whoever takes the code, once',
    right: 'delegate',
    body: TargetBody,
    response: z.object({ grant: GrantShape, code: z.string() }),
    handle: ({ actor, body }) => people.delegate(actor, body),
  });
  addRoute(app, {
    method: 'POST',
    path: '/delegations/accept',
    summary: 'Take the code of a delegation',
    right: 'ask',
    body: z.strictObject({ code: z.string().min(1).max(200) }),
    response: GrantShape,
    handle: ({ actor, body }) => people.accept(actor, body),
  });
}

/** Only what the body says: an absent field stays as it is. */
function given(body: z.infer<typeof ChangeBody>): {
  name?: string;
  role?: z.infer<typeof role>;
  advisorId?: string | null;
  clientId?: string | null;
  disabled?: boolean;
} {
  const { name, role: next, advisorId, clientId, disabled } = body;
  return {
    ...(name === undefined ? {} : { name }),
    ...(next === undefined ? {} : { role: next }),
    ...(advisorId === undefined ? {} : { advisorId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(disabled === undefined ? {} : { disabled }),
  };
}
