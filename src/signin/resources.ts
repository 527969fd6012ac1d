import type { Right } from '../vocabulary/scope.ts';

/** What an access token can be had for: the HTTP interface, or the tools for other assistants; never for both. */
export type Resource = 'api' | 'tools';

const PATHS: Readonly<Record<Resource, string>> = { api: '/api/v1', tools: '/mcp' };

/** The name of a resource in tokens and in requests for them (RFC 8707). */
export const resourceOf = (origin: string, resource: Resource): string => `${origin}${PATHS[resource]}`;

/** The resource of that name; null: none of ours. */
export function resourceNamed(origin: string, name: string): Resource | null {
  if (name === resourceOf(origin, 'api')) return 'api';
  return name === resourceOf(origin, 'tools') ? 'tools' : null;
}

/** What an assistant can be allowed. */
export const TOOL_RIGHTS: readonly Right[] = ['ask', 'figures'];

/** Where the tools say who gives tokens for them (RFC 9728). */
export const TOOLS_METADATA_PATH = '/.well-known/oauth-protected-resource/mcp';
